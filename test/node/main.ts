/**
 * `npm run node-tests -- --node FOLDER [START…] [--failures FILE] [--update]`: judges the sandbox by Node's own tests. FOLDER
 * is `test` of a checkout of Node; the files of its `parallel` that begin so, and speak of a built-in module that a run has,
 * run each in a sandbox of its own. What passes is compared with `passes.json`, which may only grow; what fails has its reason
 * in `reasons.json`, by the name of a file or by how the names of several begin.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type FileResult, NodeTestRuns } from './test-run.ts';

/** How the names of the files begin that are judged. */
const JUDGED = [
  'assert',
  'buffer',
  'event-emitter',
  'eventemitter',
  'events',
  'next-tick',
  'path',
  'promises',
  'querystring',
  'stream',
  'string-decoder',
  'timers',
  'url',
  'util',
  'zlib',
];

/** What a test that needs a host, or Node's insides, says. */
const NEEDS_HOST =
  /require\('(?:node:)?(?:child_process|worker_threads|net|http2?|https|tls|dgram|dns|vm|v8|cluster|inspector|repl|async_hooks|readline|test|domain|internal\/[^']*|perf_hooks|module|diagnostics_channel|\.\.\/common\/(?!index|fixtures|tmpdir)[^']*)'\)|from 'node:test'|--expose[-_](?:internals|gc|externalize)|internalBinding|process\.binding|%[A-Z]\w+\(|--allow[-_]natives/;

const PASSES = new URL('passes.json', import.meta.url);
const REASONS = new URL('reasons.json', import.meta.url);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: 'string' },
    failures: { type: 'string' },
    update: { type: 'boolean', default: false },
  },
});

if (values.node === undefined || !existsSync(join(values.node, 'parallel'))) {
  console.error('node-tests: --node must name the folder "test" of a checkout of https://github.com/nodejs/node');
  process.exit(2);
}
const folder = resolve(values.node);
const files = readdirSync(join(folder, 'parallel'))
  .filter((name) => /^test-.*\.js$/.test(name))
  .filter((name) => JUDGED.some((start) => name.startsWith(`test-${start}`)))
  .filter((name) => positionals.length === 0 || positionals.some((start) => name.startsWith(start)))
  .filter((name) => !NEEDS_HOST.test(readFileSync(join(folder, 'parallel', name), 'utf8')));
const runs = new NodeTestRuns(folder, availableParallelism());
let results: FileResult[];
try {
  results = await Promise.all(files.map((name) => runs.run(name)));
} finally {
  await runs.close();
}

const isPassed = (one: FileResult) => one.failure === null && !one.isSkipped;
const groups = Map.groupBy(results, ({ name }) => JUDGED.find((start) => name.startsWith(`test-${start}`)) ?? '');
for (const [group, of] of [...groups, ['all', results] as const]) {
  const judged = of.filter(({ isSkipped }) => !isSkipped);
  const passed = judged.filter(isPassed).length;
  const share = judged.length === 0 ? '' : `${((100 * passed) / judged.length).toFixed(1)} %`;
  console.log(`${group.padEnd(16)} ${`${passed}/${judged.length}`.padStart(9)} ${share.padStart(8)}`);
}
if (values.failures !== undefined) {
  const failed = results.filter(({ failure }) => failure !== null);
  writeFileSync(values.failures, failed.map(({ name, failure }) => `${name}\n  ${failure}\n`).join('\n'));
}

const before = new Set(existsSync(PASSES) ? (JSON.parse(readFileSync(PASSES, 'utf8')) as string[]) : []);
const passed = results.filter(isPassed).map(({ name }) => name);
const lost = results.filter((one) => before.has(one.name) && !isPassed(one));
for (const { name, failure } of lost) console.error(`${name} passed before: ${failure ?? 'skipped'}`);
const unexplained = explain(results);
for (const line of unexplained) console.error(line);
if (values.update) {
  const all = new Set([...before, ...passed].filter((name) => !lost.some((one) => one.name === name)));
  writeFileSync(PASSES, `${JSON.stringify([...all].toSorted(), null, 2)}\n`);
} else if (lost.length > 0 || unexplained.length > 0) process.exitCode = 1;

/** What fails without a reason, and what has one and does not fail. */
function explain(all: readonly FileResult[]): string[] {
  const reasons = Object.keys(JSON.parse(readFileSync(REASONS, 'utf8')) as Record<string, string>);
  const failed = all.filter(({ failure }) => failure !== null).map(({ name }) => name);
  const reasonOf = (name: string) => reasons.find((start) => name.startsWith(start));
  const without = failed.filter((name) => reasonOf(name) === undefined);
  const used = new Set(failed.map(reasonOf));
  const idle = reasons.filter((start) => !used.has(start) && all.some(({ name }) => name.startsWith(start)));
  return [
    ...without.map((name) => `${name} fails, and reasons.json does not say why`),
    ...idle.map((start) => `${start}: reasons.json says why it fails, and it does not`),
  ];
}
