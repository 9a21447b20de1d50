/**
 * An agent with LangChain: `OPENAI_API_KEY=... node agents/langchain.ts "your task"`.
 */
import { type BaseMessage, HumanMessage, type ToolMessage } from '@langchain/core/messages';
import { DynamicStructuredTool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { description, execute, name, schema } from './run-code.ts';

/** The adapter: treebox as a LangChain tool. */
const runCode = new DynamicStructuredTool({ name, description, schema, func: execute });

const model = new ChatOpenAI({ model: process.env.MODEL ?? 'gpt-5.4' }).bindTools([runCode]);
const messages: BaseMessage[] = [
  new HumanMessage(process.argv[2] ?? 'Write the primes up to 20 to /primes.json and count them.'),
];

for (let step = 1; step <= 10; step++) {
  const message = await model.invoke(messages);
  messages.push(message);
  if (!message.tool_calls?.length) {
    console.log(`${message.text} (${step} steps)`);
    break;
  }
  for (const call of message.tool_calls) {
    // A tool that gets the whole tool call returns the message for the model.
    const answer: unknown = await runCode.invoke({ ...call, type: 'tool_call' });
    messages.push(answer as ToolMessage);
  }
}
