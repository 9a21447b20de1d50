/**
 * Merges that are pushed in the same step, conflicts that are settled by hand, and single changes carried over.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommitId, TreeId } from '../../src/core/ids.ts';
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

const abc = (a: string, b: string, c: string): TreeId => app.snapshot({ a: `${a}\n`, b: `${b}\n`, c: `${c}\n` });
const post = async (path: string, body: object) => (await app.post(`/api/fs/${path}`, body)).body;
const parents = (commit: string) => git(app.repository.path, ['log', '-1', '--format=%P', commit]).split(' ');
const message = (commit: string) => git(app.repository.path, ['log', '-1', '--format=%B', commit]).trim();

/** Labels `main` and `side` that parted from one commit. */
async function parted(ours: TreeId, theirs: TreeId, start = abc('1', '1', '1')) {
  await post('push', { label: 'main', ca_id: start });
  await post('labels', { name: 'side', from: 'main' });
  const main =
    ours === start
      ? await post('labels', { name: 'x', from: 'main' })
      : await post('push', { label: 'main', ca_id: ours, expected: start });
  const side = await post('push', { label: 'side', ca_id: theirs, expected: start });
  return { main: main.commit as CommitId, side: side.commit as CommitId };
}

test('POST /api/fs/merge with push: one commit on the label, with both sides as parents', async () => {
  const { main, side } = await parted(abc('2', '1', '1'), abc('1', '1', '2'));
  const body = { ours: 'main', theirs: 'side', base: 'auto', push: { label: 'main', message: 'joined' } };
  const merged = await post('merge', body);
  const ca_id = abc('2', '1', '2');
  expect(merged).toMatchObject({ status: 'merged', ca_id, push: { status: 'advanced', label: 'main', ca_id } });
  expect(parents(merged.push.commit)).toEqual([main, side]);
  expect(message(merged.push.commit)).toBe('joined');
  expect((await post('merge', body)).push).toMatchObject({ status: 'unchanged', commit: merged.push.commit });
});

test('POST /api/fs/merge with push: a label that stands elsewhere is not moved', async () => {
  await parted(abc('2', '1', '1'), abc('1', '1', '2'));
  const other = await post('push', { label: 'other', ca_id: abc('9', '9', '9') });
  const { push } = await post('merge', { ours: 'main', theirs: 'side', base: 'auto', push: { label: 'other' } });
  expect(push).toMatchObject({
    status: 'rejected',
    current: other.ca_id,
    error: expect.stringContaining('stands where neither side does'),
  });
  const made = await post('merge', { ours: 'main', theirs: 'side', base: 'auto', push: { label: 'new' } });
  expect(parents(made.push.commit)).toHaveLength(2);
});

test('POST /api/fs/merge with resolutions: settles conflicts by path, reports the others, and pushes when none is left', async () => {
  const { main, side } = await parted(abc('2', '2', '2'), abc('3', '3', '3'));
  const merge = (resolutions: object) =>
    post('merge', { ours: 'main', theirs: 'side', base: 'auto', resolutions, push: { label: 'main' } });
  const half = await merge({ a: 'ours' });
  expect(half).toMatchObject({ status: 'conflict', conflicts: [{ path: 'b' }, { path: 'c' }], push: null });
  const tree = (await app.get(`/api/fs/snapshots/${half.conflict_ca_id}/files/b`)).text;
  expect(tree).toBe('<<<<<<< ours\n2\n=======\n3\n>>>>>>> theirs\n');
  const whole = await merge({ a: 'theirs', b: { text: 'both\n' }, c: { delete: true } });
  expect(whole).toMatchObject({ status: 'merged', ca_id: app.snapshot({ a: '3\n', b: 'both\n' }) });
  expect(parents(whole.push.commit)).toEqual([main, side]);
  const preferred = await post('merge', {
    base: abc('1', '1', '1'),
    ours: abc('2', '1', '5'),
    theirs: abc('3', '4', '1'),
    prefer: 'theirs',
  });
  expect(preferred).toMatchObject({ status: 'merged', ca_id: abc('3', '4', '5') });
  const wrong = await app.post('/api/fs/merge', { ours: 'main', theirs: 'main', resolutions: { z: 'ours' } });
  expect([wrong.status, wrong.body.error]).toEqual([400, expect.stringContaining('"z" is not in conflict')]);
});

test('POST /api/fs/merge: a renamed file that the other side changed is merged under its new name', async () => {
  const text = (first: string) => `${[first, ...Array.from({ length: 12 }, (_, at) => `line ${at}`)].join('\n')}\n`;
  const base = app.snapshot({ 'old.txt': text('1') });
  const sides = { base, ours: app.snapshot({ 'new.txt': text('1') }), theirs: app.snapshot({ 'old.txt': text('2') }) };
  expect(await post('merge', sides)).toMatchObject({ status: 'merged', ca_id: app.snapshot({ 'new.txt': text('2') }) });
  expect(await post('merge', { ...sides, renames: false })).toMatchObject({ conflicts: [{ kind: 'modify/delete' }] });
  const deleted = await post('merge', { ...sides, theirs: app.snapshot({}) });
  expect(deleted.conflicts).toMatchObject([
    { path: 'new.txt', kind: 'rename/delete', paths: { base: 'old.txt', ours: 'new.txt', theirs: null } },
  ]);
});

test('POST /api/fs/merge: several best common ancestors are merged first', async () => {
  const { main, side } = await parted(abc('2', '1', '1'), abc('1', '1', '2'));
  await post('labels', { name: 'other', from: 'main' });
  for (const [label, theirs] of [
    ['main', side],
    ['side', main],
  ]) {
    await post('merge', { ours: label, theirs, base: 'auto', push: { label } });
  }
  await post('push', { label: 'main', ca_id: abc('3', '1', '2'), expected: abc('2', '1', '2') });
  const crossed = await post('merge', { ours: 'main', theirs: 'side', base: 'auto' });
  expect(crossed).toMatchObject({ status: 'merged', ca_id: abc('3', '1', '2') });
  expect(crossed.bases.toSorted()).toEqual([main, side].toSorted());
});

test('POST /api/fs/merge: .gitattributes count, and a driver that is not built in is told of', async () => {
  const attributes = '*.log merge=union\n*.dat -merge\n*.po merge=gettext\n';
  const files = (text: string) => ({ '.gitattributes': attributes, 'a.log': text, 'a.dat': text, 'a.po': text });
  const [base, ours, theirs] = ['0\n', '1\n', '2\n'].map((text) => app.snapshot(files(text)));
  const merged = await post('merge', { base, ours, theirs });
  expect(merged.conflicts).toMatchObject([
    { path: 'a.dat', kind: 'binary' },
    { path: 'a.po', kind: 'text' },
  ]);
  expect(merged.warnings).toEqual([expect.stringContaining('merge driver "gettext"')]);
  expect((await app.get(`/api/fs/snapshots/${merged.conflict_ca_id}/files/a.log`)).text).toBe('1\n2\n');
});

test('POST /api/fs/pick: carries a commit over, and takes it back', async () => {
  const { side } = await parted(abc('2', '1', '1'), abc('1', '1', '2'));
  const picked = await post('pick', { onto: 'main', commit: 'side', push: { label: 'main' } });
  expect(picked).toMatchObject({ status: 'merged', ca_id: abc('2', '1', '2'), push: { status: 'advanced' } });
  expect(parents(picked.push.commit)).toHaveLength(1);
  expect(message(picked.push.commit)).toContain(`(cherry picked from commit ${side})`);
  const reverted = await post('pick', { onto: 'main', commit: 'main', revert: true, push: { label: 'main' } });
  expect(reverted).toMatchObject({ status: 'merged', ca_id: abc('2', '1', '1') });
  expect(message(reverted.push.commit)).toContain(`This reverts commit ${picked.push.commit}.`);
});

test('POST /api/fs/pick: carries over what an execution changed; a merge needs its mainline', async () => {
  await parted(abc('2', '1', '1'), abc('1', '1', '2'));
  const { execution_id } = await app.execLeaving(abc('2', '5', '1'), { fs: 'main' });
  expect(await post('pick', { onto: 'side', execution: execution_id })).toMatchObject({ ca_id: abc('1', '5', '2') });
  await post('merge', { ours: 'main', theirs: 'side', base: 'auto', push: { label: 'main' } });
  const refused = await app.post('/api/fs/pick', { onto: 'side', commit: 'main' });
  expect([refused.status, refused.body.error]).toEqual([400, expect.stringContaining('mainline')]);
  expect(await post('pick', { onto: 'side', commit: 'main', mainline: 2 })).toMatchObject({
    ca_id: abc('2', '1', '2'),
  });
});
