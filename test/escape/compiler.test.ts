/**
 * Boundary 5: sources that hang, grow or kill the compiler fail alone, and nothing of them outlives their run.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestPool } from '../support/pool.ts';

const MiB = 1024 * 1024;
const PAGE_BYTES = 4096;

let pool: TestPool;

beforeAll(async () => {
  pool = new TestPool({ runners: 2 });
  await compile('let x: number = 1; x');
});
afterAll(() => pool.close());

const compile = (source: string, timeoutMs = 30_000) => pool.pool.submit(pool.job(source, { timeoutMs }));

/** Resident bytes of the compilers of this process, esbuild's children included. */
function compilerBytes(): number {
  const parents = new Map<string, string>();
  const names = new Map<string, string>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      parents.set(
        pid,
        (/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) as RegExpExecArray)[1] as string,
      );
      names.set(pid, readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOurs = (pid: string): boolean =>
    pid === `${process.pid}` || (parents.has(pid) && isOurs(parents.get(pid) as string));
  let bytes = 0;
  for (const [pid, name] of names) {
    if (!/compiler.main\.ts|esbuild/.test(name) || !isOurs(pid)) continue;
    try {
      bytes += Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
    } catch {
      // The same.
    }
  }
  return bytes;
}

test('a source that takes the compiler more than its memory, or longer than its run has, ends with its run', async () => {
  const source = `let x: number = ${Array(2_000_000).fill('1').join('-')}`;
  const end = await compile(source, 1_500);
  expect(['timed_out', 'crashed', 'syntax_error']).toContain(end.outcome);
  expect(end.result).toBe(null);
  await expect.poll(compilerBytes).toBeLessThan(300 * MiB);
});

test('a source that kills its compiler is crashed, and those beside it are not touched', async () => {
  const attack = `let x: number = 1; ${'a=>'.repeat(1_300_000)}1`;
  const innocent = `const y: number = 2; const s = '${'x'.repeat(500_000)}'; y`;
  const attacks = Array.from({ length: 3 }, () => compile(attack));
  const others = Array.from({ length: 9 }, () => compile(innocent));
  for (const end of await Promise.all(others)) expect(end).toMatchObject({ outcome: 'completed', result: '2' });
  for (const { outcome, error } of await Promise.all(attacks)) {
    expect(outcome).toBe('crashed');
    expect(error).toMatch(/^main\.ts could not be compiled: /);
  }
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
