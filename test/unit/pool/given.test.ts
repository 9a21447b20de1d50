/**
 * What a run is handed beside its source, on real runner processes.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMPTY_TREE } from '../../../src/core/ids.ts';
import type { Job, JobResult } from '../../../src/pool/job.ts';
import { TestPool } from '../../support/pool.ts';

let pool: TestPool;

beforeAll(() => {
  pool = new TestPool();
});
afterAll(() => pool.close());

async function run(source: string, given: Job['given'] = {}, options: Partial<Job> = {}): Promise<JobResult> {
  return await pool.pool.submit(pool.job(source, { given, tree: EMPTY_TREE, ...options }));
}

/** The value that a run came to. */
async function value(source: string, given: Job['given'] = {}): Promise<unknown> {
  const { error, result } = await run(source, given);
  if (error !== null) throw new Error(error);
  return JSON.parse(result as string);
}

test('input: is the JSON value, deeply frozen', async () => {
  const input = JSON.stringify({ list: [{ deep: 1 }], text: 'é' });
  expect(await value('input', { input })).toEqual(JSON.parse(input));
  const frozen = '[input, input.list, input.list[0]].map(Object.isFrozen)';
  expect(await value(frozen, { input })).toEqual([true, true, true]);
  expect(await value('input', { input: '['.repeat(100_000) + ']'.repeat(100_000) }).catch(String)).not.toContain(
    'crash',
  );
});

test('input: is null when none was given, and a run may declare the name', async () => {
  expect(await value('input')).toBe(null);
  expect(await value('const input = 5; input', { input: '1' })).toBe(5);
  expect(await value('globalThis.input = 6; input', { input: '1' })).toBe(6);
});

test('input: is no part of the state that a run leaves', async () => {
  const first = await run('const seen = input.length; seen', { input: '[1,2]' });
  expect(first.state).not.toBeNull();
  const second = await run('[seen, input]', {}, { state: first.state });
  expect(JSON.parse(second.result as string)).toEqual([2, null]);
});

test('args, env and stdin: reach the process', async () => {
  const given = { args: ['--all', 'x y'], env: { MODE: 'test' }, stdin: 'line é\n' };
  expect(await value('[process.argv.slice(2), process.env]', given)).toEqual([given.args, given.env]);
  const reads = `let all = ''; for await (const chunk of process.stdin) all += chunk; all`;
  expect(await value(reads, given)).toBe(given.stdin);
  expect(await value(reads)).toBe('');
});

test('files: are in the volume before the run, with their folders, and in the tree that it leaves', async () => {
  const files = { '/a/b/text.txt': 'text', '/bytes.bin': { base64: Buffer.from([0, 255]).toString('base64') } };
  expect(
    await value(`[fs.readFileSync('/a/b/text.txt', 'utf8'), [...fs.readFileSync('/bytes.bin')]]`, { files }),
  ).toEqual(['text', [0, 255]]);
  const { tree } = await run('1', { files });
  expect(tree).not.toBe(EMPTY_TREE);
});

test('files: a name that git refuses ends the run before it starts', async () => {
  const { outcome, started, error } = await run('1', { files: { '/.git/config': '' } });
  expect({ outcome, started }).toEqual({ outcome: 'threw', started: false });
  expect(error).toContain('EINVAL');
});

test('file: runs a file of the volume, whose path its imports and its errors have', async () => {
  const files = {
    '/lib/task.ts': `import { two } from './two.ts'; export default two * (process.argv[1] === '/lib/task.ts' ? 21 : 0);`,
    '/lib/two.ts': 'export const two: number = 2;',
    '/lib/script.js': `const { two } = require('./three.cjs'); two`,
    '/lib/three.cjs': 'exports.two = 3',
    '/lib/fails.ts': `\nconst text: string = 'why';\nthrow new Error(text);`,
    '/lib/broken.ts': 'const = 1',
  };
  expect(await value('', { files, file: '/lib/task.ts' })).toBe(42);
  expect(await value('', { files, file: '/lib/script.js' })).toBe(3);
  expect((await run('', { files, file: '/lib/fails.ts' })).error).toBe('Error: why\n    at /lib/fails.ts:3:7');
  expect((await run('', { files, file: '/lib/broken.ts' })).error).toContain('/lib/broken.ts:1:7');
});

test('file: one that is not there never runs', async () => {
  const { outcome, started, error } = await run('', { file: '/absent.ts' });
  expect({ outcome, started }).toEqual({ outcome: 'threw', started: false });
  expect(error).toContain("ENOENT: no such file or directory, open '/absent.ts'");
});

test.each([
  ['process.exit(3)', 'exited', 3],
  ['process.exitCode = 4; 1', 'exited', 4],
  ['process.exit()', 'completed', 0],
  ['process.exitCode = 0; 1', 'completed', 0],
  ['throw new Error("x")', 'threw', null],
])('exit code: %s', async (source, outcome, exitCode) => {
  expect(await run(source)).toMatchObject({ outcome, exitCode });
});

test('keepTree: a run that fails or times out leaves its tree', async () => {
  const write = `fs.writeFileSync('/left', 'here');`;
  const kept = (await run(write)).tree;
  expect(kept).not.toBeNull();
  expect(await run(`${write} throw 1`, { keepTree: true })).toMatchObject({ outcome: 'threw', tree: kept });
  expect(await run(`${write} throw 1`)).toMatchObject({ outcome: 'threw', tree: null });
  const waits = `${write} await new Promise((done) => setTimeout(done, 60000))`;
  const timedOut = await run(waits, { keepTree: true }, { timeoutMs: 300 });
  expect(timedOut).toMatchObject({ outcome: 'timed_out', tree: kept });
});

test('a run says what it took, and whether its output was cut', async () => {
  const spins = 'const until = Date.now() + 400; while (Date.now() < until);';
  const { cpuMs, outputTruncated } = await run(spins);
  expect(cpuMs).toBeGreaterThan(20);
  expect(outputTruncated).toBe(false);
  expect((await run(`console.log('x'.repeat(2 * 1024 * 1024))`)).outputTruncated).toBe(true);
});
