/**
 * `npm run node-tests -- --node FOLDER [START…] [--failures FILE] [--update]`: judges the sandbox by Node's own tests. FOLDER
 * is `test` of a checkout of Node; the files of its `parallel` that begin so, and speak of a built-in module that a run has,
 * run each in a sandbox of its own. What passes is compared with `passes.json`, which may only grow.
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
if (values.update) {
  const all = new Set([...before, ...passed].filter((name) => !lost.some((one) => one.name === name)));
  writeFileSync(PASSES, `${JSON.stringify([...all].toSorted(), null, 2)}\n`);
} else if (lost.length > 0) process.exitCode = 1;
