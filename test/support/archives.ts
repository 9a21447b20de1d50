/**
 * Archives and the folders that they are made of.
 */
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack as createPack, type Header } from 'tar-stream';
import { git, temporaryFolder } from './real-git.ts';
import type { AppAnswer, TestApp } from './test-app.ts';

/** Headers of an archive's request. */
export const tarType = { 'content-type': 'application/x-tar' };
/** Sends an archive. */
export const importTar = (app: TestApp, payload: Buffer): Promise<AppAnswer> =>
  app.call('POST', '/api/fs/snapshots', { payload, headers: tarType });

/** An archive of these entries, in order. */
export async function tarOf(
  entries: readonly (Partial<Header> & { name: string; content?: string })[],
): Promise<Buffer> {
  const pack = createPack();
  for (const { content = '', ...header } of entries) pack.entry(header, content);
  pack.finalize();
  return await buffer(pack);
}

/** A folder on disk with everything that a snapshot keeps, and what git makes of it. */
export function realFolder(): { path: string; tree: string } {
  const path = join(temporaryFolder(), 'real');
  mkdirSync(join(path, 'sub/deep'), { recursive: true });
  mkdirSync(join(path, 'empty'));
  writeFileSync(join(path, 'text.txt'), 'hello\n');
  writeFileSync(join(path, 'sub/run.sh'), '#!/bin/sh\n');
  chmodSync(join(path, 'sub/run.sh'), 0o755);
  writeFileSync(join(path, 'sub/deep', `${'n'.repeat(120)}é😀`), Buffer.alloc(100_000, 7));
  writeFileSync(join(path, 'zero'), '');
  symlinkSync('../text.txt', join(path, 'sub/link'));
  git(path, ['init', '-q']);
  git(path, ['add', '-A']);
  const tree = git(path, ['write-tree']);
  rmSync(join(path, '.git'), { recursive: true });
  return { path, tree };
}
