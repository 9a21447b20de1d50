/**
 * Makes the frozen data folder of a version: `node test/support/format-fixture.ts VERSION [CHECKOUT]`.
 *
 * Starts the server of a checkout (this one unless another is named) on an empty folder, has it keep something of every
 * kind that it knows, and packs the folder with what the server said of it into `test/fixtures/formats/VERSION/`. Run it
 * once for each version that is released; `test/e2e/formats.test.ts` opens them all.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ROOT } from './documentation.ts';

/** State of every kind that can be kept, and a function that tells what became of it. */
const STATE = `
class Point { #x; constructor(x) { this.#x = 1; this.x = x; } get twice() { return this.x * 2; } static made = 3; }
const cyclic = { name: 'cycle', list: [1, , 3] }; cyclic.self = cyclic;
let count = 41; var text = 'a#b'; const big = 12345678901234567890n, when = new Date(86400000), pattern = /a+b/gi;
const map = new Map([['k', new Set([1, 'two'])]]), bytes = new Uint8Array([0, 128, 255]);
const symbol = Symbol.for('kept'), numbers = [NaN, -0, Infinity, undefined, null];
globalThis.shared = { map, [symbol]: 'by symbol' };
function tell() {
  return JSON.stringify([
    cyclic.self === cyclic, 1 in cyclic.list, count, text, String(big), when.toISOString(), pattern.source + pattern.flags,
    [...map.get('k')], [...bytes], shared.map === map, shared[Symbol.for('kept')], numbers.map((n) => Object.is(n, -0) ? '-0' : String(n)),
    new Date(0).getTime(), typeof Point, Point.made, new Point(4).twice,
  ]);
}
tell()`;

type Call = (method: string, path: string, body?: object) => Promise<unknown>;
type Run = (request: object) => Promise<{ id: string; fs: string | null; heap: string | null; outcome: string }>;

/** What a fixture's folder is held against. */
export interface Recorded {
  /** Answers to `GET` by path, as the version gave them. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** Key of the heap that `STATE` left, and what `tell()` said there. */
  readonly heap: string;
  readonly told: string;
  /** The session that `STATE` ran in. */
  readonly session: string;
}

/** What every version can do. */
async function fillFirst(call: Call, run: Run): Promise<{ heap: string; told: string; ids: string[] }> {
  const ids: string[] = [];
  const noted = async (request: object) => {
    const end = await run(request);
    ids.push(end.id);
    return end;
  };
  const kept = await noted({ code: STATE, session: 'work', tags: { job: 'fixture' } });
  const first = await noted({
    code: 'fs.mkdirSync("/src"); fs.writeFileSync("/src/a.txt", "one\\ntwo\\nthree\\n"); fs.writeFileSync("/b.bin", new Uint8Array([0, 255])); fs.symlinkSync("src/a.txt", "/link"); console.log("line 1"); console.log("zwei ü"); 7',
    fs: 'main',
  });
  await call('POST', '/api/fs/push', { label: 'main', ca_id: first.fs, message: 'first' });
  const ours = await noted({ code: 'fs.writeFileSync("/src/a.txt", "ONE\\ntwo\\nthree\\n")', fs: first.fs });
  const theirs = await noted({ code: 'fs.writeFileSync("/src/a.txt", "one\\ntwo\\nTHREE\\n")', fs: first.fs });
  await call('POST', '/api/fs/push', { label: 'feature/x', ca_id: theirs.fs, message: 'theirs' });
  const merged = (await call('POST', '/api/fs/merge', { ours: ours.fs, theirs: theirs.fs, base: first.fs })) as {
    ca_id: string;
  };
  await call('POST', '/api/fs/push', { label: 'main', ca_id: merged.ca_id, expected: first.fs, message: 'merged' });
  await call('POST', '/api/fs/labels', { name: 'gone', ca_id: first.fs });
  await call('DELETE', '/api/fs/labels/gone');
  await call('POST', '/api/fs/reset', { label: 'main', ca_id: first.fs });
  await noted({ code: 'console.error("bad"); throw new TypeError("no good")' });
  await noted({ code: 'for (;;);', execution_timeout_secs: 1 });
  const told = await noted({ code: 'tell()', heap: kept.heap });
  const record = (await call('GET', `/api/executions/${told.id}`)) as { result: string };
  if (kept.heap === null) throw new Error('the state was not kept');
  return { heap: kept.heap, told: record.result, ids };
}

/** What version 0.2 can do beside that. */
async function fillSecond(call: Call, run: Run): Promise<string[]> {
  const pushed = await run({
    code: 'fs.appendFileSync("/log.txt", input.line); console.log("out"); console.error("err"); artifact("p", "text/plain", "artifact"); fs.readFileSync("/lib/src/a.txt", "utf8")',
    fs: 'log',
    input: { line: 'x\n' },
    mounts: [{ path: '/lib', fs: 'main' }],
    push: { label: 'log', message: 'with a push' },
    session: 'work',
  });
  const exited = await run({ code: 'process.exit(3)', session: 'other' });
  await call('POST', '/api/sessions/work/fork', { name: 'forked' });
  await call('POST', '/api/fs/edit', {
    base: 'main',
    edits: [{ path: '/e.txt', write: 'edited' }],
    push: { label: 'main' },
  });
  return [pushed.id, exited.id];
}

async function answersOf(call: Call, ids: readonly string[], isFirst: boolean): Promise<Record<string, unknown>> {
  const labels = (await call('GET', '/api/fs/labels')) as { labels: { name: string; ca_id: string }[] };
  const paths = [
    '/api/fs/labels',
    ...labels.labels.map(({ name }) => `/api/fs/labels/${encodeURIComponent(name)}/log`),
    ...labels.labels.map(({ ca_id }) => `/api/fs/snapshots/${ca_id}/tree/`),
    ...ids.flatMap((id) => [`/api/executions/${id}`, `/api/executions/${id}/output`]),
    ...(isFirst ? [] : ['/api/sessions', '/api/sessions/work', '/api/heaps', '/api/artifacts']),
  ];
  const answers: Record<string, unknown> = {};
  for (const path of paths) answers[path] = await call('GET', path);
  return answers;
}

async function make(version: string, checkout: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'format-fixture-'));
  const data = join(folder, 'data');
  const server = spawn(process.execPath, ['src/main.ts', '--port', '0', '--data', data], { cwd: checkout });
  server.stderr.pipe(process.stderr);
  let url: string | undefined;
  for await (const chunk of server.stdout.setEncoding('utf8') as AsyncIterable<string>) {
    url = /http:\/\/127\.0\.0\.1:\d+/.exec(chunk)?.[0];
    if (url) break;
  }
  const call: Call = async (method, path, body) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url + path, { method, ...(body && { headers, body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return await answer.json();
  };
  const run: Run = async (request) => {
    const { execution_id: id } = (await call('POST', '/api/exec', request)) as { execution_id: string };
    for (;;) {
      const record = (await call('GET', `/api/executions/${id}?wait=10`)) as Awaited<ReturnType<Run>>;
      if (record.outcome !== null) return { ...record, id };
    }
  };
  const isFirst = version === '0.1';
  const { ids, ...state } = await fillFirst(call, run);
  const all = isFirst ? ids : [...ids, ...(await fillSecond(call, run))];
  const recorded: Recorded = { ...state, session: 'work', answers: await answersOf(call, all, isFirst) };
  const target = join(ROOT, 'test/fixtures/formats', version);
  mkdirSync(target, { recursive: true });
  const pack = (name: string) =>
    execFileSync('tar', [
      '--sort=name',
      '--owner=0',
      '--group=0',
      '-czf',
      join(target, `${name}.tar.gz`),
      '-C',
      folder,
      name,
    ]);
  if (!isFirst) {
    execFileSync(join(checkout, 'bin/treebox'), ['backup', join(folder, 'backup'), '--data', data]);
    pack('backup');
  }
  const ended = new Promise((done) => server.once('exit', done));
  server.kill('SIGTERM');
  await ended;
  pack('data');
  writeFileSync(join(target, 'recorded.json'), `${JSON.stringify(recorded, null, 1)}\n`);
  rmSync(folder, { recursive: true });
}

if (import.meta.main) {
  const [version, checkout = ROOT] = process.argv.slice(2);
  if (version === undefined) throw new Error('give the version, and the folder of its checkout if it is not this one');
  await make(version, resolve(checkout));
}
