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
