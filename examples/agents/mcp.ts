/**
 * An agent that gets its tools over MCP: `OPENAI_API_KEY=... node agents/mcp.ts "your task"`. Only the address is
 * specific to treebox: the server describes its tools.
 */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import OpenAI from 'openai';

const { TREEBOX_SERVER = 'http://127.0.0.1:8080', TREEBOX_TOKEN, MODEL = 'gpt-5.4' } = process.env;
const headers = TREEBOX_TOKEN ? { authorization: `Bearer ${TREEBOX_TOKEN}` } : {};
const server = new Client({ name: 'example', version: '1.0.0' });
await server.connect(new StreamableHTTPClientTransport(new URL(`${TREEBOX_SERVER}/mcp`), { requestInit: { headers } }));

const { tools: offered } = await server.listTools();
const tools = offered.map(({ name, description = '', inputSchema: parameters }) => ({
  type: 'function' as const,
  function: { name, description, parameters },
}));

const client = new OpenAI();
const messages: OpenAI.ChatCompletionMessageParam[] = [
  { role: 'user', content: process.argv[2] ?? 'Write the primes up to 20 to /primes.json on the label agent.' },
];
for (let step = 1; step <= 10; step++) {
  const { choices } = await client.chat.completions.create({ model: MODEL, messages, tools });
  const message = choices[0]?.message;
  if (!message) throw new Error('the model gave no answer');
  messages.push(message);
  if (!message.tool_calls?.length) {
    console.log(`${message.content} (${step} steps)`);
    break;
  }
  for (const call of message.tool_calls) {
    if (call.type !== 'function') throw new Error(`the model asked for a ${call.type} tool`);
    const { content } = await server.callTool({
      name: call.function.name,
      arguments: JSON.parse(call.function.arguments),
    });
    const text = content.map((part) => (part.type === 'text' ? part.text : `(${part.type})`)).join('\n');
    messages.push({ role: 'tool', tool_call_id: call.id, content: text });
  }
}
await server.close();
