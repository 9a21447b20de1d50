/**
 * Where the runners' program comes from: a package, the cache, or the sources.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runnerProgram } from '../../../src/pool/runner-program.ts';

/** A program of two sources. @returns writes one of its files, and gets the path of what runners start from */
function program() {
  const root = mkdtempSync(join(tmpdir(), 'treebox-runner-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  let bundled = 0;
  const problems: unknown[] = [];
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const bundle = async () => {
    bundled += 1;
    return { 'main.js': `bundled ${bundled}`, 'output-worker.js': 'worker' };
  };
  for (const folder of ['src/compiler', 'src/core', 'src/git', 'src/guest', 'src/runner', 'vfs'])
    write(`${folder}/one.ts`, 'source');
  return { root, write, get: () => runnerProgram(bundle, (error) => problems.push(error), root), problems };
}

test('runnerProgram: bundles once for each state of the sources, and keeps all files of it', async () => {
  const { write, get, problems } = program();
  const first = await get();
  expect(readFileSync(first, 'utf8')).toBe('bundled 1');
  expect(readFileSync(join(dirname(first), 'output-worker.js'), 'utf8')).toBe('worker');
  expect(await get()).toBe(first);
  write('vfs/one.ts', 'changed');
  const second = await get();
  expect(readFileSync(second, 'utf8')).toBe('bundled 2');
  write('vfs/one.ts', 'source');
  expect(await get()).toBe(first);
  expect(problems).toEqual([]);
});

test.each([
  ['empty', (main: string) => writeFileSync(main, '')],
  ['gone', (main: string) => rmSync(main)],
  ['there with an empty one beside it', (main: string) => writeFileSync(join(dirname(main), 'output-worker.js'), '')],
  ['there without its digests', (main: string) => rmSync(join(dirname(main), 'SHA256SUMS'))],
])('runnerProgram: a file that is %s has the bundle made again', async (_what, damage) => {
  const { get, problems } = program();
  const main = await get();
  damage(main);
  expect(await get()).toBe(main);
  expect([main, join(dirname(main), 'output-worker.js')].map((path) => readFileSync(path, 'utf8'))).toEqual([
    'bundled 2',
    'worker',
  ]);
  expect(problems).toEqual([]);
});

test('runnerProgram: two that bundle at the same time end up with the same file, and leave nothing else', async () => {
  const { get } = program();
  const [one, other] = await Promise.all([get(), get()]);
  expect(one).toBe(other);
  expect(readFileSync(one, 'utf8')).toMatch(/^bundled [12]$/);
  expect(readdirSync(dirname(dirname(one)))).toHaveLength(1);
});

test('runnerProgram: a bundle of other sources goes after a week', async () => {
  const { write, get } = program();
  const first = dirname(await get());
  const past = Date.now() / 1000 - 8 * 24 * 60 * 60;
  utimesSync(first, past, past);
  write('src/core/one.ts', 'changed');
  const second = dirname(await get());
  expect(readdirSync(dirname(second))).toEqual([second.slice(dirname(second).length + 1)]);
});

test('runnerProgram: where nothing can be kept, runners start from the sources, which is told', async () => {
  const { root, write, get, problems } = program();
  write('node_modules', 'a file');
  expect(await get()).toBe(join(root, 'src/runner/main.ts'));
  expect(problems).toHaveLength(1);
});

test('runnerProgram: a package brings its own', async () => {
  const { root, write, get } = program();
  write('src/runner/main.js', 'built');
  expect(await get()).toBe(join(root, 'src/runner/main.js'));
});
