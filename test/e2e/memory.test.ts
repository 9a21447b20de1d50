/** Memory that counts against a run is what its own code holds. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMPTY_TREE } from '../../src/core/ids.ts';
import { TestPool } from '../support/pool.ts';

let pool: TestPool;
beforeAll(() => {
  pool = new TestPool({ runners: 1, queueLimit: 100, volumeBytes: 2 ** 29 });
});
afterAll(() => pool.close());

test.each([
  ['to one file', "const part = 'x'.repeat(2 ** 20); for (let i = 0; i < 100; i += 1) fs.appendFileSync('/a', part);"],
  [
    'to many files in turn',
    "const part = Buffer.alloc(65536, 1); for (let i = 0; i < 1600; i += 1) fs.appendFileSync('/f' + (i % 80), part);",
  ],
  [
    'through streams',
    "const s = fs.createWriteStream('/s'); for (let i = 0; i < 100; i += 1) await new Promise((r) => s.write(Buffer.alloc(2 ** 20, i), r)); s.end();",
  ],
])('100 MiB appended %s are no memory of a run of 32 MiB', async (_how, source) => {
  const end = await pool.pool.submit({
    ...pool.job(`${source} 1`, { tree: EMPTY_TREE }),
    heapMiB: 32,
    timeoutMs: 60_000,
  });
  expect(end).toMatchObject({ outcome: 'completed', error: null });
});

test.each([
  "n += new Date(i * 1e7).toLocaleString('de-DE', { timeZone: 'Europe/Berlin' }).length",
  "n += new Intl.NumberFormat('de-DE', { style: 'currency', currency: 'EUR' }).format(i).length",
  "n += [...new Intl.Segmenter('de').segment('a b')].length",
  "n += 'a'.localeCompare('b', 'de', { numeric: true }) + 3",
])('formatters that nothing holds are no memory of a run: %s', async (statement) => {
  const source = `let n = 0; for (let i = 0; i < 12_000; i += 1) ${statement}; n > 12_000`;
  const end = await pool.pool.submit({ ...pool.job(source), heapMiB: 64, timeoutMs: 60_000 });
  expect(end).toMatchObject({ outcome: 'completed', result: 'true' });
});

test('what counts formatters is not to be seen', async () => {
  const source = `const { DateTimeFormat, Collator } = Intl;
    class Own extends DateTimeFormat {}
    [typeof gc, Date.prototype.toLocaleString.toString(), String(DateTimeFormat), DateTimeFormat.name, Collator.length,
      DateTimeFormat.prototype.constructor === DateTimeFormat, new Own() instanceof Own, DateTimeFormat() instanceof DateTimeFormat,
      (() => { try { new Date.prototype.toLocaleString() } catch (e) { return e.name } })(), Object.keys(Intl).length,
      'prototype' in Date.prototype.toLocaleString, require('util').types.isProxy(DateTimeFormat)]`;
  const { result } = await pool.pool.submit(pool.job(source));
  const text = (name: string) => `function ${name}() { [native code] }`;
  expect(JSON.parse(result ?? '')).toEqual([
    'undefined',
    text('toLocaleString'),
    text('DateTimeFormat'),
    'DateTimeFormat',
    0,
    true,
    true,
    true,
    'TypeError',
    0,
    false,
    false,
  ]);
});
