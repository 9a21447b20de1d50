/**
 * Hours of use in short: mixed executions, pushes, merges and clones, after which the server needs what it needed at first.
 * Figures are printed.
 *
 * TREEBOX_TEST_OPERATIONS says how many there are.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MixedLoad } from '../support/mixed-load.ts';
import { processTree } from '../support/processes.ts';
import { TestServer } from '../support/server.ts';

const OPERATIONS = Number(process.env.TREEBOX_TEST_OPERATIONS ?? 20_000);
const WINDOWS = 10;
const MiB = 1024 * 1024;
/** Executions that are kept: far fewer than are made, so that what is kept does not grow. */
const KEPT = 500;
/** How long the server is left alone before it is measured, in ms: what ends in the background has ended. */
const REST_MS = 3_000;

/** What grows by use, and is meant to: objects, output that is kept, refs and their logs. */
const MEANT_TO_GROW = /^snapshots\.git\/(?:objects\/|refs\/|logs\/)|^executions\/output\//;
/** What came in lately: packs that are joined, locks and folders of who makes them. */
const INCOMING = /\/incoming\//;
/** What nothing leaves behind, wherever it is. */
const LEFT_BEHIND = /\.lock$|\/tmp_|\/\.tmp/;
/** The most that is waiting to be put into the store's own packs. */
const INCOMING_MAX = 64;

let server: TestServer;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'treebox-soak-'));
  // Nobody else's temporary files are counted.
  process.env.TMPDIR = join(folder, 'tmp');
  mkdirSync(process.env.TMPDIR);
  server = await TestServer.start({
    data: join(folder, 'data'),
    args: ['--runners', '2', '--retain-executions', String(KEPT)],
  });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}, 300_000);

interface Figures {
  readonly serverMiB: number;
  readonly treeMiB: number;
  readonly descriptors: number;
  readonly processes: number;
  readonly files: number;
  readonly incoming: number;
  readonly leftBehind: readonly string[];
  readonly temporary: readonly string[];
  /** In ms. */
  readonly median: number;
  readonly p95: number;
}

function measure(times: readonly number[]): Figures {
  const tree = processTree(server.process.pid as number);
  const own = tree.find(({ pid }) => pid === server.process.pid);
  const files = readdirSync(server.data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(server.data.length + 1));
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] as number);
  return {
    serverMiB: Math.round((own?.residentBytes ?? 0) / MiB),
    treeMiB: Math.round(tree.reduce((sum, { residentBytes }) => sum + residentBytes, 0) / MiB),
    descriptors: own?.descriptors ?? 0,
    processes: tree.length,
    files: files.filter((path) => !MEANT_TO_GROW.test(path) && !INCOMING.test(path)).length,
    incoming: files.filter((path) => INCOMING.test(path)).length,
    leftBehind: files.filter((path) => LEFT_BEHIND.test(path)),
    temporary: readdirSync(join(folder, 'tmp')),
    median: at(0.5),
    p95: at(0.95),
  };
}

/** The largest of each figure. */
function largest(windows: readonly Figures[]) {
  const of = (name: 'serverMiB' | 'treeMiB' | 'descriptors' | 'processes' | 'files' | 'median') =>
    Math.max(...windows.map((figures) => figures[name]));
  return {
    serverMiB: of('serverMiB'),
    treeMiB: of('treeMiB'),
    descriptors: of('descriptors'),
    processes: of('processes'),
    files: of('files'),
    median: of('median'),
  };
}

test(`${OPERATIONS} operations leave the server as it was`, { timeout: 3 * 3_600_000 }, async () => {
  const load = new MixedLoad();
  const windows: Figures[] = [];
  for (let nth = 0; nth < WINDOWS; nth += 1) {
    const times: number[] = [];
    const onTime = (_kind: string, ms: number) => void times.push(ms);
    await load.work({ url: server.url, folder, clients: 4, onTime }, OPERATIONS / WINDOWS);
    await sleep(REST_MS);
    const figures = measure(times);
    windows.push(figures);
    console.log(`after ${load.total} operations: ${JSON.stringify(figures)}`);
    load.forget();
  }
  console.log(JSON.stringify(load.done));
  expect(load.refused).toBe(0);
  // The first windows fill caches.
  const early = largest(windows.slice(0, 3));
  const last = windows.at(-1) as Figures;
  expect(last.serverMiB).toBeLessThan(early.serverMiB * 1.25 + 32);
  expect(last.treeMiB).toBeLessThan(early.treeMiB * 1.25 + 128);
  expect(last.descriptors).toBeLessThan(early.descriptors + 32);
  expect(last.processes).toBeLessThanOrEqual(early.processes + 1);
  expect(last.files).toBeLessThanOrEqual(early.files + 2);
  expect(last.incoming).toBeLessThan(INCOMING_MAX);
  expect(last.leftBehind).toEqual([]);
  expect(last.temporary).toEqual([]);
  expect(last.median).toBeLessThan(early.median * 1.5 + 10);
});
