/**
 * `POST /api/fs/edit`: a model of files says what edits make of a tree, and git reads what is left.
 */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { components } from '../../src/core/api.gen.ts';
import { EMPTY_TREE, type TreeId } from '../../src/core/ids.ts';
import { git } from '../support/real-git.ts';
import { TestApp } from '../support/test-app.ts';

type Edit = components['schemas']['FsEdit'];

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.close());

const edit = (base: TreeId | string, ...edits: object[]) => app.post('/api/fs/edit', { base, edits });
const read = async (tree: TreeId, path: string) => (await app.get(`/api/fs/snapshots/${tree}/files/${path}`)).text;
const listed = (tree: TreeId) => git(app.repository.path, ['ls-tree', '-r', tree]).trim().split('\n').filter(Boolean);

test('POST /api/fs/edit: every action, with the changes that it made', async () => {
  const base = app.snapshot({ 'a.txt': 'one two one\n', 'd/x': 'x', 'd/y': 'y', 'e/z': 'z', same: '' });
  const { status, body } = await edit(
    base,
    { path: '/new/file', write: 'text' },
    { path: 'bytes', write: { base64: 'AAH/' } },
    { path: 'a.txt', replace: { old: 'two', new: '$& 2' } },
    { path: 'a.txt', replace: { old: 'one', new: '1', all: true } },
    { path: 'd', delete: true, recursive: true },
    { path: 'e/z', move_to: 'f/g/z' },
    { path: 'f/g/z', mode: '100755' },
  );
  expect(status).toBe(200);
  expect(body.changes).toEqual({
    total: 7,
    entries: [
      { path: 'a.txt', status: 'modified' },
      { path: 'bytes', status: 'added' },
      { path: 'd/x', status: 'deleted' },
      { path: 'd/y', status: 'deleted' },
      { path: 'e/z', status: 'deleted' },
      { path: 'f/g/z', status: 'added' },
      { path: 'new/file', status: 'added' },
    ],
  });
  expect(await read(body.ca_id, 'a.txt')).toBe('1 $& 2 1\n');
  expect(git(app.repository.path, ['ls-tree', body.ca_id, 'f/g/z'])).toMatch(/^100755 /);
  expect(git(app.repository.path, ['cat-file', '-s', `${body.ca_id}:bytes`]).trim()).toBe('3');
});

const SOURCE = 'function a() {\n  return 41;\n}\n\nfunction b() {\n  return 41;\n}\n';

test.each([
  [
    { replace: { old: '\treturn 41;', new: '' } },
    { count: 0, line: 2 },
    /0 times; the nearest line is 2: " {2}return 41;"/,
  ],
  [{ replace: { old: 'return 41;', new: '' } }, { count: 2, line: 2 }, /2 times, first in lines 2, 6/],
  [{ replace: { old: 'funktion b() {\n', new: '' } }, { count: 0, line: 5 }, /nearest line is 5/],
])('POST /api/fs/edit: a text that is not there once is told with what is near', async (action, data, text) => {
  const answer = await edit(app.snapshot({ 'a.ts': SOURCE }), { path: 'a.ts', ...action });
  expect(answer).toMatchObject({ status: 400, body: { code: 'bad_edit', edit: 0, path: 'a.ts', ...data } });
  expect(answer.body.error).toMatch(text);
});

test.each<[string, Partial<Edit> & { path: string }]>([
  ['a path that leaves the tree', { path: '../x', write: '' }],
  ['an empty name', { path: 'a//b', write: '' }],
  ['a folder as a file', { path: 'd', write: '' }],
  ['a file as a folder', { path: 'a.txt/b', write: '' }],
  ['a folder without recursive', { path: 'd', delete: true }],
  ['what is not there', { path: 'none', delete: true }],
  ['a move of what is not there', { path: 'none', move_to: 'x' }],
  ['a move over a file', { path: 'a.txt', move_to: 'd/x' }],
  ['a move over a folder', { path: 'a.txt', move_to: 'd', overwrite: true }],
  ['a folder into itself', { path: 'd', move_to: 'd/e' }],
  ['two actions', { path: 'a.txt', write: '', delete: true }],
  ['no action', { path: 'a.txt' }],
  ['the mode of a folder', { path: 'd', mode: '100755' }],
  ['a text in binary content', { path: 'binary', replace: { old: 'a', new: 'b' } }],
  ['no base64', { path: 'x', write: { base64: '!!!!' } }],
  ['a name that git refuses', { path: 'x/.GIT/config', write: '' }],
  ['a folder of a name that git refuses', { path: '.gitmodules/x', write: '' }],
  ['content that git refuses', { path: '.gitmodules', write: '[submodule "../x"]\n\tpath = x\n\turl = y\n' }],
  ['content that git refuses, moved', { path: 'modules', move_to: 'x/.gitmodules' }],
  ['a long name', { path: 'n'.repeat(256), write: '' }],
])('POST /api/fs/edit: %s is refused, and nothing of the request is done', async (_what, bad) => {
  const modules = '[submodule "../x"]\n\tpath = x\n\turl = y\n';
  const base = app.snapshot({ 'a.txt': 'a', 'd/x': 'x', binary: '\0a', modules });
  const packs = git(app.repository.path, ['count-objects', '-v']);
  const answer = await edit(base, { path: 'fine', write: 'fine' }, bad);
  expect(answer).toMatchObject({ status: 400, body: { code: 'bad_edit', edit: 1 } });
  expect(git(app.repository.path, ['count-objects', '-v'])).toBe(packs);
});

test('POST /api/fs/edit: a link is deleted and moved, not written through', async () => {
  const target = app.repository.incoming.write((writer) => writer.write('blob', Buffer.from('a')));
  const tree = git(app.repository.path, ['mktree'], `120000 blob ${target}\tlink\n`).trim() as TreeId;
  expect(await edit(tree, { path: 'link', write: 'x' })).toMatchObject({ status: 400 });
  const { body } = await edit(tree, { path: 'link', move_to: 'd/link' });
  expect(listed(body.ca_id)).toEqual([`120000 blob ${target}\td/link`]);
});

test('POST /api/fs/edit: what is over the bounds of all edits together is refused', async () => {
  const base = app.snapshot({ f: 'a'.repeat(1 << 20) });
  const grow = { path: 'f', replace: { old: 'a', new: 'b'.repeat(1_000), all: true } };
  expect(await edit(base, grow)).toMatchObject({ status: 413, body: { code: 'too_large' } });
});

const paths = fc.constantFrom('a', 'b', 'd/a', 'd/b', 'd/e/a', 'e/a');
const step: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ path: paths, write: fc.constantFrom('1', '2', 'two\n') }),
  fc.record({ path: paths, delete: fc.constant(true as const), recursive: fc.constant(true) }),
  fc.record({ path: paths, move_to: paths, overwrite: fc.boolean() }),
  fc.record({ path: paths, mode: fc.constantFrom('100644' as const, '100755' as const) }),
  fc.record({
    path: paths,
    replace: fc.record({ old: fc.constantFrom('1', 'o'), new: fc.constant('n'), all: fc.boolean() }),
  }),
);

type Files = Map<string, { mode: string; text: string }>;

/** What an edit makes of files; undefined when it can't be done. None of the paths is a folder of another. */
function model(
  files: Files,
  { path, write, replace, move_to: target, mode, overwrite, ...rest }: Edit,
): Files | undefined {
  const next = new Map(files);
  const file = files.get(path);
  if (write !== undefined) return next.set(path, { mode: file?.mode ?? '100644', text: write as string });
  if (!file) return undefined;
  if (rest.delete) next.delete(path);
  else if (mode) next.set(path, { ...file, mode });
  else if (target !== undefined && target !== path) {
    if (files.has(target) && !overwrite) return undefined;
    next.delete(path);
    next.set(target, file);
  } else if (replace) {
    const count = file.text.split(replace.old).length - 1;
    if (count === 0 || (count > 1 && !replace.all)) return undefined;
    next.set(path, { ...file, text: file.text.replaceAll(replace.old, replace.new) });
  }
  return next;
}

test('POST /api/fs/edit: random edits make what the model makes of them, or nothing', async () => {
  const base = app.snapshot({ a: '1', 'd/a': '11', 'd/e/a': 'oo', keep: '' });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      let files: Files | undefined = new Map(
        Object.entries({ a: '1', 'd/a': '11', 'd/e/a': 'oo', keep: '' }).map(([path, text]) => [
          path,
          { mode: '100644', text },
        ]),
      );
      for (const each of steps) files = files && model(files, each);
      const { status, body } = await edit(base, ...steps);
      expect(status).toBe(files ? 200 : 400);
      if (!files) return;
      const told = listed(body.ca_id).map((line) => line.replace(/^(\d+) blob \w+\t/, '$1 '));
      expect(told.toSorted()).toEqual([...files].map(([path, { mode }]) => `${mode} ${path}`).toSorted());
      for (const [path, { text }] of files) expect(await read(body.ca_id, path)).toBe(text);
    }),
    { numRuns: 60 },
  );
});

test('POST /api/fs/edit: in 20,000 files an edit writes its own folders alone, and is fast', async () => {
  const files = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`d${n % 200}/f${n}`, `${n}`]));
  const base = app.snapshot(files);
  const before = Number(/in-pack: (\d+)/.exec(git(app.repository.path, ['count-objects', '-v']))?.[1]);
  const began = performance.now();
  const { body } = await edit(base, { path: 'd7/f7', write: 'new' });
  expect(performance.now() - began).toBeLessThan(1_000);
  const after = Number(/in-pack: (\d+)/.exec(git(app.repository.path, ['count-objects', '-v']))?.[1]);
  expect(after - before).toBe(3);
  expect(body.changes).toEqual({ total: 1, entries: [{ path: 'd7/f7', status: 'modified' }] });
});

test('POST /api/fs/edit: what leaves nothing is the empty tree', async () => {
  const base = app.snapshot({ 'a/b/c': '1' });
  expect((await edit(base, { path: 'a', delete: true, recursive: true })).body.ca_id).toBe(EMPTY_TREE);
});

test('POST /api/fs/labels {from}: the new label starts at the same commit', async () => {
  for (const text of ['1', '2'])
    await app.post('/api/fs/push', { label: 'main', ca_id: app.snapshot({ f: text }), force: true });
  const head = git(app.repository.path, ['rev-parse', 'main']).trim();
  const made = await app.post('/api/fs/labels', { name: 'branch', from: 'main' });
  expect(made).toMatchObject({ status: 200, body: { label: 'branch', commit: head } });
  expect(git(app.repository.path, ['merge-base', 'main', 'branch']).trim()).toBe(head);
  const earlier = await app.post('/api/fs/labels', { name: 'earlier', from: 'main~1' });
  expect(earlier.body.commit).toBe(git(app.repository.path, ['rev-parse', 'main~1']).trim());
  expect((await app.get('/api/fs/labels/branch/log')).body.log).toMatchObject([
    { op: 'create', message: 'branch from main' },
  ]);
  expect(await app.post('/api/fs/labels', { name: 'branch', from: 'main~1' })).toMatchObject({ status: 409 });
  expect(await app.post('/api/fs/labels', { name: 'x', from: 'none' })).toMatchObject({ status: 400 });
  expect(await app.post('/api/fs/labels', { name: 'x' })).toMatchObject({ status: 400 });
  const fresh = await app.post('/api/fs/labels', { name: 'fresh', from: EMPTY_TREE });
  expect(fresh.body.ca_id).toBe(EMPTY_TREE);
});

test('POST /api/fs/edit {push}: the edited snapshot is pushed, and a rejected push leaves it', async () => {
  await app.post('/api/fs/push', { label: 'main', ca_id: app.snapshot({ f: '1', g: '1' }) });
  const author = { name: 'A', email: 'a@example.org' };
  const order = { base: 'main', edits: [{ path: 'f', write: '2' }], author, push: { label: 'main', message: 'two' } };
  const { body } = await app.post('/api/fs/edit', order);
  expect(body.push).toMatchObject({ status: 'advanced', label: 'main', ca_id: body.ca_id });
  expect(git(app.repository.path, ['log', '-1', '--format=%T %an <%ae> %s', 'main'])).toBe(
    `${body.ca_id} A <a@example.org> two`,
  );
  const late = { base: 'main~1', edits: [{ path: 'g', write: '2' }], push: { label: 'main', expected: 'base' } };
  const rejected = await app.post('/api/fs/edit', late);
  expect(rejected).toMatchObject({ status: 200, body: { push: { status: 'rejected', current: body.ca_id } } });
  const merged = await app.post('/api/fs/edit', { ...late, push: { ...late.push, on_conflict: 'merge' } });
  expect(merged.body.push.status).toBe('merged');
  expect(await read(merged.body.push.ca_id, 'f')).toBe('2');
  expect(await read(merged.body.push.ca_id, 'g')).toBe('2');
});

const file = (method: string, path: string, payload: string, headers = {}, label = 'main') =>
  app.call(method, `/api/fs/labels/${label}/files/${path}`, { ...(method === 'PUT' && { payload }), headers });

test('PUT …/files/{path}: a commit on the label, under conditions', async () => {
  await app.post('/api/fs/labels', { name: 'main', ca_id: EMPTY_TREE });
  const made = await file('PUT', 'd/a.json', '{"raw": true}', { 'content-type': 'application/json' });
  expect(made).toMatchObject({ status: 201, body: { label: 'main' }, headers: { etag: `"${made.body.blob}"` } });
  expect(await read(made.body.ca_id, 'd/a.json')).toBe('{"raw": true}');
  expect(git(app.repository.path, ['log', '-1', '--format=%H %s', 'main'])).toBe(`${made.body.commit} write d/a.json`);
  expect(await file('PUT', 'd/a.json', '{"raw": true}')).toMatchObject({
    status: 200,
    body: { commit: made.body.commit },
  });
  expect((await file('PUT', 'd/a.json', '2', { 'if-none-match': '*' })).status).toBe(412);
  expect((await file('PUT', 'd/a.json', '2', { 'if-match': '"x"' })).status).toBe(412);
  expect((await file('PUT', 'd/b', '2', { 'if-match': '*' })).status).toBe(412);
  expect((await file('PUT', 'd/a.json?message=two', '2', { 'if-match': made.headers.etag })).status).toBe(200);
  expect(git(app.repository.path, ['log', '-1', '--format=%s', 'main'])).toBe('two');
  expect((await file('DELETE', 'd/a.json', '', { 'if-match': made.headers.etag })).status).toBe(412);
  expect((await file('DELETE', 'd/a.json', '')).body).toMatchObject({ ca_id: EMPTY_TREE });
  expect((await file('PUT', '.git/config', '')).status).toBe(400);
  expect((await file('PUT', 'x', '', {}, 'none')).status).toBe(404);
});

test('PUT …/files/{path}: with If-None-Match: * a label that does not exist is made, and no other way', async () => {
  const { status, body } = await file('PUT', 'd/f', 'text', { 'if-none-match': '*' }, 'fresh');
  expect([status, body.label, body.ca_id]).toEqual([201, 'fresh', app.snapshot({ 'd/f': 'text' })]);
  expect(git(app.repository.path, ['rev-list', '--count', 'fresh'])).toBe('1');
  expect((await file('PUT', 'd/f', 'text', { 'if-none-match': '*' }, 'fresh')).status).toBe(412);
  expect((await file('PUT', 'd/f', 'text', {}, 'other')).status).toBe(404);
  expect((await app.get('/api/fs/labels/other')).status).toBe(404);
});

test('PUT …/files/{path}: of many at the same time none is lost', async () => {
  await app.post('/api/fs/labels', { name: 'main', ca_id: EMPTY_TREE });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => file('PUT', `f${n}`, `${n}`)));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
  expect(git(app.repository.path, ['ls-tree', '--name-only', 'main']).split('\n')).toHaveLength(20);
  expect(git(app.repository.path, ['rev-list', '--count', 'main'])).toBe('21');
});

test('PUT …/files/{path}: curl -T works', async () => {
  await app.post('/api/fs/labels', { name: 'main', ca_id: EMPTY_TREE });
  const address = await app.app.listen({ port: 0, host: '127.0.0.1' });
  const curl = spawn('curl', ['-sS', '-T', '-', `${address}/api/fs/labels/main/files/f.txt`]);
  curl.stdin.end('by curl\n');
  const { ca_id } = JSON.parse(await text(curl.stdout));
  expect(await read(ca_id, 'f.txt')).toBe('by curl\n');
});
