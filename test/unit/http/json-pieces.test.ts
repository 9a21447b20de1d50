import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLarge, jsonStream } from '../../../src/http/json-pieces.ts';

async function textOf(value: unknown): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of jsonStream(value)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

test('jsonStream: is what JSON.stringify makes', async () => {
  const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });
  await fc.assert(
    fc.asyncProperty(json, async (value) => {
      expect(await textOf(value)).toBe(JSON.stringify(value));
    }),
  );
  const odd = { a: undefined, b: [undefined, Number.NaN, null], c: { d: undefined }, '"': '\u2028\ud800' };
  expect(await textOf(odd)).toBe(JSON.stringify(odd));
});

test('jsonStream: long texts come whole, wherever they are cut', async () => {
  for (const text of ['"\\\n'.repeat(300_000), `a${'😀'.repeat(400_000)}`, 'é'.repeat(600_000)]) {
    const value = { list: [{ text }], text };
    expect(JSON.parse(await textOf(value))).toEqual(value);
  }
});

test('jsonStream: others have their turn while it works', async () => {
  const value = { texts: Array.from({ length: 64 }, () => '"'.repeat(1_000_000)) };
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  await textOf(value);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(20);
});

test('isLarge: counts the texts of a value, wherever they are', () => {
  const half = 'x'.repeat(600_000);
  expect([half, [half], { a: { b: [half] } }, null, 1, []].map(isLarge)).toEqual(Array(6).fill(false));
  expect([half + half, [half, half], { a: half, b: { c: half } }].map(isLarge)).toEqual([true, true, true]);
});
