/**
 * Lines of standard input: whole ones pass, too long ones are answered.
 */
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { MessageLines } from '../../../src/mcp/stdio.ts';

async function pass(chunks: readonly string[], maxBytes: number) {
  const refused: (string | number | null)[] = [];
  const lines = Readable.from(chunks.map((chunk) => Buffer.from(chunk))).pipe(
    new MessageLines((id) => refused.push(id), maxBytes),
  );
  const passed: string[] = [];
  for await (const line of lines) passed.push(String(line));
  return { passed: passed.join(''), refused };
}

test('MessageLines: lines that come in pieces are passed on whole', async () => {
  expect(await pass(['{"a":', '1}\n{"b"', ':2}\n'], 100)).toEqual({ passed: '{"a":1}\n{"b":2}\n', refused: [] });
});

test('MessageLines: a line that is too long is refused once, by its id, and the next one passes', async () => {
  const long = `{"jsonrpc":"2.0","id":7,"x":"${'x'.repeat(200)}"}\n`;
  expect(await pass([long.slice(0, 50), long.slice(50), '{"b":2}\n'], 100)).toEqual({
    passed: '{"b":2}\n',
    refused: [7],
  });
  expect(await pass([`${'x'.repeat(300)}\n`], 100)).toEqual({ passed: '', refused: [null] });
});
