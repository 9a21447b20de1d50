/**
 * What clients cut off must not be there: sizes of names, descriptions and the whole list.
 */
import { expect, test } from 'vitest';
import { INSTRUCTIONS } from '../../../src/mcp/guide.ts';
import { ALL_TOOLS, TOOLS } from '../../../src/mcp/tools/index.ts';

test('tools: at most ten by default, in 10,240 bytes', () => {
  const list = TOOLS.map(({ name, description, inputSchema, outputSchema, annotations }) => {
    return { name, description, inputSchema, outputSchema, annotations };
  });
  expect(TOOLS.length).toBeLessThanOrEqual(10);
  expect(Buffer.byteLength(JSON.stringify({ tools: list }))).toBeLessThanOrEqual(10_240);
});

test('tools: descriptions and instructions have at most 2,000 characters', () => {
  for (const { description } of ALL_TOOLS) expect(description.length).toBeLessThanOrEqual(2_000);
  expect(INSTRUCTIONS.length).toBeLessThanOrEqual(2_000);
});

test('tools: the root of a schema is a plain object', () => {
  for (const { inputSchema, outputSchema } of ALL_TOOLS) {
    for (const schema of [inputSchema, outputSchema]) {
      if (!schema) continue;
      expect(schema.type).toBe('object');
      expect(Object.keys(schema)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(?:one|any|all)Of$/)]));
    }
  }
});

test('tools: names are unique, and the given system names come behind ours', () => {
  const names = ALL_TOOLS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.slice(0, TOOLS.length)).toEqual(TOOLS.map(({ name }) => name));
});
