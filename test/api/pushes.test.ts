/**
 * Pushes inside an execution: what they come to, judged by git, and that a kill at any step leads to one commit at most.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EMPTY_TREE, type TreeId } from '../../src/core/ids.ts';
import type { RefPlanner } from '../../src/git/refs/refs.ts';
import { ExecutionTable } from '../../src/service/store/execution-table.ts';
import { git } from '../support/real-git.ts';
import { type AppAnswer, TestApp } from '../support/test-app.ts';

let app: TestApp;

beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.close());

type Files = Readonly<Record<string, string>>;

/** Runs on a label and leaves `files`. @param meanwhile what happens to the label before the run ends */
async function runLeaving(
  files: Files,
  push: Record<string, unknown>,
  { fs = 'main', meanwhile }: { fs?: string | undefined; meanwhile?: () => Promise<unknown> } = {},
): Promise<AppAnswer['body']> {
  app.pool.play = undefined;
  const answer = app.post('/api/exec', { code: '1', ...(fs !== '' && { fs }), push, wait_secs: 30 });
  await expect.poll(() => app.pool.running).toBe(1);
  await meanwhile?.();
  app.pool.end(app.pool.jobs.at(-1) as never, { tree: app.snapshot(files) });
  const { status, body } = await answer;
  expect(status).toBe(200);
  return body;
}

async function label(files: Files, name = 'main', expected: TreeId | null = null): Promise<TreeId> {
  const tree = app.snapshot(files);
  expect((await app.post('/api/fs/push', { label: name, ca_id: tree, expected })).status).toBe(200);
  return tree;
}

function parentsOf(commit: string): string[] {
  return git(app.repository.path, ['rev-list', '--parents', '-1', commit]).trim().split(' ').slice(1);
}

test('push: a label where it was mounted advances by one commit that names the execution', async () => {
  await label({ f: '1' });
  const head = (await app.get('/api/fs/labels/main')).body.commit;
  const author = { name: 'An Agent <x>', email: 'agent@example.org' };
  const info = await runLeaving({ f: '2' }, { label: 'main', message: 'count again', author });
  const { commit, ca_id } = (await app.get('/api/fs/labels/main')).body;
  expect(info.push).toEqual({
    status: 'advanced',
    label: 'main',
    ca_id,
    commit,
    current: ca_id,
    conflicts: [],
    error: null,
  });
  expect(info).toMatchObject({ fs: ca_id, base_commit: head });
  expect(parentsOf(commit)).toEqual([head]);
  const shown = git(app.repository.path, [
    'log',
    '-1',
    '--format=%an|%ae|%cn|%s|%(trailers:key=Execution,valueonly)',
    commit,
  ]);
  expect(shown.trim()).toBe(`An Agent x|agent@example.org|treebox|count again|${info.execution_id}`);
  expect((await app.get(`/api/executions/${info.execution_id}`)).body.push).toEqual(info.push);
});

test('push: a label that does not exist is made, on top of the commit that was mounted', async () => {
  await label({ f: '1' });
  const head = (await app.get('/api/fs/labels/main')).body.commit;
  const info = await runLeaving({ f: '2' }, { label: 'other' });
  expect(info.push.status).toBe('advanced');
  expect(parentsOf(info.push.commit)).toEqual([head]);
  const born = await runLeaving({ f: '3' }, { label: 'born' }, { fs: '' });
  expect(born.push.status).toBe('advanced');
  expect(parentsOf(born.push.commit)).toEqual([]);
});

test('push: what the label names already is unchanged and makes no commit', async () => {
  const tree = await label({ f: '1' });
  const { commit } = (await app.get('/api/fs/labels/main')).body;
  const info = await runLeaving({ f: '1' }, { label: 'main' });
  expect(info.push).toMatchObject({ status: 'unchanged', ca_id: tree, commit, current: tree });
});

test('push: without on_conflict a label that moved on is left alone', async () => {
  const base = await label({ f: '1' });
  let theirs: TreeId | undefined;
  const meanwhile = async () => {
    theirs = await label({ f: 'theirs' }, 'main', base);
  };
  const info = await runLeaving({ f: 'ours' }, { label: 'main' }, { meanwhile });
  expect(info.push).toMatchObject({ status: 'rejected', ca_id: null, commit: null, current: theirs });
  expect(info.push.error).toContain(base);
  expect(info).toMatchObject({ status: 'completed' });
  expect(info.fs).not.toBeNull();
});

test('push: on_conflict merge is one commit on top of the new head', async () => {
  const base = await label({ a: '1', b: '1' });
  const meanwhile = () => label({ a: '1', b: 'theirs' }, 'main', base);
  const info = await runLeaving({ a: 'ours', b: '1' }, { label: 'main', on_conflict: 'merge' }, { meanwhile });
  expect(info.push.status).toBe('merged');
  const { ca_id, commit } = (await app.get('/api/fs/labels/main')).body;
  expect(info.push).toMatchObject({ ca_id, commit, current: ca_id });
  expect(ca_id).toBe(app.snapshot({ a: 'ours', b: 'theirs' }));
  const log = (await app.get('/api/fs/labels/main/log')).body.log;
  expect(parentsOf(commit)).toEqual([log.at(-2).commit]);
});

test('push: where the head does not descend from the mounted commit, that is a second parent', async () => {
  await label({ a: '1', b: '1' });
  const mounted = (await app.get('/api/fs/labels/main')).body.commit;
  await label({ a: '1', b: 'theirs' }, 'other');
  const other = (await app.get('/api/fs/labels/other')).body.commit;
  const info = await runLeaving({ a: 'ours', b: '1' }, { label: 'other', on_conflict: 'merge' });
  expect(info.push.status).toBe('merged');
  expect(parentsOf(info.push.commit)).toEqual([other, mounted]);
});

test('push: a conflict is told and moves nothing; ours and theirs settle it', async () => {
  const base = await label({ f: '1\n', g: '1' });
  const theirs = await label({ f: 'theirs\n', g: '1' }, 'main', base);
  const ours = { f: 'ours\n', g: 'ours' };
  const push = { label: 'main', expected: 'base' };
  const conflict = await runLeaving(ours, { ...push, on_conflict: 'merge' }, { fs: base });
  expect(conflict.push).toMatchObject({ status: 'conflict', ca_id: null, commit: null, current: theirs });
  expect(conflict.push.conflicts).toMatchObject([{ path: 'f', kind: 'text' }]);
  expect((await app.get('/api/fs/labels/main')).body.ca_id).toBe(theirs);
  const theirsWon = await runLeaving(ours, { ...push, on_conflict: 'theirs' }, { fs: base });
  expect(theirsWon.push).toMatchObject({ status: 'merged', ca_id: app.snapshot({ f: 'theirs\n', g: 'ours' }) });
  const oursWon = await runLeaving(ours, { ...push, on_conflict: 'ours' }, { fs: base });
  expect(oursWon.push).toMatchObject({ status: 'merged', ca_id: app.snapshot(ours) });
});

test('push: expected says where the label must be', async () => {
  const base = await label({ f: '1' });
  const run = (expected: string | null, fs = 'main') =>
    runLeaving({ f: String(expected) }, { label: 'main', expected }, { fs });
  expect((await run(null)).push.status).toBe('rejected');
  expect((await run(EMPTY_TREE)).push.status).toBe('rejected');
  expect((await run(base, base)).push.status).toBe('advanced');
  expect((await run('base')).push.status).toBe('advanced');
});

test.each([
  [{ label: 'a b' }, 'label'],
  [{ label: 'main', expected: 'x' }, 'expected'],
  [{ label: 'main', on_conflict: 'never' }, 'on_conflict'],
  [{ label: 'main', author: { name: 'x' } }, 'email'],
  [{}, 'label'],
])('push: %j is refused before anything runs', async (push, part) => {
  const { status, body } = await app.post('/api/exec', { code: '1', fs: 'main', push });
  expect(status).toBe(400);
  expect(body.error).toContain(part);
  expect(app.pool.jobs).toEqual([]);
});

test('push: a run that does not complete pushes nothing', async () => {
  await label({ f: '1' });
  app.pool.play = () => ({ outcome: 'threw', tree: app.snapshot({ f: '2' }) });
  const { body } = await app.post('/api/exec', { code: '1', fs: 'main', push: { label: 'main' }, wait_secs: 5 });
  expect(body).toMatchObject({ status: 'failed', push: null });
  expect((await app.get('/api/fs/labels/main/log')).body.log).toHaveLength(1);
});

test('push: a repeat with its Idempotency-Key pushes nothing twice', async () => {
  await label({ f: '1' });
  app.pool.play = () => ({ tree: app.snapshot({ f: '2' }) });
  const request = { code: '1', fs: 'main', push: { label: 'main' }, wait_secs: 5 };
  const first = await app.post('/api/exec', request, { 'idempotency-key': 'k' });
  const again = await app.post('/api/exec', request, { 'idempotency-key': 'k' });
  expect(again.body).toEqual(first.body);
  expect((await app.get('/api/fs/labels/main/log')).body.log).toHaveLength(2);
});

test('push: 50 agents that push to one label in parallel with merge lose nothing', async () => {
  await label({ start: '' });
  const names = Array.from({ length: 50 }, (_, index) => `agent-${index}`);
  app.pool.play = ({ source }) => ({ tree: app.snapshot({ start: '', [source]: source }) });
  const push = { label: 'main', on_conflict: 'merge' };
  const answers = await Promise.all(
    names.map((code) => app.post('/api/exec', { code, fs: 'main', push, wait_secs: 60 })),
  );
  for (const { body } of answers) expect(['advanced', 'merged']).toContain(body.push.status);
  const files = git(app.repository.path, ['ls-tree', '--name-only', 'main']).trim().split('\n');
  expect(files.toSorted()).toEqual(['start', ...names].toSorted());
  const commits = git(app.repository.path, ['rev-list', 'main']).trim().split('\n');
  expect(commits).toHaveLength(51);
  expect(new Set(answers.map(({ body }) => body.push.commit))).toEqual(new Set(commits.slice(0, 50)));
});

/** A lock of the copied server's would look alive, since this process is; one of a dead server is removed at the start. */
const WITHOUT_LOCKS = { recursive: true, filter: (path: string) => !path.endsWith('.lock') };

/** The steps between a run's end and its record, each with the service call that a kill comes right before. */
const STEPS = ['awaitPush', 'intendPush', 'move', 'finish'] as const;

test.each(STEPS)('push: a server killed before %s leads to one commit at most, and to one answer', async (step) => {
  await label({ f: '1' });
  const folder = mkdtempSync(join(tmpdir(), 'treebox-killed-'));
  const copy = join(folder, 'data');
  // A copy of the data at that moment is what a kill would leave: nothing of the server is in memory then.
  const { prototype } = ExecutionTable;
  const original = step === 'move' ? undefined : Object.getOwnPropertyDescriptor(prototype, step);
  if (step === 'move') {
    const { refs } = app.repository;
    const { update } = refs;
    Object.defineProperty(refs, 'update', {
      configurable: true,
      value: (ref: string, plan: RefPlanner<unknown>) =>
        update.call(refs, ref, async (actual) => {
          const decided = await plan(actual);
          cpSync(app.folder, copy, WITHOUT_LOCKS);
          return decided as never;
        }),
    });
  } else {
    Object.defineProperty(prototype, step, {
      configurable: true,
      value(this: ExecutionTable, ...args: unknown[]) {
        cpSync(app.folder, copy, WITHOUT_LOCKS);
        return Reflect.apply(original?.value, this, args);
      },
    });
  }
  const request = { code: '1', fs: 'main', push: { label: 'main' }, wait_secs: 5 };
  app.pool.play = () => ({ tree: app.snapshot({ f: '2' }) });
  const { body } = await app.post('/api/exec', request, { 'idempotency-key': 'k' });
  expect(body.push.status).toBe('advanced');
  Reflect.deleteProperty(app.repository.refs, 'update');
  if (original) Object.defineProperty(prototype, step, original);

  const next = new TestApp({ folder: copy });
  try {
    const info = (await next.get(`/api/executions/${body.execution_id}?wait=10`)).body;
    const { log } = (await next.get('/api/fs/labels/main/log')).body;
    if (step === 'awaitPush') {
      expect(info).toMatchObject({ outcome: 'lost', push: null });
      expect(log).toHaveLength(1);
    } else {
      expect(info).toMatchObject({
        outcome: 'completed',
        push: { status: 'advanced', ca_id: app.snapshot({ f: '2' }) },
      });
      expect(log).toHaveLength(2);
      expect(log.at(-1).commit).toBe(info.push.commit);
    }
    const again = await next.post('/api/exec', request, { 'idempotency-key': 'k' });
    expect(again.body).toMatchObject({ execution_id: body.execution_id, push: info.push });
  } finally {
    await next.close();
    rmSync(folder, { recursive: true });
  }
});
