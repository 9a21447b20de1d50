/**
 * A repository with a long history and many labels, served by a process with a small heap. Figures are printed.
 *
 * TREEBOX_TEST_MOVES and TREEBOX_TEST_LABELS say how many moves one label has, and how many labels there are.
 */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommitId, TreeId } from '../../src/core/ids.ts';
import { encodeCommit } from '../../src/git/format/commit-codec.ts';
import { encodeTree } from '../../src/git/format/tree-codec.ts';
import { encodeReflogLine } from '../../src/git/refs/reflog.ts';
import { openRepository } from '../../src/git/repository.ts';
import { Client } from '../support/api.ts';
import { BLOCKED_MS, figuresDuring, HEALTH_MS } from '../support/load-figures.ts';
import { TestServer } from '../support/server.ts';

const MOVES = Number(process.env.TREEBOX_TEST_MOVES ?? 200_000);
const LABELS = Number(process.env.TREEBOX_TEST_LABELS ?? 10_000);
/** Of the server's old space. The moves' lines alone are half as much as text. */
const HEAP_MIB = 64;
/** Commits that the label goes through, over and over. */
const COMMITS = 2_000;
const AT_SECS = 1_700_000_000;

const data = mkdtempSync(join(tmpdir(), 'treebox-history-'));
const trees: TreeId[] = [];
const commits: CommitId[] = [];
let server: TestServer;
let client: Client;

beforeAll(async () => {
  build();
  server = await TestServer.start({ data, heapMiB: HEAP_MIB });
  client = new Client(server.url);
}, 300_000);

afterAll(async () => {
  await server.end();
  rmSync(data, { recursive: true, force: true });
}, 60_000);

/** Writes what git would have written in the course of as many moves. */
function build(): void {
  const path = join(data, 'snapshots.git');
  const repository = openRepository(path);
  repository.incoming.write((writer) => {
    for (let nth = 0; nth < COMMITS; nth += 1) {
      const oid = writer.write('blob', Buffer.from(`text ${nth}\n`));
      const file = { mode: '100644', name: 'file', nameBytes: Buffer.from('file'), oid } as const;
      const tree = writer.write('tree', encodeTree([file]));
      const parents = commits.slice(-1);
      trees.push(tree);
      commits.push(writer.write('commit', encodeCommit({ tree, parents, atSecs: AT_SECS + nth, message: 'a move' })));
    }
    return trees[0] as TreeId;
  });
  for (const folder of ['refs/heads/l', 'logs/refs/heads/l']) mkdirSync(join(path, folder), { recursive: true });
  const at = (nth: number) => commits[nth % COMMITS] as CommitId;
  const line = (from: CommitId | null, to: CommitId, nth: number) =>
    encodeReflogLine({ from, to, atSecs: AT_SECS + nth, message: 'push: a move' });
  for (let from = 0; from < MOVES; from += 10_000) {
    const nths = Array.from({ length: Math.min(10_000, MOVES - from) }, (_, index) => from + index);
    const lines = nths.map((nth) => line(nth === 0 ? null : at(nth - 1), at(nth), nth));
    appendFileSync(join(path, 'logs/refs/heads/main'), lines.join(''));
  }
  writeFileSync(join(path, 'refs/heads/main'), `${at(MOVES - 1)}\n`);
  repository.close();
  for (let nth = 0; nth < LABELS; nth += 1) {
    writeFileSync(join(path, `refs/heads/l/${nth}`), `${at(nth)}\n`);
    writeFileSync(join(path, `logs/refs/heads/l/${nth}`), line(null, at(nth), nth));
  }
}

/** Times one request, and prints the time. */
async function timed<T>(what: string, request: () => Promise<T>): Promise<{ answer: T; ms: number }> {
  const from = performance.now();
  const answer = await request();
  const ms = performance.now() - from;
  process.stdout.write(`history of ${MOVES} moves, ${LABELS} labels: ${what} in ${ms.toFixed(0)} ms\n`);
  return { answer, ms };
}

test(`lists, logs, pushes and merges within a heap of ${HEAP_MIB} MiB`, async () => {
  const list = () => client.get(`/api/fs/labels?limit=${LABELS}`);
  const first = await timed('the first list of labels', list);
  expect((first.answer.body as { labels: object }).labels).toHaveLength(LABELS);
  await timed('the second list of labels', list);
  const log = await timed('the log, 1,000 moves', () => client.get('/api/fs/labels/main/log?limit=1000'));
  expect(log.answer.status).toBe(200);
  const old = await timed('the log, from its oldest end', () =>
    client.get(`/api/fs/labels/main/log?limit=10&before=${MOVES - 11}`),
  );
  expect(old.answer.status).toBe(200);
  const [ours, theirs] = [trees[10], trees.at(-5)] as [TreeId, TreeId];
  const merge = await timed('a merge with base auto', () =>
    client.post('/api/fs/merge', { base: 'auto', ours, theirs }),
  );
  expect(merge.answer.status).toBe(200);
  const expected = trees[(MOVES - 1) % COMMITS];
  const push = await timed('a push', () => client.post('/api/fs/push', { label: 'main', ca_id: ours, expected }));
  expect(push.answer.body).toMatchObject({ status: 'advanced' });
  const back = await timed('a reset to an earlier snapshot', () =>
    client.post('/api/fs/reset', { label: 'main', ca_id: expected }),
  );
  expect(back.answer.status).toBe(200);
  expect(server.process.exitCode).toBeNull();
});

test('whole lists of labels, eight at a time, leave the server to others', async () => {
  const list = async () => {
    const answer = await fetch(`${server.url}/api/fs/labels`);
    expect(((await answer.json()) as { labels: object[] }).labels.length).toBeGreaterThanOrEqual(LABELS);
  };
  const { healthMs, blockedMs } = await figuresDuring(server, 'lists of labels', () =>
    Promise.all(Array.from({ length: 8 }, list)),
  );
  expect(healthMs).toBeLessThan(HEALTH_MS);
  expect(blockedMs).toBeLessThan(BLOCKED_MS);
});
