/** Small runs that stand for kinds of faults: each folder has the source, what is mounted, and what Node or git says of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestPool } from '../support/pool.ts';
import { type FileState, storeFiles } from '../support/random-trees.ts';

const ROOT = new URL('../fixtures/cases/', import.meta.url).pathname;
/** What stands before the outcome and the error of a run that failed. */
const FAILED = '!! ';

let pool: TestPool;
beforeAll(() => {
  pool = new TestPool({ runners: 1, queueLimit: 100 });
});
afterAll(() => pool.close());

function filesBelow(folder: string): Map<string, FileState> {
  const files = new Map<string, FileState>();
  if (!existsSync(folder)) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path), { mode: '100644', content: readFileSync(path) });
  }
  return files;
}

/** Runs a case and returns what it printed, then how it failed where it did. */
async function run(folder: string): Promise<string> {
  const input = readdirSync(folder).find((name) => name.startsWith('input.')) ?? '';
  const source = readFileSync(join(folder, input), 'utf8');
  const tree = pool.repository.incoming.write((writer) => storeFiles(writer, filesBelow(join(folder, 'files'))));
  const job = pool.job(source, { tree, timeoutMs: 60_000 });
  const { outcome, error } = await pool.pool.submit(job);
  const output = existsSync(job.outputPath) ? readFileSync(job.outputPath, 'utf8') : '';
  return error === null ? output : `${output}${FAILED}${outcome}: ${error}\n`;
}

test.each(readdirSync(ROOT))('%s', async (name) => {
  const expected = readFileSync(join(ROOT, name, 'expected.txt'), 'utf8');
  const found = await run(join(ROOT, name));
  const words = /\(a text that holds (.*)\)/.exec(expected)?.[1]?.split(/, | and /);
  if (!words) return expect(found).toBe(expected);
  for (const word of words) expect(found).toContain(word);
});
