/**
 * Merges over HTTP as far as history goes: the base that is found, the parents that a push of the result names.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EMPTY_TREE, type TreeId } from '../../src/core/ids.ts';
import { git } from '../support/real-git.ts';
import { TestApp } from '../support/test-app.ts';

let app: TestApp;

beforeEach(() => {
  app = new TestApp();
});
afterEach(async () => {
  expect(git(app.repository.path, ['fsck', '--strict', '--full', '--no-dangling'])).toBe('');
  await app.close();
});

/** A snapshot of files `a`, `b` and `c` with this content. */
const abc = (a: string, b: string, c: string): TreeId => app.snapshot({ a: `${a}\n`, b: `${b}\n`, c: `${c}\n` });
const push = async (body: object) => (await app.post('/api/fs/push', body)).body;
const merge = async (ours: string, theirs: string, more: object = { base: 'auto' }) =>
  (await app.post('/api/fs/merge', { ours, theirs, ...more })).body;
const parents = (commit: string) => git(app.repository.path, ['log', '-1', '--format=%P', commit]).split(' ');

test('base auto: two executions that started from one snapshot', async () => {
  const base = abc('1', '1', '1');
  const [ours, theirs] = [abc('2', '1', '1'), abc('1', '1', '2')];
  await app.execLeaving(ours, { fs: base });
  await app.execLeaving(theirs, { fs: base });
  expect(await merge(ours, theirs)).toMatchObject({ status: 'merged', ca_id: abc('2', '1', '2') });
});

test('base auto: goes through labels, executions and earlier merges to the nearest', async () => {
  const root = abc('0', '0', '0');
  const base = abc('1', '1', '1');
  await push({ label: 'main', ca_id: root });
  await push({ label: 'main', ca_id: base, expected: root });
  const step = abc('1', '2', '1');
  const ours = abc('1', '2', '2');
  await app.execLeaving(step, { fs: 'main' });
  await app.execLeaving(ours, { fs: step });
  const theirs = abc('2', '1', '1');
  git(app.repository.path, ['update-ref', 'refs/heads/side', 'refs/heads/main']);
  await push({ label: 'side', ca_id: theirs, expected: base });
  const first = await merge(ours, 'side');
  expect(first).toMatchObject({ status: 'merged', ca_id: abc('2', '2', '2') });
  // One side goes on: what was merged already is the base now, and so does not clash.
  const later = abc('3', '1', '1');
  await app.execLeaving(later, { fs: theirs });
  expect(await merge(first.ca_id, later)).toMatchObject({ status: 'merged', ca_id: abc('3', '2', '2') });
});

test('base auto: one side that came from the other, and one that is the other', async () => {
  const [base, next] = [abc('1', '1', '1'), abc('2', '1', '1')];
  await app.execLeaving(next, { fs: base });
  expect(await merge(base, next)).toMatchObject({ status: 'merged', ca_id: next });
  expect(await merge(next, base)).toMatchObject({ status: 'merged', ca_id: next });
  expect(await merge(next, next)).toMatchObject({ status: 'merged', ca_id: next });
});

test('base auto: a label that went back and forth has a base all the same', async () => {
  const [one, two] = [abc('1', '1', '1'), abc('2', '2', '2')];
  for (const [ca_id, expected] of [
    [one, null],
    [two, one],
    [one, two],
    [two, one],
  ])
    await push({ label: 'main', ca_id, expected });
  const [ours, theirs] = [abc('2', '2', '3'), abc('3', '2', '2')];
  await app.execLeaving(ours, { fs: two });
  await app.execLeaving(theirs, { fs: two });
  expect(await merge(ours, theirs)).toMatchObject({ status: 'merged', ca_id: abc('3', '2', '3') });
});

test('base auto: what git committed counts', async () => {
  const base = abc('1', '1', '1');
  await push({ label: 'main', ca_id: base });
  const [ours, theirs] = [abc('2', '1', '1'), abc('1', '1', '2')];
  for (const [name, tree] of [
    ['x', ours],
    ['y', theirs],
  ] as const) {
    const commit = git(app.repository.path, ['commit-tree', tree, '-p', 'main', '-m', name]);
    git(app.repository.path, ['update-ref', `refs/heads/${name}`, commit]);
  }
  expect(await merge('x', 'y')).toMatchObject({ status: 'merged', ca_id: abc('2', '1', '2') });
});

test('base auto: 400 when there is no common ancestor', async () => {
  const [one, two] = [abc('1', '1', '1'), abc('2', '2', '2')];
  const answer = await app.post('/api/fs/merge', { ours: one, theirs: two, base: 'auto' });
  expect([answer.status, answer.body.error]).toEqual([400, expect.stringContaining('common ancestor')]);
});

test('base auto: the empty snapshot is a base when both began there', async () => {
  const [ours, theirs] = [app.snapshot({ a: '1\n' }), app.snapshot({ b: '1\n' })];
  await app.execLeaving(ours, { fs: 'new' });
  await app.execLeaving(theirs, { fs: 'new' });
  expect((await app.get(`/api/executions?limit=1`)).status).toBe(200);
  expect(await merge(ours, theirs)).toMatchObject({ status: 'merged', ca_id: app.snapshot({ a: '1\n', b: '1\n' }) });
});

test('a pushed merge has both sides as parents: those named by labels', async () => {
  const base = abc('1', '1', '1');
  await push({ label: 'main', ca_id: base });
  await push({ label: 'side', ca_id: base });
  const ours = await push({ label: 'main', ca_id: abc('2', '1', '1'), expected: base });
  const theirs = await push({ label: 'side', ca_id: abc('1', '1', '2'), expected: base });
  const { ca_id } = await merge('main', 'side', { base });
  const pushed = await push({ label: 'main', ca_id, expected: ours.ca_id });
  expect(parents(pushed.commit)).toEqual([ours.commit, theirs.commit]);
});

test('a pushed merge has both sides as parents: those that a label names by then', async () => {
  const base = abc('1', '1', '1');
  const ours = await push({ label: 'main', ca_id: abc('2', '1', '1') });
  const theirs = await push({ label: 'side', ca_id: abc('1', '1', '2') });
  const { ca_id } = await merge(ours.ca_id, theirs.ca_id, { base });
  expect(parents((await push({ label: 'main', ca_id, expected: ours.ca_id })).commit)).toEqual([
    ours.commit,
    theirs.commit,
  ]);
});

test('a pushed merge whose other side no label names has one parent, and so has any other push', async () => {
  const base = abc('1', '1', '1');
  const ours = await push({ label: 'main', ca_id: abc('2', '1', '1') });
  const { ca_id } = await merge('main', abc('1', '1', '2'), { base });
  const merged = await push({ label: 'main', ca_id, expected: ours.ca_id });
  expect(parents(merged.commit)).toEqual([ours.commit]);
  expect(parents((await push({ label: 'main', ca_id: EMPTY_TREE, force: true })).commit)).toEqual([merged.commit]);
});

test('a pushed merge whose result is one of its sides has both sides as parents', async () => {
  const base = await push({ label: 'main', ca_id: abc('1', '1', '1') });
  const { commit: side } = await push({ label: 'side', ca_id: abc('2', '1', '1') });
  const { ca_id } = await merge('main', 'side', { base: base.ca_id });
  expect(parents((await push({ label: 'main', ca_id, expected: base.ca_id })).commit)).toEqual([base.commit, side]);
  expect(await merge('main', 'side')).toMatchObject({ status: 'merged', ca_id, bases: [side] });
  // The same snapshot pushed elsewhere is no merge.
  await push({ label: 'other', ca_id: abc('3', '3', '3') });
  const other = await push({ label: 'other', ca_id, force: true });
  expect(parents(other.commit)).toHaveLength(1);
});

test('base auto: a change that was reverted does not come back', async () => {
  const before = abc('1', '1', '1');
  const changed = abc('2', '1', '1');
  await push({ label: 'main', ca_id: before });
  const shared = await push({ label: 'main', ca_id: changed, expected: before });
  git(app.repository.path, ['update-ref', 'refs/heads/side', shared.commit]);
  await push({ label: 'main', ca_id: before, expected: changed });
  await push({ label: 'side', ca_id: abc('2', '1', '3'), expected: changed });
  expect(await merge('main', 'side')).toMatchObject({ ca_id: abc('1', '1', '3'), bases: [shared.commit] });
});

test('base auto: a run that takes a change back descends from what it mounted, though an older commit has its snapshot', async () => {
  const before = abc('1', '1', '1');
  const changed = abc('2', '1', '1');
  await push({ label: 'main', ca_id: before });
  const { commit } = await push({ label: 'main', ca_id: changed, expected: before });
  await app.execLeaving(before, { fs: 'main' });
  const { body } = await app.post('/api/fs/merge', { ours: 'main', theirs: before, base: 'auto' });
  expect(body).toMatchObject({ status: 'merged', ca_id: before, bases: [commit] });
});

test('POST /api/fs/push: parents are commits that the new one descends from beside the head', async () => {
  const main = await push({ label: 'main', ca_id: abc('1', '1', '1') });
  const side = await push({ label: 'side', ca_id: abc('1', '1', '2') });
  const settled = await push({
    label: 'main',
    ca_id: abc('9', '9', '9'),
    expected: main.ca_id,
    parents: ['side', main.commit, side.commit],
  });
  expect(parents(settled.commit)).toEqual([main.commit, side.commit]);
  const again = await push({ label: 'main', ca_id: abc('8', '9', '9'), expected: settled.ca_id, parents: ['side'] });
  expect(parents(again.commit)).toEqual([settled.commit]);
  const refused = await app.post('/api/fs/push', { label: 'main', ca_id: main.ca_id, parents: [main.ca_id] });
  expect([refused.status, refused.body.error]).toEqual([400, expect.stringContaining('names no commit')]);
});

test('a .gitmodules that is right on both sides and wrong when merged is a conflict', async () => {
  const modules = (section: string, url: string) => `[${section} "x"]\n\tpath = x\n\tbranch = y\n\turl = ${url}\n`;
  const base = app.snapshot({ '.gitmodules': modules('other', './u') });
  const ours = app.snapshot({ '.gitmodules': modules('submodule', './u') });
  const theirs = app.snapshot({ '.gitmodules': modules('other', '-u') });
  const { body } = await app.post('/api/fs/merge', { base, ours, theirs });
  expect(body).toMatchObject({ status: 'conflict', conflicts: [{ path: '.gitmodules', kind: 'text' }] });
  expect(await merge(ours, theirs, { base, prefer: 'theirs' })).toMatchObject({ status: 'merged', ca_id: theirs });
  await push({ label: 'main', ca_id: theirs });
});
