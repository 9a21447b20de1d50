/**
 * Boundary 9: merges and diffs that cost the most end within their bounds, and others get their turn.
 */
import { expect, onTestFinished, test } from 'vitest';
import { type BlobId, EMPTY_TREE, type Oid, type TreeId } from '../../src/core/ids.ts';
import { encodeTree } from '../../src/git/format/tree-codec.ts';
import type { MergeProcess } from '../../src/git/merge/merge-process.ts';
import type { ObjectWriter } from '../../src/git/objects/objects.ts';
import type { Repository } from '../../src/git/repository.ts';
import { Client } from '../support/api.ts';
import { mergesOn } from '../support/merges.ts';
import { processTree } from '../support/processes.ts';
import { seededRandom } from '../support/random-texts.ts';
import { storeTree, temporaryRepository } from '../support/real-git.ts';
import { TestServer } from '../support/server.ts';

/** Lines of few kinds in no order: nothing costs a line diff more. */
function noise(seed: number, lines: number): string {
  const random = seededRandom(seed);
  return Array.from({ length: lines }, () => `${Math.floor(random() * 90)}\n`).join('');
}

/** Three trees with texts that cost a merge the most. */
function costlyTrees(repository: Repository): { base: TreeId; ours: TreeId; theirs: TreeId } {
  const made = (seed: number) => storeTree(repository, { text: noise(seed, 40_000) });
  return { base: made(1), ours: made(2), theirs: made(3) };
}

/** Expects that a merge of something simple goes well. */
async function expectToServe(merges: MergeProcess, repository: Repository): Promise<void> {
  const text = 'a\nb\nc\n';
  const outcome = await merges.merge({
    base: storeTree(repository, { text }),
    ours: storeTree(repository, { text: text.replace('a', 'A') }),
    theirs: storeTree(repository, { text: text.replace('c', 'C') }),
    prefer: 'none',
  });
  expect(outcome.status).toBe('merged');
}

async function drain(pieces: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of pieces);
}

/** A tree of ten names for the tree of the level below, `levels` deep. */
function bomb(writer: ObjectWriter, bottom: string, levels: number): TreeId {
  let oid: Oid = writer.write('blob', Buffer.from(bottom));
  for (let level = 0; level < levels; level++) {
    const mode = level === 0 ? '100644' : '40000';
    const names = Array.from({ length: 10 }, (_, at) => `${at}`);
    oid = writer.write('tree', encodeTree(names.map((name) => ({ mode, name, nameBytes: Buffer.from(name), oid }))));
  }
  return oid as TreeId;
}

function deep(writer: ObjectWriter, bottom: string, levels: number): TreeId {
  let oid: Oid = writer.write('blob', Buffer.from(bottom));
  for (let level = 0; level < levels; level++) {
    const mode = level === 0 ? '100644' : '40000';
    oid = writer.write('tree', encodeTree([{ mode, name: 'd', nameBytes: Buffer.from('d'), oid }]));
  }
  return oid as TreeId;
}

test('MergeProcess: ends what passes the deadline, says so, and serves on', async () => {
  const repository = temporaryRepository();
  const [from, to] = [1, 2].map((seed) => storeTree(repository, { text: noise(seed, 1_000_000) })) as [TreeId, TreeId];
  const merges = mergesOn(repository, { limits: { timeoutMs: 2_500 } });
  await expect(drain(merges.patch({ from, to }))).rejects.toMatchObject({
    code: 'too_large',
    message: expect.stringContaining('too long'),
  });
  await expectToServe(merges, repository);
});

test('MergeProcess: ends what passes its memory, says so, and serves on', async () => {
  const repository = temporaryRepository();
  const lines = Array.from({ length: 600_000 }, (_, at) => `${at}\n`);
  const from = storeTree(repository, { text: lines.join('') });
  const to = storeTree(repository, { text: lines.filter((_, at) => at % 2 === 0).join('') });
  const merges = mergesOn(repository, { limits: { heapMiB: 16 } });
  await expect(drain(merges.patch({ from, to }))).rejects.toMatchObject({
    code: 'too_large',
    message: expect.stringContaining('memory'),
  });
  await expectToServe(merges, repository);
});

test.each(['SIGKILL', 'SIGABRT', 'SIGSEGV'] as const)(
  'MergeProcess: the end of its process by %s refuses the merge under way, and it serves on',
  async (signal) => {
    const repository = temporaryRepository();
    const [base, ours, theirs] = [1, 2, 3].map((seed) => storeTree(repository, { text: noise(seed, 40_000) })) as [
      TreeId,
      TreeId,
      TreeId,
    ];
    const problems: unknown[] = [];
    const merges = mergesOn(repository, { onProblem: (error) => problems.push(error) });
    await expectToServe(merges, repository);
    const refused = expect(merges.merge({ base, ours, theirs, prefer: 'none' })).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('the process that was to do it has ended; try again'),
    });
    const waiting = expectToServe(merges, repository);
    const [worker] = processTree(process.pid).filter(({ command }) => command.includes('merge-worker'));
    process.kill(worker?.pid as number, signal);
    await refused;
    await waiting;
    await expectToServe(merges, repository);
    expect(problems).toMatchObject([{ reason: 'ended', message: `the merge process ended (${signal})` }]);
  },
);

test('MergeProcess: refuses a request when its process can not be started', async () => {
  const repository = temporaryRepository();
  const problems: unknown[] = [];
  const merges = mergesOn(repository, { main: '/nothing.ts', onProblem: (error) => problems.push(error) });
  await expect(merges.diff({ from: null, to: EMPTY_TREE, limit: 0 })).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining("can't be started"),
  });
  expect(problems).toMatchObject([{ reason: 'ended', stderr: expect.stringContaining('/nothing.ts') }]);
});

test('MergeProcess: comes to an end by itself with texts made to cost the most', async () => {
  const repository = temporaryRepository();
  const merges = mergesOn(repository);
  await expect(merges.merge({ ...costlyTrees(repository), prefer: 'none' })).resolves.toMatchObject({
    status: 'conflict',
  });
});

test('MergeProcess: refuses a tree of a billion files, and one that is deeper than paths can be', async () => {
  const repository = temporaryRepository();
  const make = (shape: typeof bomb, levels: number) =>
    repository.incoming.write((writer) => ['base', 'ours', 'theirs'].map((bottom) => shape(writer, bottom, levels)));
  const merges = mergesOn(repository);
  const [base, ours, theirs] = make(bomb, 9) as [TreeId, TreeId, TreeId];
  await expect(merges.merge({ base, ours, theirs, prefer: 'none' })).rejects.toMatchObject({ code: 'too_large' });
  const [from, deepOurs, to] = make(deep, 5_000) as [TreeId, TreeId, TreeId];
  await expect(merges.merge({ base: from, ours: deepOurs, theirs: to, prefer: 'none' })).rejects.toMatchObject({
    code: 'too_large',
  });
  await expect(merges.diff({ from, to, limit: 10 })).rejects.toMatchObject({ code: 'too_large' });
  await expectToServe(merges, repository);
});

test('MergeProcess: merges at the greatest depth that it takes', async () => {
  const repository = temporaryRepository();
  const [base, ours] = repository.incoming.write((writer) =>
    ['base', 'ours'].map((bottom) => deep(writer, bottom, 2_000)),
  ) as [TreeId, TreeId];
  const theirs = storeTree(repository, { beside: '' });
  const outcome = await mergesOn(repository).merge({ base, ours, theirs, prefer: 'none' });
  expect(outcome).toMatchObject({ status: 'conflict', conflicts: [{ kind: 'modify/delete' }] });
});

test('MergeProcess: merges a folder of a million entries', async () => {
  const repository = temporaryRepository();
  const folder = (changed: number) =>
    repository.incoming.write((writer) => {
      const [same, other] = ['same', 'other'].map((text) => writer.write('blob', Buffer.from(text))) as [
        BlobId,
        BlobId,
      ];
      const entries = Array.from({ length: 1_000_000 }, (_, at) => {
        const name = at.toString().padStart(7, '0');
        return { mode: '100644', name, nameBytes: Buffer.from(name), oid: at === changed ? other : same };
      });
      return writer.write('tree', encodeTree(entries));
    });
  const outcome = await mergesOn(repository).merge({
    base: folder(-1),
    ours: folder(1),
    theirs: folder(999_999),
    prefer: 'none',
  });
  expect(outcome.status).toBe('merged');
});

test('MergeProcess.merge: keeps the event loop free', async () => {
  const repository = temporaryRepository();
  const trees = costlyTrees(repository);
  const merges = mergesOn(repository);
  await merges.diff({ from: null, to: EMPTY_TREE, limit: 0 });
  const { eventLoopUtilization } = performance;
  const before = eventLoopUtilization();
  await merges.merge({ ...trees, prefer: 'none' });
  expect(eventLoopUtilization(before).utilization).toBeLessThan(0.5);
});

test('POST /api/fs/merge: a client whose merges cost the most keeps another waiting for one of them, not for all', async () => {
  await using server = await TestServer.start({ args: ['--runners', '1'] });
  const client = new Client(server.url);
  onTestFinished(() => client.close());
  const made = async (code: string) =>
    (await client.exec({ code: `fs.writeFileSync('/t', ${code})`, fs: 'unborn' })).fs;
  const noisy = (factor: number) =>
    made(`Array.from({ length: 20_000 }, (_, n) => (n * n * ${factor}) % 89).join('\\n')`);
  const costly = { base: await noisy(3), ours: await noisy(5), theirs: await noisy(7) };
  const cheap = { base: await made("'a'"), ours: await made("'b'"), theirs: await made("'a'") };
  const merge = async (who: string, trees: object, signal: AbortSignal) => {
    const answer = await fetch(`${server.url}/api/fs/merge`, {
      method: 'POST',
      body: JSON.stringify(trees),
      headers: { 'content-type': 'application/json', 'x-forwarded-for': who },
      signal,
    });
    await answer.arrayBuffer();
    return answer.status;
  };
  const attack = new AbortController();
  let answered = 0;
  const first = Promise.withResolvers<void>();
  const attacks = Array.from({ length: 12 }, async () => {
    await merge('192.0.2.1', costly, attack.signal).catch(() => undefined);
    answered += 1;
    first.resolve();
  });
  await first.promise;
  const before = answered;
  expect(await merge('192.0.2.2', cheap, AbortSignal.timeout(50_000))).toBe(200);
  expect(answered - before).toBeLessThanOrEqual(2);
  attack.abort();
  await Promise.all(attacks);
});
