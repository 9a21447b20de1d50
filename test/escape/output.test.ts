/** Boundary 1 of THREAT_MODEL.md, the memory that a run which prints much is lent: what is printed arrives, all of it. */
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestPool } from '../support/pool.ts';

const MiB = 1024 * 1024;

let tested: TestPool;
beforeAll(() => {
  tested = new TestPool({ outputBytes: 4 * MiB });
});
afterAll(() => tested.close());

/** Runs a source to its end and answers what it printed. */
async function printed(source: string): Promise<string> {
  const job = tested.job(source);
  const end = await tested.pool.submit(job);
  expect(end).toMatchObject({ outcome: 'completed', error: null });
  return readFileSync(job.outputPath, 'utf8');
}

/** What is in a file that may not have been made yet. */
function present(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Enough lines that a run is lent memory, each with its number. */
const BURST = 'for (let i = 0; i < 3000; i += 1) console.log("line", i);';
const burst = Array.from({ length: 3000 }, (_, line) => `line ${line}\n`).join('');

test('texts of every kind and length arrive whole and in order', async () => {
  const text = fc.oneof(
    { weight: 6, arbitrary: fc.string({ unit: 'grapheme-ascii' }) },
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme' }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('x'.repeat(300_000), 'é'.repeat(90_000), '\u0000', '\n\n', '\u007f\u0080'),
    },
  );
  const texts = fc.array(text, { minLength: 400, maxLength: 1200, size: 'max' });
  await fc.assert(
    fc.asyncProperty(texts, async (lines) => {
      const expected = lines.map((line) => `${line}\n`).join('');
      if (Buffer.byteLength(expected) > 4 * MiB) return;
      const code = `for (const line of ${JSON.stringify(lines)}) console.log(line)`;
      expect((await printed(code)) === expected).toBe(true);
    }),
    { numRuns: 12 },
  );
});

test('what was printed is in the file while the run computes on, and when it is killed then', async () => {
  const job = tested.job(`${BURST} for (;;);`);
  const end = tested.pool.submit(job);
  await expect.poll(() => present(job.outputPath), { timeout: 10_000 }).toBe(burst);
  expect(tested.pool.cancel(job.id)).toBe(true);
  expect((await end).outcome).toBe('cancelled');
  expect(readFileSync(job.outputPath, 'utf8')).toBe(burst);
});

test('what was printed is in the file while the run waits', async () => {
  const job = tested.job(`${BURST} await new Promise((resolve) => setTimeout(resolve, 60_000));`);
  const end = tested.pool.submit(job);
  await expect.poll(() => present(job.outputPath), { timeout: 10_000 }).toBe(burst);
  tested.pool.cancel(job.id);
  await end;
});

test('what was printed before the memory ran out is there', async () => {
  const job = tested.job(`${BURST} const all = []; for (;;) all.push(new Array(100_000).fill(1.5));`, { heapMiB: 32 });
  expect((await tested.pool.submit(job)).outcome).toBe('out_of_memory');
  expect(readFileSync(job.outputPath, 'utf8')).toBe(burst);
});

test('the bound on output cuts a burst at its byte, without a word of its own', async () => {
  const text = await printed('for (let i = 0; i < 100_000; i += 1) console.log("x".repeat(99))');
  expect(text.slice(0, 4 * MiB)).toBe(`${'x'.repeat(99)}\n`.repeat(41_944).slice(0, 4 * MiB));
  expect(text).toHaveLength(4 * MiB);
});

test('runs that follow each other in a process print each their own', async () => {
  for (let round = 0; round < 6; round += 1)
    expect(await printed(BURST.replace('"line"', `"${round}"`))).toContain(`${round} 2999\n`);
  expect(await printed('console.log("one")')).toBe('one\n');
});

test('prototypes that guest code has changed change nothing of what is printed', async () => {
  const patch = `
    for (const owner of [String.prototype, Uint8Array.prototype, Object.getPrototypeOf(Uint8Array.prototype), Atomics,
      Function.prototype, Int32Array.prototype]) {
      for (const key of Reflect.ownKeys(owner)) {
        if (key === 'constructor') continue;
        try { Object.defineProperty(owner, key, { value: () => { throw new Error('patched') } }); } catch {}
      }
    }
    globalThis.SharedArrayBuffer = globalThis.Uint8Array = globalThis.Int32Array = function () { throw new Error('patched') };`;
  const loop = 'for (let i = 0; i < 3000; i += 1) console.log("plain");';
  expect(await printed(`${patch} ${loop}`)).toBe('plain\n'.repeat(3000));
});
