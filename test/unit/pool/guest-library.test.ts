/**
 * When the guest library is bundled, and when it is taken from where it was kept.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { guestLibrary } from '../../../src/pool/guest-library.ts';

/** A program of two sources. @returns writes one of its files, and gets the library: how often it was bundled by then */
function program() {
  const root = mkdtempSync(join(tmpdir(), 'treebox-library-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  let bundled = 0;
  const problems: unknown[] = [];
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const bundle = async () => {
    bundled += 1;
    return { boot: `bundled ${bundled}`, parts: { fs: 'part' } };
  };
  const get = () => guestLibrary(bundle, (error) => problems.push(error), root);
  write('src/guest/parts/fs.ts', 'guest');
  write('src/compiler/bundle.ts', 'compiler');
  return { write, get, problems };
}

test('guestLibrary: bundles once, and again when a source, its name, the compiler or a package is another', async () => {
  const { write, get, problems } = program();
  expect(await get()).toEqual({ boot: 'bundled 1', parts: { fs: 'part' } });
  expect(await get()).toEqual({ boot: 'bundled 1', parts: { fs: 'part' } });
  const changes = [
    'src/guest/parts/fs.ts',
    'src/guest/new.ts',
    'src/compiler/bundle.ts',
    'node_modules/.package-lock.json',
  ];
  for (const [at, path] of changes.entries()) {
    write(path, 'changed');
    for (let times = 0; times < 2; times += 1) expect((await get()).boot).toBe(`bundled ${at + 2}`);
  }
  expect(problems).toEqual([]);
});

test('guestLibrary: what is kept and damaged is bundled anew', async () => {
  const { write, get } = program();
  await get();
  for (const [at, text] of ['', '{"digest":', 'null', '{}'].entries()) {
    write('node_modules/.cache/treebox/guest-library.json', text);
    expect((await get()).boot).toBe(`bundled ${at + 2}`);
  }
});

test('guestLibrary: is there where it can not be kept, which is told', async () => {
  const { write, get, problems } = program();
  write('node_modules', 'a file');
  expect((await get()).boot).toBe('bundled 1');
  expect(problems).toHaveLength(1);
});

test('guestLibrary: a package brings its own', async () => {
  const { write, get } = program();
  write('src/guest-library.json', '{"boot":"built","parts":{}}');
  expect(await get()).toEqual({ boot: 'built', parts: {} });
});
