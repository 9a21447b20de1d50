/**
 * The documentation's pages and what a reader would copy from them.
 */
import { globSync, readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const ROOT = new URL('../../', import.meta.url).pathname;

export interface Block {
  /** Word after the opening fence. */
  readonly language: string;
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  /** Why a test does not run it; undefined when one does. */
  readonly notRun: string | undefined;
}

/** Returns the pages that a user reads, as paths from the project's folder. */
export function documentationPages(): string[] {
  return ['README.md', ...globSync(['docs/**/*.md', 'clients/*/README.md', 'examples/**/*.md'], { cwd: ROOT }).sort()];
}

/** Returns the fenced blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  const lines = readFileSync(join(ROOT, page), 'utf8').split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const language = /^```(\w*)$/.exec(lines[at] as string)?.[1];
    if (language === undefined) continue;
    const end = lines.indexOf('```', at + 1);
    const notRun = /^<!-- not run: (.+) -->$/.exec(lines[at - 1] ?? '')?.[1];
    blocks.push({ language, text: `${lines.slice(at + 1, end).join('\n')}\n`, line: at + 1, notRun });
    at = end;
  }
  return blocks;
}

/** Makes the package importable in a folder, as if it were installed there. */
export async function linkPackage(folder: string): Promise<void> {
  const installed = join(folder, 'node_modules/treebox');
  await mkdir(installed, { recursive: true });
  await symlink(join(ROOT, 'src'), join(installed, 'src'));
  const exports = { '.': './src/index.ts', './client': './src/client/index.ts' };
  await writeFile(join(installed, 'package.json'), JSON.stringify({ name: 'treebox', type: 'module', exports }));
}
