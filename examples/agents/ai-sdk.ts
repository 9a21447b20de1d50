/**
 * An agent with the Vercel AI SDK: `OPENAI_API_KEY=... node agents/ai-sdk.ts "your task"`.
 */
import { openai } from '@ai-sdk/openai';
import { generateText, jsonSchema, stepCountIs, tool } from 'ai';
import { description, execute, schema } from './run-code.ts';

const { text, steps } = await generateText({
  model: openai.chat(process.env.MODEL ?? 'gpt-5.4'),
  tools: { run_code: tool({ description, inputSchema: jsonSchema<{ code: string }>({ ...schema }), execute }) },
  stopWhen: stepCountIs(10),
  prompt: process.argv[2] ?? 'Write the primes up to 20 to /primes.json and count them.',
});
console.log(`${text} (${steps.length} steps)`);
