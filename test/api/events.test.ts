/**
 * `GET /api/events`: what happened, in order, once, whoever did it and whenever the server was restarted.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EMPTY_TREE } from '../../src/core/ids.ts';
import type { EventType, StoredEvent } from '../../src/service/store/event-table.ts';
import { git } from '../support/real-git.ts';
import { TestApp } from '../support/test-app.ts';

let folder: string;
let app: TestApp;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'treebox-events-'));
  app = new TestApp({ folder });
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const QUIET_MS = 200;

/** Everything after an id, until nothing comes for a while. */
async function eventsAfter(since: number, types: EventType[] = ['label', 'execution'], labels?: string) {
  const { events, leave } = await app.services.events.listen({ since, types, labels }, QUIET_MS);
  const told: StoredEvent[] = [];
  for await (const event of events) {
    if (typeof event === 'number') break;
    told.push(event);
  }
  leave();
  return told;
}

const push = (label: string, text: string) =>
  app.post('/api/fs/push', { label, ca_id: app.snapshot({ f: text }), force: true });
const shown = (told: StoredEvent[]) => told.map(({ data }) => `${data.op} ${data.name}`);

test('GET /api/events: moves and executions, each with what it is about', async () => {
  const tree = app.snapshot({ f: '1' });
  const { execution_id } = await app.execLeaving(tree, { fs: 'main', session: 's' });
  const { commit } = (await app.post('/api/fs/push', { label: 'main', ca_id: tree })).body;
  await app.call('DELETE', '/api/fs/labels/main');
  const told = await eventsAfter(0);
  expect(told.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  expect(told.map(({ type, data }) => ({ type, ...data }))).toEqual([
    { type: 'execution', id: execution_id, outcome: null, session: 's', label: 'main' },
    { type: 'execution', id: execution_id, outcome: 'completed', session: 's', label: 'main' },
    { type: 'label', name: 'main', from: null, to: tree, op: 'create', commit, execution: execution_id },
    { type: 'label', name: 'main', from: tree, to: null, op: 'delete', commit: null, execution: null },
  ]);
  const { text, headers } = await app.get('/api/events?since=3');
  expect(headers['content-type']).toBe('text/event-stream');
  expect(text).toContain(': events follow');
});

test('GET /api/events: filters by kind and by labels', async () => {
  await app.exec({ fs: 'team/a' });
  for (const label of ['team/a', 'team/b/c', 'other']) await push(label, label);
  expect(shown(await eventsAfter(0, ['label'], 'team/*'))).toEqual(['create team/a']);
  expect(shown(await eventsAfter(0, ['label'], 'team/**'))).toEqual(['create team/a', 'create team/b/c']);
  expect((await eventsAfter(0, ['label', 'execution'], 't?am/a')).map(({ type }) => type).toSorted()).toEqual([
    ...['execution', 'execution', 'label'],
  ]);
});

test('GET /api/events: goes on across a restart without loss or repetition, with what plain git did meanwhile', async () => {
  await push('main', '1');
  const before = await eventsAfter(0);
  await app.close();
  const head = git(join(folder, 'snapshots.git'), ['rev-parse', 'main']);
  const moved = git(join(folder, 'snapshots.git'), ['commit-tree', EMPTY_TREE, '-p', head, '-m', 'by git']);
  git(join(folder, 'snapshots.git'), ['update-ref', '-m', 'by git', 'refs/heads/main', moved]);
  git(join(folder, 'snapshots.git'), ['update-ref', '-m', 'back', 'refs/heads/main', head]);
  git(join(folder, 'snapshots.git'), ['branch', 'side', moved]);
  app = new TestApp({ folder });
  await push('main', '2');
  const after = await eventsAfter(before.at(-1)?.id as number);
  expect(shown(after).toSorted()).toEqual(['create side', 'force main', 'push main', 'push main']);
  expect(await eventsAfter(0)).toEqual([...before, ...after]);
});

test('GET /api/events: a move by plain git is told within 5 s to whoever listens', async () => {
  const { events, leave } = await app.services.events.listen({ since: 0, types: ['label'], labels: undefined }, 60_000);
  const next = events.next();
  const commit = git(app.repository.path, ['commit-tree', EMPTY_TREE, '-m', 'by git']);
  git(app.repository.path, ['branch', 'side', commit]);
  const began = performance.now();
  expect((await next).value).toMatchObject({ type: 'label', data: { name: 'side', op: 'create', commit } });
  expect(performance.now() - began).toBeLessThan(5_000);
  leave();
  await events.return(undefined);
});

test('GET /api/events: a label that is deleted and made anew between two looks is told so', async () => {
  await push('main', '1');
  git(app.repository.path, ['update-ref', '-d', 'refs/heads/main']);
  const commit = git(app.repository.path, ['commit-tree', EMPTY_TREE, '-m', 'anew']);
  git(app.repository.path, ['branch', 'main', commit]);
  expect(shown(await eventsAfter(0))).toEqual(['create main', 'delete main', 'create main']);
});

test('GET /api/events: every one of many moves at the same time is told once, in the order of the log', async () => {
  await Promise.all(Array.from({ length: 30 }, (_, n) => push(`l${n % 3}`, `${n}`)));
  const told = await eventsAfter(0);
  expect(told).toHaveLength(30);
  for (const label of ['l0', 'l1', 'l2']) {
    const { log } = (await app.get(`/api/fs/labels/${label}/log`)).body;
    const commits = told.filter(({ data }) => data.name === label).map(({ data }) => data.commit);
    expect(commits).toEqual(log.map(({ commit }: { commit: string }) => commit));
  }
});

test('GET /api/events: the places of listeners that go are free again', async () => {
  const address = await app.app.listen({ port: 0, host: '127.0.0.1' });
  await push('main', '1');
  const fillUp = async () => {
    const aborts = Array.from({ length: 200 }, () => new AbortController());
    const answers = await Promise.all(aborts.map(({ signal }) => fetch(`${address}/api/events?since=0`, { signal })));
    for (const abort of aborts) abort.abort();
    return answers.every(({ status }) => status === 200);
  };
  for (let round = 0; round < 3; round += 1) await expect.poll(fillUp, { timeout: 10_000 }).toBe(true);
});
