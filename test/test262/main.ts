/**
 * `npm run test262 -- --test262 FOLDER [START…] [--failures FILE] [--update]`: judges the sandbox by a fixed sample of the
 * files in a checkout of test262, each in the forms that it asks for, and by Node on the same text.
 *
 * A run agrees when it ends as the file says, or as it ends in Node. What agrees is compared with `passes.json`, which may
 * only grow; what differs has its reason in `reasons.json`, by how the names of several files begin.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sampleOf } from './sample.ts';
import { type FormResult, LanguageRuns } from './test-run.ts';

const PASSES = new URL('passes.json', import.meta.url);
const REASONS = new URL('reasons.json', import.meta.url);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    test262: { type: 'string' },
    failures: { type: 'string' },
    update: { type: 'boolean', default: false },
  },
});

if (values.test262 === undefined || !existsSync(join(values.test262, 'harness'))) {
  console.error('test262: --test262 must name a checkout of https://github.com/tc39/test262');
  process.exit(2);
}
const checkout = resolve(values.test262);
const files = sampleOf(checkout, positionals);
const runs = new LanguageRuns(checkout, files, availableParallelism());
let results: FormResult[];
try {
  results = await Promise.all(files.flatMap((file) => file.forms.map((form) => runs.run(file, form))));
} finally {
  await runs.close();
}

const groups = Map.groupBy(results, ({ path, form }) => `${path.split('/', 1)[0]} ${form}`);
for (const [group, of] of [...groups, ['all', results] as const]) {
  const agreed = of.filter(({ failure }) => failure === null).length;
  const share = (Math.floor((10_000 * agreed) / of.length) / 100).toFixed(2);
  console.log(`${group.padEnd(20)} ${`${agreed}/${of.length}`.padStart(12)} ${share.padStart(7)} %`);
}
console.log(`${files.length} files`);

const failed = results.filter(({ failure }) => failure !== null);
if (values.failures !== undefined)
  writeFileSync(values.failures, failed.map(({ path, form, failure }) => `${path} ${form}\n  ${failure}\n`).join('\n'));
const before = new Map(
  existsSync(PASSES) ? Object.entries(JSON.parse(readFileSync(PASSES, 'utf8')) as Record<string, string>) : [],
);
const lost = failed.filter(({ path, form }) => before.get(path)?.split(' ').includes(form));
for (const { path, form, failure } of lost) console.error(`${path} ${form} agreed before: ${failure}`);
const unexplained = explain();
for (const line of unexplained) console.error(line);
if (values.update) record();
else if (lost.length > 0 || unexplained.length > 0) process.exitCode = 1;

/** What differs without a reason, and what has one and does not differ. */
function explain(): string[] {
  const reasons = Object.keys(JSON.parse(readFileSync(REASONS, 'utf8')) as Record<string, string>);
  const reasonOf = ({ path }: FormResult) => reasons.find((start) => path.startsWith(start));
  const used = new Set(failed.map(reasonOf));
  const idle = reasons.filter((start) => !used.has(start) && results.some(({ path }) => path.startsWith(start)));
  return [
    ...failed
      .filter((one) => reasonOf(one) === undefined)
      .map(({ path, form }) => `${path} ${form} differs, and reasons.json does not say why`),
    ...idle.map((start) => `${start}: reasons.json says why it differs, and it does not`),
  ];
}

/** Takes the results into `passes.json`, a line for each file, beside what they do not speak of. */
function record(): void {
  const all = new Map(before);
  for (const [path, of] of Map.groupBy(results, (one) => one.path)) {
    const agreed = of.filter(({ failure }) => failure === null).map(({ form }) => form);
    if (agreed.length > 0) all.set(path, agreed.join(' '));
    else all.delete(path);
  }
  const lines = [...all]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map((entry) => `  ${entry.map((one) => JSON.stringify(one)).join(': ')}`);
  writeFileSync(PASSES, `{\n${lines.join(',\n')}\n}\n`);
}
