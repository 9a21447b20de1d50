/**
 * An agent with Anthropic's SDK: `ANTHROPIC_API_KEY=... node agents/anthropic.ts "your task"`.
 */
import Anthropic from '@anthropic-ai/sdk';
import { description, execute, name, schema } from './run-code.ts';

const client = new Anthropic();
const tools = [{ name, description, input_schema: { ...schema, required: [...schema.required] } }];
const messages: Anthropic.MessageParam[] = [
  { role: 'user', content: process.argv[2] ?? 'Write the primes up to 20 to /primes.json and count them.' },
];

for (let step = 1; step <= 10; step++) {
  const model = process.env.MODEL ?? 'claude-sonnet-5-5';
  const { content } = await client.messages.create({ model, max_tokens: 4096, messages, tools });
  messages.push({ role: 'assistant', content });
  const results: Anthropic.ToolResultBlockParam[] = [];
  for (const block of content) {
    if (block.type === 'text') console.log(`${block.text} (${step} steps)`);
    if (block.type !== 'tool_use') continue;
    const text = await execute(block.input as { code: string });
    results.push({ type: 'tool_result', tool_use_id: block.id, content: text });
  }
  if (results.length === 0) break;
  messages.push({ role: 'user', content: results });
}
