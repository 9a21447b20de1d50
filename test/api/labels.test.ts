/**
 * Labels over HTTP, with git as the judge of what they did.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EMPTY_TREE, type TreeId } from '../../src/core/ids.ts';
import { git } from '../support/real-git.ts';
import { TestApp } from '../support/test-app.ts';

let app: TestApp;
let [one, two, three]: TreeId[] = [];

beforeEach(() => {
  app = new TestApp();
  [one, two, three] = [app.snapshot({ f: '1' }), app.snapshot({ f: '2' }), app.snapshot({ f: '3' })];
});
afterEach(async () => {
  expect(git(app.repository.path, ['fsck', '--strict', '--full', '--no-dangling'])).toBe('');
  await app.close();
});

const push = (body: object) => app.post('/api/fs/push', body);
const log = async (label: string, query = '') => (await app.get(`/api/fs/labels/${label}/log${query}`)).body.log;

test('POST /api/fs/push: creates, advances and rejects by compare-and-set', async () => {
  const created = await push({ label: 'main', ca_id: one, message: 'first' });
  expect(created).toMatchObject({ status: 200, body: { status: 'advanced', label: 'main', ca_id: one } });
  expect(await push({ label: 'main', ca_id: two })).toMatchObject({
    status: 409,
    body: { status: 'rejected', label: 'main', current: one },
  });
  const advanced = await push({ label: 'main', ca_id: two, expected: one });
  expect(advanced.body).toMatchObject({ status: 'advanced', ca_id: two });
  expect(await push({ label: 'main', ca_id: three, expected: one })).toMatchObject({
    status: 409,
    body: { current: two },
  });
  expect((await push({ label: 'main', ca_id: three, force: true })).body.status).toBe('advanced');
  expect(await push({ label: 'none', ca_id: three, expected: one })).toMatchObject({
    status: 409,
    body: { current: null },
  });
  const commits = git(app.repository.path, ['log', '--format=%H %T %s', 'main']).split('\n');
  expect(commits).toHaveLength(3);
  expect(commits[2]).toBe(`${created.body.commit} ${one} first`);
  expect(commits[1]).toContain(`${advanced.body.commit} ${two}`);
});

test('POST /api/fs/push: detach touches no label', async () => {
  expect(await push({ ca_id: one, detach: true })).toMatchObject({
    status: 200,
    body: { status: 'detached', ca_id: one },
  });
  expect((await app.get('/api/fs/labels')).body.labels).toEqual([]);
});

test('POST /api/fs/push: of many pushes with one expected exactly one advances', async () => {
  await push({ label: 'main', ca_id: one });
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, index) => push({ label: 'main', ca_id: index % 2 ? two : three, expected: one })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(15);
});

test.each([
  ['no label', { ca_id: EMPTY_TREE }, 'bad_label'],
  ['a bad label', { ca_id: EMPTY_TREE, label: 'a b' }, 'bad_label'],
  ['the reserved label', { ca_id: EMPTY_TREE, label: 'auto' }, 'bad_label'],
  ['a label like a CA id', { ca_id: EMPTY_TREE, label: 'a'.repeat(40) }, 'bad_label'],
  ['a label of 201 bytes', { ca_id: EMPTY_TREE, label: 'x'.repeat(201) }, 'bad_label'],
  ['a CA id that is none', { ca_id: 'main', label: 'x' }, 'bad_handle'],
  ['an unknown CA id', { ca_id: '1'.repeat(40), label: 'x' }, 'unknown_snapshot'],
  ['an expected that is none', { ca_id: EMPTY_TREE, label: 'x', expected: 'main' }, 'bad_handle'],
  ['a message of 4,097 bytes', { ca_id: EMPTY_TREE, label: 'x', message: 'x'.repeat(4097) }, 'bad_message'],
  ['a message with NUL', { ca_id: EMPTY_TREE, label: 'x', message: 'a\0b' }, 'bad_message'],
  ['no CA id', { label: 'x' }, 'bad_request'],
])('POST /api/fs/push: %s is refused with 400', async (_what, body, code) => {
  const answer = await push(body);
  expect([answer.status, answer.body.code]).toEqual([400, code]);
  expect((await app.get('/api/fs/labels')).body.labels).toEqual([]);
});

test('POST /api/fs/push: a blob and a commit are no snapshots', async () => {
  const blob = app.repository.incoming.write((writer) => writer.write('blob', Buffer.from('x')));
  const { commit } = (await push({ label: 'main', ca_id: one })).body;
  for (const ca_id of [blob, commit]) expect((await push({ label: 'x', ca_id })).body.code).toBe('unknown_snapshot');
});

test('commits carry the message as sent and trailers of the execution, the reflog has one line', async () => {
  const { execution_id } = await app.execLeaving(one as TreeId, { session: 'my session' });
  const message = 'Subject\n\nBody é\n';
  await push({ label: 'main', ca_id: one, message });
  expect(git(app.repository.path, ['log', '--format=%B', 'main'])).toBe(
    `Subject\n\nBody é\n\nExecution: ${execution_id}\nSession: my session\n`,
  );
  const trailers = git(app.repository.path, ['log', '--format=%(trailers:key=Execution,valueonly)', 'main']);
  expect(trailers.trim()).toBe(execution_id);
  expect(git(app.repository.path, ['reflog', 'show', '--format=%gs', 'main'])).toBe('create: Subject Body é');
  expect(await log('main')).toMatchObject([{ op: 'create', message: 'Subject Body é', from: null, to: one }]);
});

test('POST /api/fs/labels: creates and repoints, which is logged as force', async () => {
  expect(await app.post('/api/fs/labels', { name: 'main', ca_id: one })).toMatchObject({
    status: 200,
    body: { label: 'main', ca_id: one },
  });
  await app.post('/api/fs/labels', { name: 'main', ca_id: two, message: 'again' });
  expect(await log('main')).toMatchObject([
    { op: 'create', from: null, to: one, message: '' },
    { op: 'force', from: one, to: two, message: 'again' },
  ]);
  expect((await app.post('/api/fs/labels', { name: 'x..y', ca_id: one })).body.code).toBe('bad_label');
});

test('labels with slashes and escapes are reached percent-encoded', async () => {
  for (const name of ['team/main', 'ä/ö 😀'.replace(' ', '_'), 'a%2Fb', 'log', 'x+y']) {
    expect((await app.post('/api/fs/labels', { name, ca_id: one })).status, name).toBe(200);
    const path = `/api/fs/labels/${encodeURIComponent(name)}`;
    expect((await app.get(path)).body).toMatchObject({ label: name, ca_id: one });
    expect((await app.get(`${path}/log`)).body).toMatchObject({ label: name, log: [{ to: one }] });
  }
  const names = (await app.get('/api/fs/labels')).body.labels.map(({ name }: { name: string }) => name);
  expect(names).toEqual(names.toSorted((a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  expect(names).toHaveLength(5);
});

test('a label beside one that git can not hold with it is a clash', async () => {
  await push({ label: 'a', ca_id: one });
  expect(await push({ label: 'a/b', ca_id: one })).toMatchObject({
    status: 409,
    body: { status: 'rejected', current: null },
  });
  expect(await app.post('/api/fs/labels', { name: 'a/b', ca_id: one })).toMatchObject({
    status: 409,
    body: { code: 'label_clash' },
  });
});

test('GET .../log: limit is the most recent so many, oldest first', async () => {
  await push({ label: 'main', ca_id: one });
  await push({ label: 'main', ca_id: two, expected: one });
  await push({ label: 'main', ca_id: three, force: true });
  const moves = await log('main');
  expect(moves.map(({ op }: { op: string }) => op)).toEqual(['create', 'push', 'force']);
  expect(await log('main', '?limit=2')).toEqual(moves.slice(1));
  expect(await log('main', '?limit=99')).toEqual(moves);
  for (const { at } of moves) expect([at % 1000, Math.abs(at - Date.now()) < 60_000]).toEqual([0, true]);
  expect((await app.get('/api/fs/labels/main/log?limit=x')).status).toBe(400);
  expect((await app.get('/api/fs/labels/none/log')).status).toBe(404);
});

test('POST /api/fs/reset: jumps back to a logged snapshot without a commit', async () => {
  const { commit } = (await push({ label: 'main', ca_id: one })).body;
  await push({ label: 'main', ca_id: two, expected: one });
  const reset = (body: object) => app.post('/api/fs/reset', { label: 'main', ...body });
  expect(await reset({ ca_id: one, message: 'back' })).toMatchObject({
    status: 200,
    body: { label: 'main', ca_id: one, commit },
  });
  expect(git(app.repository.path, ['rev-parse', 'main'])).toBe(commit);
  expect(await reset({ ca_id: three })).toMatchObject({ status: 400, body: { code: 'not_logged' } });
  expect(await reset({ ca_id: three, allow_unlogged: true })).toMatchObject({ status: 200, body: { ca_id: three } });
  expect(git(app.repository.path, ['rev-parse', 'main^'])).toBe(commit);
  expect((await log('main')).slice(2)).toMatchObject([
    { op: 'reset', from: two, to: one, message: 'back' },
    { op: 'reset', from: one, to: three, message: '' },
  ]);
  expect(await app.post('/api/fs/reset', { label: 'none', ca_id: one, allow_unlogged: true })).toMatchObject({
    status: 400,
  });
});

test('DELETE /api/fs/labels/{label}: the label and its log are gone, the name is free', async () => {
  await push({ label: 'main', ca_id: one });
  expect(await app.call('DELETE', '/api/fs/labels/main')).toMatchObject({
    status: 200,
    body: { label: 'main', ca_id: one },
  });
  for (const method of ['GET', 'DELETE']) {
    expect((await app.call(method, '/api/fs/labels/main')).status).toBe(404);
  }
  expect((await push({ label: 'main', ca_id: two })).body.status).toBe('advanced');
  expect(await log('main')).toMatchObject([{ op: 'create', from: null, to: two }]);
});

test('what plain git does to a branch shows in the label and its log', async () => {
  await push({ label: 'main', ca_id: one });
  const commit = git(app.repository.path, ['commit-tree', two as string, '-p', 'main', '-m', 'by git']);
  git(app.repository.path, ['update-ref', '-m', 'by hand', 'refs/heads/main', commit]);
  git(app.repository.path, ['branch', 'other', 'main']);
  expect((await app.get('/api/fs/labels/main')).body).toMatchObject({ ca_id: two, commit });
  expect((await log('main'))[1]).toMatchObject({ op: 'push', from: one, to: two, message: 'by hand', commit });
  expect(await log('other')).toMatchObject([{ op: 'create', from: null, to: two }]);
});

test('the CA id of a kept execution survives git gc --prune=now, pushed or not', async () => {
  const { fs } = await app.execLeaving(one as TreeId);
  git(app.repository.path, ['gc', '--prune=now', '--quiet']);
  git(app.repository.path, ['repack', '-a', '-d', '-q']);
  git(app.repository.path, ['prune', '--expire=now']);
  expect((await app.get(`/api/fs/snapshots/${fs}/files/f`)).text).toBe('1');
  expect((await push({ label: 'late', ca_id: fs })).status).toBe(200);
});
