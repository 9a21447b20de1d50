/**
 * An agent with OpenAI's SDK: `OPENAI_API_KEY=... node agents/openai.ts "your task"`.
 */
import OpenAI from 'openai';
import { description, execute, name, schema } from './run-code.ts';

const client = new OpenAI();
const tools = [{ type: 'function', function: { name, description, parameters: schema } }] as const;
const messages: OpenAI.ChatCompletionMessageParam[] = [
  { role: 'user', content: process.argv[2] ?? 'Write the primes up to 20 to /primes.json and count them.' },
];

for (let step = 1; step <= 10; step++) {
  const model = process.env.MODEL ?? 'gpt-5.4';
  const { choices } = await client.chat.completions.create({ model, messages, tools: [...tools] });
  const message = choices[0]?.message;
  if (!message) throw new Error('the model gave no answer');
  messages.push(message);
  if (!message.tool_calls?.length) {
    console.log(`${message.content} (${step} steps)`);
    break;
  }
  for (const call of message.tool_calls) {
    if (call.type !== 'function') throw new Error(`the model asked for a ${call.type} tool`);
    const content = await execute(JSON.parse(call.function.arguments));
    messages.push({ role: 'tool', tool_call_id: call.id, content });
  }
}
