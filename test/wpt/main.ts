/**
 * `npm run wpt -- --wpt FOLDER [START…] [--failures FOLDER] [--update]`: judges the sandbox by the Web Platform Tests of a
 * checkout whose paths begin so, prints what passed, and compares it with `passes.json`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { compare, explain, printTable, record } from './passes.ts';
import { folderOf, testFiles } from './test-files.ts';
import { type FileResult, TestRuns } from './test-run.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    wpt: { type: 'string' },
    failures: { type: 'string' },
    update: { type: 'boolean', default: false },
  },
});

if (values.wpt === undefined) {
  console.error('wpt: --wpt names no folder; it must be a checkout of https://github.com/web-platform-tests/wpt');
  process.exit(2);
}
const files = testFiles(resolve(values.wpt), positionals);
if (files.length === 0) {
  console.error(
    `wpt: ${values.wpt} has no test files that begin with ${positionals.join(' or ') || 'a judged folder'}`,
  );
  process.exit(2);
}
const runs = new TestRuns(resolve(values.wpt), availableParallelism());
let results: FileResult[];
try {
  results = await Promise.all(files.map((file) => runs.run(file)));
} finally {
  await runs.close();
}
if (values.failures !== undefined) writeFailures(values.failures, results);
printTable(results);
const complaints = compare(results);
for (const line of complaints) console.error(line);
for (const line of explain(results)) console.error(line);
if (values.update) record(results);
else if (complaints.length > 0) process.exitCode = 1;

/** One text for each folder, for whoever mends what fails. */
function writeFailures(folder: string, all: readonly FileResult[]): void {
  mkdirSync(folder, { recursive: true });
  const texts = new Map<string, string>();
  for (const { file, subtests, failure } of all) {
    const lines = subtests.filter((one) => one.failure !== null).map((one) => `  ${one.name}: ${one.failure}`);
    if (failure !== null) lines.unshift(`  whole file: ${failure}`);
    const of = folderOf(file.path);
    const text = lines.length === 0 ? '' : `${file.path}${file.search}\n${lines.join('\n')}\n\n`;
    texts.set(of, (texts.get(of) ?? '') + text);
  }
  for (const [of, text] of texts) writeFileSync(join(folder, `${of.replaceAll('/', '.')}.txt`), text);
}
