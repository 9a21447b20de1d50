/**
 * Boundary 5: sources that hang, grow or kill the compiler fail alone, and nothing of them outlives their run.
 */
import { getPriority } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestPool } from '../support/pool.ts';
import { processTree, RUNNER } from '../support/processes.ts';

const MiB = 1024 * 1024;

let pool: TestPool;

beforeAll(async () => {
  pool = new TestPool({ runners: 2 });
  await compile('let x: number = 1; x');
});
afterAll(() => pool.close());

const compile = (source: string, timeoutMs = 30_000) => pool.pool.submit(pool.job(source, { timeoutMs }));

/** The compilers of this process, with what they have started. */
const compilers = () => processTree(process.pid).filter(({ command }) => /compiler.main\.ts|esbuild/.test(command));

const compilerBytes = () => compilers().reduce((sum, { residentBytes }) => sum + residentBytes, 0);

test('runners and compilers give way to the server', async () => {
  expect((await compile('let y: number = 1; y')).outcome).toBe('completed');
  const runners = processTree(process.pid).filter(({ command }) => RUNNER.test(command));
  const working = [...runners, ...compilers()].map(({ pid }) => pid);
  expect(working.length).toBeGreaterThanOrEqual(3);
  for (const pid of working) expect(getPriority(pid)).toBe(Math.min(getPriority() + 3, 19));
});

/** Compiles to its end while the compilers are looked at. Returns how much they took at most. */
async function largest(work: () => Promise<unknown>): Promise<number> {
  let bytes = 0;
  const look = setInterval(() => {
    bytes = Math.max(bytes, compilerBytes());
  }, 20);
  try {
    await work();
  } finally {
    clearInterval(look);
  }
  return bytes;
}

/** Takes esbuild a gigabyte, and as long as sources may be. */
const GREEDY = `let x: number = ${Array(2_000_000).fill('1').join('-')}`;

test('sources that take longer than their runs have end with them, and so do their compilers', async () => {
  const before = compilers().map(({ pid }) => pid);
  for (let count = 0; count < 3; count += 1)
    expect(['timed_out', 'crashed']).toContain((await compile(GREEDY, 1_000)).outcome);
  await expect.poll(() => compilers().filter(({ pid }) => before.includes(pid))).toEqual([]);
  await expect.poll(compilerBytes).toBeLessThan(300 * MiB);
});

test('a source that takes the compiler more than its memory is crashed', async () => {
  const bytes = await largest(async () => {
    const { outcome, error } = await compile(GREEDY);
    expect([outcome, error]).toEqual(['crashed', expect.stringContaining('it took more than 512 MiB')]);
  });
  expect(bytes).toBeLessThan(800 * MiB);
  await expect.poll(compilerBytes).toBeLessThan(300 * MiB);
});

test('a source that kills its compiler is crashed, and those beside it are not touched', async () => {
  const attack = `let x: number = 1; ${'a=>'.repeat(1_300_000)}1`;
  const innocent = `const y: number = 2; const s = '${'x'.repeat(3_900_000)}'; y`;
  let isOver = false;
  const attacks = async () => {
    try {
      for (let count = 0; count < 3; count += 1) {
        const { outcome, error } = await compile(attack);
        expect(error).toMatch(/^main\.ts could not be compiled: /);
        expect(outcome).toBe('crashed');
      }
    } finally {
      isOver = true;
    }
  };
  // One is always being compiled when a compiler ends.
  const others = async () => {
    while (!isOver) expect(await compile(innocent)).toMatchObject({ outcome: 'completed', result: '2' });
  };
  await Promise.all([attacks(), others()]);
});

test('a source that is too long or nested too deeply is refused before it is compiled', async () => {
  expect(await compile(`let x: number = 1; "${'x'.repeat(4 * MiB)}"`)).toMatchObject({
    outcome: 'syntax_error',
    error: expect.stringContaining('at most 4194304 of TypeScript or JSX are compiled'),
  });
  for (const bracket of ['(', '[', '{', 'a(', '<T>(']) {
    const { outcome, error } = await compile(`let x: number = ${bracket.repeat(500_000)}1`);
    expect([outcome, error]).toEqual(['syntax_error', expect.stringContaining('nested too deeply')]);
  }
});
