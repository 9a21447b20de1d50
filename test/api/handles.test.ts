/**
 * Handles wherever a snapshot is named, with `git rev-parse` as the judge of what they mean.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EMPTY_TREE, type TreeId } from '../../src/core/ids.ts';
import { git } from '../support/real-git.ts';
import { TestApp } from '../support/test-app.ts';

let app: TestApp;
let trees: TreeId[] = [];

beforeEach(async () => {
  app = new TestApp();
  trees = ['1', '2', '3', '4'].map((text) => app.snapshot({ f: text }));
  for (const ca_id of trees) await app.post('/api/fs/push', { label: 'team/main', ca_id, force: true });
  await app.post('/api/fs/reset', { label: 'team/main', ca_id: trees[1] });
});
afterEach(() => app.close());

const caId = async (handle: string) =>
  (await app.get(`/api/fs/snapshots/${encodeURIComponent(handle)}/tree/`)).body.ca_id;

const HANDLES = [
  ...['team/main', 'team/main@{0}', 'team/main@{1}', 'team/main@{2}', 'team/main@{4}'],
  ...['team/main~0', 'team/main~1', 'team/main~'],
];

test.each(HANDLES)('GET …/tree/: %s is what git takes it for', async (handle) => {
  const commit = git(app.repository.path, ['rev-parse', handle]).trim();
  const tree = git(app.repository.path, ['rev-parse', `${handle}^{tree}`]).trim();
  expect(await caId(handle)).toBe(tree);
  expect(await caId(commit)).toBe(tree);
});

test.each(['team/main~2', 'team/main@{5}', 'none@{0}', 'none~1', 'team/main@{x}', '~1', '@{0}', 'a~1~1'])(
  'GET …/tree/: %s names nothing',
  async (handle) => {
    expect(await app.get(`/api/fs/snapshots/${encodeURIComponent(handle)}/tree/`)).toMatchObject({ status: 404 });
  },
);

test('GET …/tree/: a handle that goes back too far is refused and not walked', async () => {
  for (const handle of ['team/main~1001', `team/main@{${'9'.repeat(50)}}`]) {
    const answer = await app.get(`/api/fs/snapshots/${encodeURIComponent(handle)}/tree/`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad_handle' } });
  }
});

test('POST /api/exec: every handle mounts its snapshot', async () => {
  const { commit } = (await app.get('/api/fs/labels/team%2Fmain')).body;
  for (const [fs, tree] of [
    [commit, trees[1]],
    ['team/main@{1}', trees[3]],
    ['team/main~1', trees[0]],
    [EMPTY_TREE, EMPTY_TREE],
  ]) {
    const id = await app.exec({ fs });
    expect((await app.get(`/api/executions/${id}?wait=5`)).body).toMatchObject({ base_fs: tree });
  }
  for (const fs of ['team/main~9', 'none@{0}', '1'.repeat(40)]) {
    const answer = await app.post('/api/exec', { code: '1', fs });
    expect(answer).toMatchObject({ status: 400, body: { code: 'unknown_snapshot' } });
  }
  expect((await app.post('/api/exec', { code: '1', fs: 'a b~1' })).body.code).toBe('bad_label');
});

test('GET /api/fs/diff: takes handles on both sides', async () => {
  const answer = await app.get(`/api/fs/diff?from=${encodeURIComponent('team/main@{1}')}&to=team%2Fmain~1`);
  expect(answer.body.changes).toMatchObject([{ path: 'f', status: 'modified' }]);
});
