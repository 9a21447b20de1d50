/**
 * What is misspelt or out of place is refused by name, with what was probably meant.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EMPTY_TREE } from '../../src/core/ids.ts';
import { operations } from '../support/documented.ts';
import { TestApp } from '../support/test-app.ts';

let app: TestApp;

beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.close());

test.each([
  [{ code: '1', timeout: 5 }, 'unknown field "timeout": did you mean "execution_timeout_secs"?'],
  [{ code: '1', sesion: 's' }, 'unknown field "sesion": did you mean "session"?'],
  [{ code: '1', push: { label: 'm', mesage: 'x' } }, 'unknown field "push.mesage": did you mean "message"?'],
  [{ code: '1', qqqq: 1 }, 'unknown field "qqqq": known are code, '],
])('POST /api/exec: %j', async (request, text) => {
  const { status, body } = await app.post('/api/exec', request);
  expect({ status, code: body.code }).toEqual({ status: 400, code: 'bad_request' });
  expect(body.error).toContain(text);
  expect(app.pool.jobs).toEqual([]);
});

test.each([
  ['/api/exec', { code: '1', push: { lable: 'm' } }, 'unknown field "push.lable": did you mean "label"?'],
  ['/api/exec', { code: '1', author: { nmae: 'a', email: 'e' } }, 'unknown field "author.nmae": did you mean "name"?'],
  ['/api/exec', { code: '1', mounts: [{ pth: '/a', fs: 'm' }] }, 'unknown field "mounts.0.pth": did you mean "path"?'],
  [
    '/api/exec',
    { code: '1', files: { '/a/b': { bse64: '' } } },
    'unknown field "files./a/b.bse64": did you mean "base64"?',
  ],
  ['/api/exec', { code: '1', files: { a: 5 } }, 'field "files.a" must be a text, or an object with the field "base64"'],
  [
    '/api/exec',
    { code: '1', files: { a: {} } },
    'field "files.a" must be a text, or an object with the field "base64"',
  ],
  ['/api/exec', { code: '1', files: { a: { base64: 5 } } }, 'field "files.a.base64" must be a text'],
  ['/api/exec', { code: 5 }, 'field "code" must be a text'],
  ['/api/exec', { code: '1', heap_memory_max_mb: '64' }, 'field "heap_memory_max_mb" must be a whole number'],
  ['/api/exec', { code: '1', heap_memory_max_mb: 4 }, 'field "heap_memory_max_mb" must be at least 8'],
  ['/api/exec', { code: '1', push: {} }, 'field "push" must have a field "label"'],
  ['/api/fs/push', { caid: EMPTY_TREE, label: 'm' }, 'unknown field "caid": did you mean "ca_id"?'],
  ['/api/fs/push', { ca_id: 'x' }, 'field "ca_id" must be 40 lower-case hexadecimal digits'],
  [
    '/api/fs/edit',
    { base: 'm', edits: [{ pth: 'a', write: '' }] },
    'unknown field "edits.0.pth": did you mean "path"?',
  ],
  ['/api/fs/edit', { base: 'm', edits: [{ path: 'a', delete: false }] }, 'field "edits.0.delete" must be true'],
  ['/api/fs/edit', { base: 'm', edits: [] }, 'field "edits" must not be empty'],
  [
    '/api/fs/merge',
    { ours: 'a', theirs: 'b', resolutions: { f: { txt: '' } } },
    'unknown field "resolutions.f.txt": did you mean "text"?',
  ],
  [
    '/api/fs/merge',
    { ours: 'a', theirs: 'b', resolutions: { f: 'mine' } },
    'field "resolutions.f" must be one of ours, theirs, base, or an object with the field "text", ' +
      'or an object with the field "base64", or an object with the field "delete"',
  ],
])('POST %s: %j is refused in words', async (path, request, text) => {
  const { status, body } = await app.post(path, request);
  expect({ status, error: body.error }).toEqual({ status: 400, error: text });
});

test('POST /api/exec: a word that is none of the known ones is refused with those', async () => {
  const { body } = await app.post('/api/exec', { code: '1', push: { label: 'm', on_conflict: 'merg' } });
  expect(body.error).toMatch(/"push.on_conflict" must be one of reject, merge, ours, theirs$/);
});

test('every operation under /api refuses a query parameter that it does not know', async () => {
  const asked = operations.filter(({ path, bodies }) => path.startsWith('/api/') && !('application/x-tar' in bodies));
  expect(asked.length).toBeGreaterThan(15);
  for (const { method, path } of asked) {
    const { status, body } = await app.call(method, `${path.replace(/\{\w+\}/g, 'x')}?sizee=1`);
    expect({ path, status }).toEqual({ path, status: 400 });
    expect(body.error, path).toMatch(/unknown query parameter "sizee"|body|is missing/);
  }
});

test('POST /api/exec: parameters beside a JSON body are refused', async () => {
  const { status, body } = await app.post('/api/exec?fs=main', { code: '1' });
  expect(status).toBe(400);
  expect(body.error).toContain('"fs"');
});

test.each(['/api/exec', '/api/fs/push'])('%s: a form is refused with the header to send', async (path) => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { status, body } = await app.call('POST', path, { payload: '{"code":"1"}', headers });
  expect({ status, code: body.code }).toEqual({ status: 415, code: 'unsupported_media_type' });
  expect(body.error).toContain('Content-Type: application/json');
});

test('a push that comes too late and a cancel of nothing carry error and code', async () => {
  await app.post('/api/fs/push', { label: 'main', ca_id: EMPTY_TREE });
  const push = await app.post('/api/fs/push', { label: 'main', ca_id: EMPTY_TREE });
  expect(push).toMatchObject({ status: 409, body: { status: 'rejected', current: EMPTY_TREE, code: 'label_moved' } });
  expect(push.body.error).toContain('must not exist yet');
  const cancel = await app.post('/api/executions/01890000-0000-7000-8000-000000000000/cancel');
  expect(cancel).toMatchObject({ status: 400, body: { ok: false, code: 'not_running', error: expect.any(String) } });
});

test('GET /api/version lists capabilities', async () => {
  const { capabilities } = (await app.get('/api/version')).body;
  expect(capabilities).toEqual(expect.arrayContaining(['exec', 'exec.push', 'exec.wait_secs', 'fs_merge']));
});

test('the documentation is open without a token, and nothing else is', async () => {
  const guarded = new TestApp({ token: 'secret' });
  try {
    for (const path of [
      '/docs/',
      '/docs/guides/git',
      '/docs/api',
      '/docs/start.js',
      '/docs/swagger-ui.css',
      '/openapi.json',
      '/health',
    ]) {
      expect((await guarded.get(path)).status, path).toBe(200);
    }
    for (const path of ['/api/version', '/metrics', '/docsx']) expect((await guarded.get(path)).status, path).toBe(401);
  } finally {
    await guarded.close();
  }
});

test('GET /api/executions filters by outcome, label, tag and time', async () => {
  app.pool.play = ({ source }) => (source === 'bad' ? { outcome: 'threw', tree: null } : {});
  const first = await app.exec({ fs: 'main', tags: { team: 'a=b' } });
  const bad = await app.exec({ code: 'bad', fs: 'other' });
  const pushed = await app.exec({ push: { label: 'main' } });
  await app.get(`/api/executions/${pushed}?wait=5`);
  const list = async (query: string) =>
    (await app.get(`/api/executions?${query}`)).body.executions.map(
      ({ execution_id }: { execution_id: string }) => execution_id,
    );
  expect(await list('outcome=threw')).toEqual([bad]);
  expect(await list('label=main')).toEqual([pushed, first]);
  expect(await list('tag=team%3Da%3Db')).toEqual([first]);
  expect(await list('tag=team%3Dother')).toEqual([]);
  expect(await list('since=2020-01-01T00:00:00Z&label=other')).toEqual([bad]);
  expect(await list('until=2020-01-01T00:00:00Z')).toEqual([]);
  for (const query of ['outcome=never', 'tag=team', 'since=yesterday']) {
    expect((await app.get(`/api/executions?${query}`)).status, query).toBe(400);
  }
});
