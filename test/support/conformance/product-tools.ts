/**
 * The tools that the conformance suite calls by name, as tools of ours: served by the same code as `run_js`. Those that take long are runs.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContentBlock } from '@modelcontextprotocol/server';
import { type ObjectSchema, type Tool, type ToolContext, textAnswer } from '../../../src/mcp/tool.ts';
import { runJs } from '../../../src/mcp/tools/run-js.ts';
import { AUDIO, embedded, IMAGE } from './contents.ts';

const NOTHING: ObjectSchema = { type: 'object', properties: {} };
/** A run becomes a task after 2 s; the suite wants one of each run that it calls long. */
const TASK_SECS = 2.5;

function tool(name: string, call: Tool['call'], inputSchema: ObjectSchema = NOTHING): Tool {
  return { name, description: `Conformance: ${name}`, inputSchema, annotations: {}, call };
}

function answering(name: string, ...content: ContentBlock[]): Tool {
  return tool(name, async () => ({ content }));
}

function running(code: string, context: ToolContext) {
  return runJs.call({ code, timeout_secs: 100 }, context);
}

const SCHEMA_2020_12 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // biome-ignore lint/suspicious/noThenProperty: the schema language calls it so
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
} as const;

export const PRODUCT_TOOLS: readonly Tool[] = [
  answering('test_simple_text', { type: 'text', text: 'This is a simple text response for testing.' }),
  answering('test_image_content', IMAGE),
  answering('test_audio_content', AUDIO),
  answering('test_embedded_resource', embedded('test://embedded-resource', 'text/plain', 'An embedded resource.')),
  answering(
    'test_multiple_content_types',
    { type: 'text', text: 'Multiple content types test:' },
    IMAGE,
    embedded('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
  ),
  tool('test_error_handling', async () => textAnswer('This tool intentionally returns an error for testing', true)),
  tool('test_tool_with_progress', async (_args, context) => {
    for (const step of ['one', 'two', 'three']) {
      await context.progress(step);
      await sleep(50);
    }
    return textAnswer('done');
  }),
  tool('json_schema_2020_12_tool', async () => textAnswer('called'), SCHEMA_2020_12),
  // Asked of a server whose tasks ask their callers; ours never do.
  tool('confirm_delete', async () => textAnswer('deleted')),
  tool('greet', async ({ name }) => textAnswer(`Hello, ${name}!`), {
    type: 'object',
    properties: { name: { type: 'string' } },
  }),
  tool(
    'slow_compute',
    ({ seconds, label }, context) => {
      const ms = seconds === 0 ? 0 : (Number(seconds) + TASK_SECS) * 1_000;
      return running(`await new Promise((done) => setTimeout(done, ${ms})); ${JSON.stringify(label)}`, context);
    },
    { type: 'object', properties: { seconds: { type: 'number' }, label: { type: 'string' } } },
  ),
  tool('failing_job', (_args, context) =>
    running(
      `await new Promise((done) => setTimeout(done, ${TASK_SECS * 1_000})); throw new Error('it failed')`,
      context,
    ),
  ),
];
