/**
 * Every operation of `openapi.json` with every status that it documents: each is reached, and each body is as declared.
 *
 * The tests are made from the document; the table says how a status is brought about. An operation or a status without
 * an entry fails, and so does an entry that the document does not know.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pack as createPack } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { TreeboxError } from '../../src/core/errors.ts';
import { EMPTY_TREE } from '../../src/core/ids.ts';
import { BLOB_READS, STREAMS_MAX, WAITS_MAX } from '../../src/core/limits.ts';
import type { Job } from '../../src/pool/job.ts';
import { type DocumentedOperation, operations, whatIsWrong } from '../support/documented.ts';
import { type AppAnswer, TestApp } from '../support/test-app.ts';

/** Brings an answer about; the application is new for each. */
type Scene = (app: TestApp) => Promise<AppAnswer>;

const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';
const MiB = 1024 * 1024;
const big = Buffer.alloc(16 * MiB + 1, 0x20);
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const json = { 'content-type': 'application/json' };
const tar = { 'content-type': 'application/x-tar' };

/** A JSON operation whose body is too large, or of another type. */
const bodyRefusals = (path: string): Record<number, Scene> => ({
  413: (app) => app.call('POST', path, { payload: big, headers: json }),
  415: (app) => app.call('POST', path, { payload: 'a=b', headers: form }),
});

/** What puts the services right again, so that git can judge what they left. */
const broken: (() => void)[] = [];

/** Makes every service fail as it does on a full disk. */
function fillDisk(app: TestApp): TestApp {
  return breakServices(app, 'ENOSPC: no space left on device, write');
}

/** Makes every service fail. */
function breakServices(app: TestApp, why = 'the disk is broken'): TestApp {
  for (const service of Object.values(app.services)) {
    for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(service))) {
      const property = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(service), name);
      if (name === 'constructor' || name === 'stop' || typeof property?.value !== 'function') continue;
      Object.defineProperty(service, name, {
        value: () => {
          throw new Error(why);
        },
        configurable: true,
      });
      broken.push(() => Reflect.deleteProperty(service, name));
    }
  }
  return app;
}

/** What `ask` is answered while as many others read as may, and wait. */
async function whileTaken(read: (signal: AbortSignal) => Promise<Readable>, ask: () => Promise<AppAnswer>) {
  const gone = new AbortController();
  const others = Array.from({ length: BLOB_READS.running + BLOB_READS.waiting }, () => read(gone.signal));
  const answer = await ask();
  gone.abort();
  for (const other of await Promise.allSettled(others)) if (other.status === 'fulfilled') other.value.destroy();
  return answer;
}

/** What a large file's address answers while as many others are read as may, and wait. */
function whileFilesAreRead(app: TestApp, url: string): Promise<AppAnswer> {
  const { snapshots } = app.services;
  const file = snapshots.file(app.snapshot({ f: 'x'.repeat(5 * MiB) }), 'f');
  return whileTaken(
    (signal) => snapshots.content(file, 0, 1, signal),
    () => app.get(url),
  );
}

function busy(app: TestApp): TestApp {
  const refs = app.repository.refs as { update: unknown };
  refs.update = () => Promise.reject(new TreeboxError('busy', 'another process holds the lock'));
  return app;
}

async function labelled(app: TestApp): Promise<TestApp> {
  await app.post('/api/fs/push', { label: 'main', ca_id: app.snapshot({ f: 'text', 'd/g': '' }) });
  return app;
}

async function ended(app: TestApp): Promise<string> {
  app.pool.output = 'out\n';
  const { execution_id } = await app.execLeaving(app.snapshot({ f: '1' }));
  return execution_id;
}

/** An execution makes an artifact `a.txt`; answers its id. */
async function withArtifact(app: TestApp, content = 'text'): Promise<string> {
  const oid = app.repository.incoming.write((writer) => writer.write('blob', Buffer.from(content)));
  const artifacts = [{ key: 'a.txt', mimeType: 'text/plain', oid, size: content.length, createdAt: 1 }];
  app.pool.play = () => ({ artifacts });
  const id = await app.exec();
  await app.get(`/api/executions/${id}?wait=5`);
  return id;
}

async function expired(app: TestApp): Promise<string> {
  const id = await ended(app);
  for (let count = 0; count < 3; count += 1) await app.exec();
  return id;
}

/** An execution leaves this heap; answers its key. */
function heapOf(app: TestApp, parts: object): Promise<string> {
  return app.heapLeaving({ version: 1, bindings: [], globals: [], objects: [], ...parts });
}

async function archive(size: number): Promise<Buffer> {
  const pack = createPack();
  pack.entry({ name: 'f' }, 'x'.repeat(size));
  pack.finalize();
  return await buffer(pack);
}

const SCENES: Record<string, Record<number, Scene>> = {
  cli_index_handler: { 200: (app) => app.get('/api/cli'), 400: (app) => app.get('/api/cli?x=1') },
  cli_download_handler: {
    200: (app) => {
      mkdirSync(app.cliFolder);
      writeFileSync(join(app.cliFolder, 'treebox-linux-x86_64'), 'program');
      return app.get('/api/cli/linux-x86_64');
    },
    400: (app) => app.get('/api/cli/%ff'),
    404: (app) => app.get('/api/cli/linux-x86_64'),
  },
  exec_handler: {
    200: (app) => {
      app.pool.output = 'out\n';
      return app.post('/api/exec', { code: '1', wait_secs: 5 });
    },
    202: (app) => app.post('/api/exec', { code: '1' }),
    400: (app) => app.post('/api/exec', {}),
    409: async (app) => {
      await app.exec({}, { 'idempotency-key': 'k' });
      return app.post('/api/exec', { code: '2' }, { 'idempotency-key': 'k' });
    },
    413: (app) => app.call('POST', '/api/exec', { payload: big }),
    415: (app) => app.call('POST', '/api/exec', { payload: 'x', headers: { 'content-type': 'multipart/form-data' } }),
    500: (app) => breakServices(app).post('/api/exec', { code: '1' }),
    503: (app) => {
      app.pool.refusal = 'queue_full';
      return app.post('/api/exec', { code: '1' });
    },
    507: (app) => fillDisk(app).post('/api/exec', { code: '1' }),
  },
  list_executions_handler: {
    200: async (app) => {
      await ended(app);
      return app.get('/api/executions');
    },
    400: (app) => app.get('/api/executions?limit=x'),
    404: (app) => app.get(`/api/executions?before=${UNKNOWN_ID}`),
    500: (app) => breakServices(app).get('/api/executions'),
  },
  get_execution_handler: {
    200: async (app) => app.get(`/api/executions/${await ended(app)}`),
    400: (app) => app.get(`/api/executions/${UNKNOWN_ID}?wait=x`),
    404: (app) => app.get(`/api/executions/${UNKNOWN_ID}`),
    410: async (app) => app.get(`/api/executions/${await expired(app)}`),
    500: (app) => breakServices(app).get(`/api/executions/${UNKNOWN_ID}`),
    503: async (app) => {
      app.pool.play = undefined;
      const id = await app.exec();
      const url = `/api/executions/${id}?wait=60`;
      const waiting = Array.from({ length: WAITS_MAX }, () => app.services.executions.get(id, 60_000));
      const refused = await app.get(url);
      app.pool.end(app.pool.jobs.at(-1) as Job);
      await Promise.all(waiting);
      return refused;
    },
  },
  cancel_execution_handler: {
    200: async (app) => {
      app.pool.play = undefined;
      return app.post(`/api/executions/${await app.exec()}/cancel`);
    },
    400: (app) => app.post(`/api/executions/${UNKNOWN_ID}/cancel`),
    500: (app) => breakServices(app).post(`/api/executions/${UNKNOWN_ID}/cancel`),
    507: (app) => fillDisk(app).post(`/api/executions/${UNKNOWN_ID}/cancel`),
  },
  get_execution_output_handler: {
    200: async (app) => app.get(`/api/executions/${await ended(app)}/output`),
    400: (app) => app.get(`/api/executions/${UNKNOWN_ID}/output?line_limit=x`),
    404: (app) => app.get(`/api/executions/${UNKNOWN_ID}/output`),
    410: async (app) => app.get(`/api/executions/${await expired(app)}/output`),
    500: (app) => breakServices(app).get(`/api/executions/${UNKNOWN_ID}/output`),
  },
  execution_events_handler: {
    200: async (app) => app.get(`/api/executions/${await ended(app)}/events`),
    400: async (app) => app.get(`/api/executions/${await ended(app)}/events`, { 'last-event-id': 'x' }),
    404: (app) => app.get(`/api/executions/${UNKNOWN_ID}/events`),
    410: async (app) => app.get(`/api/executions/${await expired(app)}/events`),
    500: (app) => breakServices(app).get(`/api/executions/${UNKNOWN_ID}/events`),
    503: async (app) => {
      const id = await ended(app);
      for (let count = 0; count < STREAMS_MAX; count += 1) app.services.feeds.enter();
      return app.get(`/api/executions/${id}/events`);
    },
  },
  fs_labels_handler: {
    200: async (app) => (await labelled(app)).get('/api/fs/labels'),
    400: (app) => app.get('/api/fs/labels?limit=x'),
    500: (app) => breakServices(app).get('/api/fs/labels'),
  },
  fs_set_label_handler: {
    200: (app) => app.post('/api/fs/labels', { name: 'main', ca_id: EMPTY_TREE }),
    400: (app) => app.post('/api/fs/labels', { name: 'a b', ca_id: EMPTY_TREE }),
    409: async (app) => (await labelled(app)).post('/api/fs/labels', { name: 'main/x', ca_id: EMPTY_TREE }),
    ...bodyRefusals('/api/fs/labels'),
    500: (app) => breakServices(app).post('/api/fs/labels', { name: 'main', ca_id: EMPTY_TREE }),
    503: (app) => busy(app).post('/api/fs/labels', { name: 'main', ca_id: EMPTY_TREE }),
    507: (app) => fillDisk(app).post('/api/fs/labels', { name: 'main', ca_id: EMPTY_TREE }),
  },
  fs_resolve_handler: {
    200: async (app) => (await labelled(app)).get('/api/fs/labels/main'),
    400: (app) => app.get('/api/fs/labels/%ff'),
    404: (app) => app.get('/api/fs/labels/main'),
    500: (app) => breakServices(app).get('/api/fs/labels/main'),
  },
  fs_delete_label_handler: {
    200: async (app) => (await labelled(app)).call('DELETE', '/api/fs/labels/main'),
    400: (app) => app.call('DELETE', '/api/fs/labels/main', { headers: { 'sec-fetch-site': 'cross-site' } }),
    404: (app) => app.call('DELETE', '/api/fs/labels/main'),
    500: (app) => breakServices(app).call('DELETE', '/api/fs/labels/main'),
    503: async (app) => busy(await labelled(app)).call('DELETE', '/api/fs/labels/main'),
    507: (app) => fillDisk(app).call('DELETE', '/api/fs/labels/main'),
  },
  fs_put_file_handler: {
    200: async (app) => (await labelled(app)).call('PUT', '/api/fs/labels/main/files/f', { payload: 'new' }),
    201: async (app) => (await labelled(app)).call('PUT', '/api/fs/labels/main/files/n/f', { payload: 'new' }),
    400: async (app) => (await labelled(app)).call('PUT', '/api/fs/labels/main/files/d', { payload: 'new' }),
    404: (app) => app.call('PUT', '/api/fs/labels/main/files/f', { payload: 'new' }),
    412: async (app) =>
      (await labelled(app)).call('PUT', '/api/fs/labels/main/files/f', { headers: { 'if-none-match': '*' } }),
    413: (app) => app.call('PUT', '/api/fs/labels/main/files/f', { payload: big }),
    415: (app) =>
      app.call('PUT', '/api/fs/labels/main/files/f', { payload: 'x', headers: { 'content-encoding': 'gzip' } }),
    500: async (app) =>
      breakServices(await labelled(app)).call('PUT', '/api/fs/labels/main/files/f', { payload: 'new' }),
    503: async (app) => busy(await labelled(app)).call('PUT', '/api/fs/labels/main/files/f', { payload: 'new' }),
    507: async (app) => fillDisk(await labelled(app)).call('PUT', '/api/fs/labels/main/files/f', { payload: 'new' }),
  },
  fs_delete_file_handler: {
    200: async (app) => (await labelled(app)).call('DELETE', '/api/fs/labels/main/files/f'),
    400: async (app) => (await labelled(app)).call('DELETE', '/api/fs/labels/main/files/d'),
    404: (app) => app.call('DELETE', '/api/fs/labels/main/files/f'),
    412: async (app) =>
      (await labelled(app)).call('DELETE', '/api/fs/labels/main/files/f', { headers: { 'if-match': '"x"' } }),
    500: async (app) => breakServices(await labelled(app)).call('DELETE', '/api/fs/labels/main/files/f'),
    503: async (app) => busy(await labelled(app)).call('DELETE', '/api/fs/labels/main/files/f'),
    507: async (app) => fillDisk(await labelled(app)).call('DELETE', '/api/fs/labels/main/files/f'),
  },
  fs_log_handler: {
    200: async (app) => (await labelled(app)).get('/api/fs/labels/main/log'),
    400: (app) => app.get('/api/fs/labels/main/log?limit=x'),
    404: (app) => app.get('/api/fs/labels/main/log'),
    500: (app) => breakServices(app).get('/api/fs/labels/main/log'),
  },
  fs_push_handler: {
    200: (app) => app.post('/api/fs/push', { label: 'main', ca_id: EMPTY_TREE }),
    400: (app) => app.post('/api/fs/push', { ca_id: EMPTY_TREE }),
    409: async (app) => (await labelled(app)).post('/api/fs/push', { label: 'main', ca_id: EMPTY_TREE }),
    ...bodyRefusals('/api/fs/push'),
    500: (app) => breakServices(app).post('/api/fs/push', { label: 'main', ca_id: EMPTY_TREE }),
    503: (app) => busy(app).post('/api/fs/push', { label: 'main', ca_id: EMPTY_TREE }),
    507: (app) => fillDisk(app).post('/api/fs/push', { label: 'main', ca_id: EMPTY_TREE }),
  },
  fs_reset_handler: {
    200: async (app) => {
      const { ca_id } = (await (await labelled(app)).get('/api/fs/labels/main')).body;
      return app.post('/api/fs/reset', { label: 'main', ca_id });
    },
    400: (app) => app.post('/api/fs/reset', { label: 'main', ca_id: EMPTY_TREE }),
    ...bodyRefusals('/api/fs/reset'),
    500: (app) => breakServices(app).post('/api/fs/reset', { label: 'main', ca_id: EMPTY_TREE }),
    503: (app) => busy(app).post('/api/fs/reset', { label: 'main', ca_id: EMPTY_TREE }),
    507: (app) => fillDisk(app).post('/api/fs/reset', { label: 'main', ca_id: EMPTY_TREE }),
  },
  fs_merge_handler: {
    200: (app) => {
      const [ours, theirs] = [app.snapshot({ f: '1' }), app.snapshot({ f: '2' })];
      return app.post('/api/fs/merge', { ours, theirs });
    },
    400: (app) => app.post('/api/fs/merge', { ours: EMPTY_TREE, theirs: 'none' }),
    ...bodyRefusals('/api/fs/merge'),
    500: (app) => breakServices(app).post('/api/fs/merge', { ours: EMPTY_TREE, theirs: EMPTY_TREE }),
    503: (app) => {
      app.services.merges.merge = () => Promise.reject(new TreeboxError('busy', 'too many merges wait'));
      return app.post('/api/fs/merge', { ours: EMPTY_TREE, theirs: EMPTY_TREE });
    },
    507: (app) => fillDisk(app).post('/api/fs/merge', { ours: EMPTY_TREE, theirs: EMPTY_TREE }),
  },
  fs_pick_handler: {
    200: async (app) => {
      const { commit } = (await (await labelled(app)).get('/api/fs/labels/main')).body;
      return app.post('/api/fs/pick', { onto: EMPTY_TREE, commit });
    },
    400: (app) => app.post('/api/fs/pick', { onto: EMPTY_TREE }),
    ...bodyRefusals('/api/fs/pick'),
    500: (app) => breakServices(app).post('/api/fs/pick', { onto: EMPTY_TREE, commit: 'main' }),
    503: (app) => {
      app.services.merges.pick = () => Promise.reject(new TreeboxError('busy', 'too many merges wait'));
      return app.post('/api/fs/pick', { onto: EMPTY_TREE, commit: 'main' });
    },
    507: (app) => fillDisk(app).post('/api/fs/pick', { onto: EMPTY_TREE, commit: 'main' }),
  },
  fs_gc_handler: {
    200: (app) => app.post('/api/fs/gc', { dry_run: true }),
    400: (app) => app.post('/api/fs/gc', { dry_run: 'x' }),
    ...bodyRefusals('/api/fs/gc'),
    500: (app) => breakServices(app).post('/api/fs/gc', {}),
    503: (app) => {
      app.services.retention.collect = () => Promise.reject(new TreeboxError('busy', 'the refs are locked'));
      return app.post('/api/fs/gc', {});
    },
    507: (app) => fillDisk(app).post('/api/fs/gc', {}),
  },
  fs_diff_handler: {
    200: async (app) => (await labelled(app)).get(`/api/fs/diff?from=${EMPTY_TREE}&to=main`),
    400: (app) => app.get('/api/fs/diff'),
    404: (app) => app.get(`/api/fs/diff?from=${EMPTY_TREE}&to=main`),
    413: (app) => {
      app.services.snapshots.diff = () => Promise.reject(new TreeboxError('too_large', 'too many paths differ'));
      return app.get(`/api/fs/diff?from=${EMPTY_TREE}&to=${EMPTY_TREE}`);
    },
    500: (app) => breakServices(app).get(`/api/fs/diff?from=${EMPTY_TREE}&to=main`),
    503: (app) => {
      app.services.snapshots.diff = () => Promise.reject(new TreeboxError('busy', 'too many diffs wait'));
      return app.get(`/api/fs/diff?from=${EMPTY_TREE}&to=${EMPTY_TREE}`);
    },
  },
  fs_edit_handler: {
    200: async (app) =>
      (await labelled(app)).post('/api/fs/edit', { base: 'main', edits: [{ path: 'f', write: 'new' }] }),
    400: async (app) =>
      (await labelled(app)).post('/api/fs/edit', { base: 'main', edits: [{ path: 'g', delete: true }] }),
    ...bodyRefusals('/api/fs/edit'),
    500: (app) => breakServices(app).post('/api/fs/edit', { base: 'main', edits: [{ path: 'f', write: '' }] }),
    503: (app) => {
      app.services.edits.edit = () => Promise.reject(new TreeboxError('busy', 'too many diffs wait'));
      return app.post('/api/fs/edit', { base: 'main', edits: [{ path: 'f', write: '' }] });
    },
    507: (app) => fillDisk(app).post('/api/fs/edit', { base: 'main', edits: [{ path: 'f', write: '' }] }),
  },
  fs_import_handler: {
    201: async (app) => app.call('POST', '/api/fs/snapshots', { payload: await archive(1), headers: tar }),
    400: (app) => app.call('POST', '/api/fs/snapshots', { payload: 'no archive', headers: tar }),
    413: async (app) => app.call('POST', '/api/fs/snapshots', { payload: await archive(2 * MiB), headers: tar }),
    415: (app) => app.call('POST', '/api/fs/snapshots', { payload: '{}', headers: json }),
    500: async (app) =>
      breakServices(app).call('POST', '/api/fs/snapshots', { payload: await archive(1), headers: tar }),
    507: async (app) => fillDisk(app).call('POST', '/api/fs/snapshots', { payload: await archive(1), headers: tar }),
  },
  fs_tree_handler: {
    200: async (app) => (await labelled(app)).get('/api/fs/snapshots/main/tree/'),
    400: (app) => app.get('/api/fs/snapshots/main/tree/%ff'),
    404: (app) => app.get('/api/fs/snapshots/main/tree/'),
    500: (app) => breakServices(app).get('/api/fs/snapshots/main/tree/'),
  },
  fs_root_handler: {
    200: async (app) => (await labelled(app)).get('/api/fs/snapshots/main/tree?recursive=true'),
    400: (app) => app.get('/api/fs/snapshots/main/tree?limit=x'),
    404: (app) => app.get('/api/fs/snapshots/main/tree'),
    500: (app) => breakServices(app).get('/api/fs/snapshots/main/tree'),
  },
  fs_search_handler: {
    200: async (app) => (await labelled(app)).get('/api/fs/snapshots/main/search?pattern=ex&context=1'),
    400: async (app) => (await labelled(app)).get('/api/fs/snapshots/main/search?pattern=(&regex=true'),
    404: (app) => app.get('/api/fs/snapshots/main/search?pattern=x'),
    413: (app) => {
      app.services.snapshots.search = () => Promise.reject(new TreeboxError('too_large', 'it takes too long'));
      return app.get('/api/fs/snapshots/main/search?pattern=x');
    },
    500: (app) => breakServices(app).get('/api/fs/snapshots/main/search?pattern=x'),
    503: (app) => {
      app.services.snapshots.search = () => Promise.reject(new TreeboxError('busy', 'too many searches wait'));
      return app.get('/api/fs/snapshots/main/search?pattern=x');
    },
  },
  fs_commits_handler: {
    200: async (app) => (await labelled(app)).get('/api/fs/snapshots/main/commits'),
    400: (app) => app.get(`/api/fs/snapshots/${EMPTY_TREE}/commits`),
    404: (app) => app.get('/api/fs/snapshots/main/commits'),
    500: (app) => breakServices(app).get('/api/fs/snapshots/main/commits'),
  },
  fs_file_handler: {
    200: async (app) => (await labelled(app)).get('/api/fs/snapshots/main/files/f'),
    206: async (app) => (await labelled(app)).get('/api/fs/snapshots/main/files/f', { range: 'bytes=0-1' }),
    304: async (app) => (await labelled(app)).get('/api/fs/snapshots/main/files/f', { 'if-none-match': '*' }),
    400: (app) => app.get('/api/fs/snapshots/main/files/%ff'),
    404: async (app) => (await labelled(app)).get('/api/fs/snapshots/main/files/none'),
    413: (app) => {
      const big = app.snapshot({ f: 'x\n'.repeat(9 * MiB) });
      return app.get(`/api/fs/snapshots/${big}/files/f?lines=1-2`);
    },
    416: async (app) => (await labelled(app)).get('/api/fs/snapshots/main/files/f', { range: 'bytes=9-' }),
    500: (app) => breakServices(app).get('/api/fs/snapshots/main/files/f'),
    503: async (app) => {
      const url = `/api/fs/snapshots/${app.snapshot({ f: 'x'.repeat(5 * MiB) })}/files/f`;
      return await whileFilesAreRead(app, url);
    },
  },
  fs_archive_handler: {
    200: async (app) => (await labelled(app)).get('/api/fs/snapshots/main/archive.tar'),
    400: (app) => app.get('/api/fs/snapshots/%ff/archive.tar'),
    404: (app) => app.get('/api/fs/snapshots/main/archive.tar'),
    500: (app) => breakServices(app).get('/api/fs/snapshots/main/archive.tar'),
    503: async (app) => {
      const { snapshots } = (await labelled(app)).services;
      return await whileTaken(
        (signal) => snapshots.archive('main', signal),
        () => app.get('/api/fs/snapshots/main/archive.tar'),
      );
    },
  },
  execution_artifact_handler: {
    200: async (app) => app.get(`/api/executions/${await withArtifact(app)}/artifacts/a.txt`),
    206: async (app) => app.get(`/api/executions/${await withArtifact(app)}/artifacts/a.txt`, { range: 'bytes=1-2' }),
    304: async (app) => app.get(`/api/executions/${await withArtifact(app)}/artifacts/a.txt`, { 'if-none-match': '*' }),
    400: (app) => app.get(`/api/executions/${UNKNOWN_ID}/artifacts/%ff`),
    404: async (app) => app.get(`/api/executions/${await withArtifact(app)}/artifacts/b.txt`),
    410: async (app) => app.get(`/api/executions/${await expired(app)}/artifacts/a.txt`),
    416: async (app) => app.get(`/api/executions/${await withArtifact(app)}/artifacts/a.txt`, { range: 'bytes=9-' }),
    500: (app) => breakServices(app).get(`/api/executions/${UNKNOWN_ID}/artifacts/a.txt`),
    503: async (app) =>
      whileFilesAreRead(app, `/api/executions/${await withArtifact(app, 'x'.repeat(5 * MiB))}/artifacts/a.txt`),
  },
  artifacts_handler: {
    200: async (app) => {
      await withArtifact(app);
      return app.get('/api/artifacts');
    },
    400: (app) => app.get('/api/artifacts?after=x'),
    500: (app) => breakServices(app).get('/api/artifacts'),
  },
  artifact_handler: {
    200: async (app) => {
      await withArtifact(app);
      return app.get('/api/artifacts/a.txt');
    },
    206: async (app) => {
      await withArtifact(app);
      return app.get('/api/artifacts/a.txt', { range: 'bytes=1-2' });
    },
    304: async (app) => {
      await withArtifact(app);
      return app.get('/api/artifacts/a.txt', { 'if-none-match': '*' });
    },
    400: (app) => app.get('/api/artifacts/%ff'),
    404: (app) => app.get('/api/artifacts/a.txt'),
    416: async (app) => {
      await withArtifact(app);
      return app.get('/api/artifacts/a.txt', { range: 'bytes=9-' });
    },
    500: (app) => breakServices(app).get('/api/artifacts/a.txt'),
    503: async (app) => {
      await withArtifact(app, 'x'.repeat(5 * MiB));
      return await whileFilesAreRead(app, '/api/artifacts/a.txt');
    },
  },
  heap_handler: {
    200: async (app) =>
      app.get(`/api/heaps/${await heapOf(app, { bindings: [['x', 'let', '#0']], objects: [{ type: 'object' }] })}`),
    400: (app) => app.get('/api/heaps/%ff'),
    404: (app) => app.get(`/api/heaps/${EMPTY_TREE}`),
    413: async (app) => app.get(`/api/heaps/${await heapOf(app, { globals: [['x', 7, 'x'.repeat(9 * MiB)]] })}`),
    500: (app) => breakServices(app).get(`/api/heaps/${EMPTY_TREE}`),
  },
  heaps_handler: {
    200: async (app) => {
      await heapOf(app, {});
      return app.get('/api/heaps');
    },
    400: (app) => app.get('/api/heaps?tag=x'),
    500: (app) => breakServices(app).get('/api/heaps'),
  },
  heap_tags_handler: {
    200: async (app) => app.call('PUT', `/api/heaps/${await heapOf(app, {})}/tags`, { payload: { tags: { a: 'b' } } }),
    400: (app) => app.call('PUT', `/api/heaps/${EMPTY_TREE}/tags`, { payload: {} }),
    404: (app) => app.call('PUT', `/api/heaps/${EMPTY_TREE}/tags`, { payload: { tags: {} } }),
    413: (app) => app.call('PUT', '/api/heaps/x/tags', { payload: big, headers: json }),
    415: (app) => app.call('PUT', '/api/heaps/x/tags', { payload: 'a=b', headers: form }),
    500: (app) => breakServices(app).call('PUT', '/api/heaps/x/tags', { payload: { tags: {} } }),
    507: (app) => fillDisk(app).call('PUT', '/api/heaps/x/tags', { payload: { tags: {} } }),
  },
  heap_untag_handler: {
    200: async (app) => app.call('DELETE', `/api/heaps/${await heapOf(app, {})}/tags`),
    400: (app) => app.call('DELETE', '/api/heaps/x/tags', { headers: { 'sec-fetch-site': 'cross-site' } }),
    404: (app) => app.call('DELETE', '/api/heaps/x/tags'),
    500: (app) => breakServices(app).call('DELETE', '/api/heaps/x/tags'),
    507: (app) => fillDisk(app).call('DELETE', '/api/heaps/x/tags'),
  },
  sessions_handler: {
    200: async (app) => {
      await app.exec({ session: 's' });
      return app.get('/api/sessions');
    },
    400: (app) => app.get('/api/sessions?limit=x'),
    500: (app) => breakServices(app).get('/api/sessions'),
  },
  session_handler: {
    200: async (app) => {
      await app.exec({ session: 's' });
      return app.get('/api/sessions/s');
    },
    400: (app) => app.get('/api/sessions/s?limit=x'),
    404: (app) => app.get('/api/sessions/s'),
    500: (app) => breakServices(app).get('/api/sessions/s'),
  },
  session_delete_handler: {
    200: async (app) => {
      await app.exec({ session: 's' });
      return app.call('DELETE', '/api/sessions/s');
    },
    400: (app) => app.call('DELETE', '/api/sessions/s', { headers: { 'sec-fetch-site': 'cross-site' } }),
    404: (app) => app.call('DELETE', '/api/sessions/s'),
    500: (app) => breakServices(app).call('DELETE', '/api/sessions/s'),
    507: (app) => fillDisk(app).call('DELETE', '/api/sessions/s'),
  },
  session_fork_handler: {
    200: async (app) => {
      await app.exec({ session: 's' });
      return app.post('/api/sessions/s/fork', { name: 't' });
    },
    400: (app) => app.post('/api/sessions/s/fork', {}),
    404: (app) => app.post('/api/sessions/s/fork', { name: 't' }),
    409: async (app) => {
      await app.exec({ session: 's' });
      return app.post('/api/sessions/s/fork', { name: 's' });
    },
    ...bodyRefusals('/api/sessions/s/fork'),
    500: (app) => breakServices(app).post('/api/sessions/s/fork', { name: 't' }),
    507: (app) => fillDisk(app).post('/api/sessions/s/fork', { name: 't' }),
  },
  events_handler: {
    200: (app) => app.get('/api/events?since=0'),
    400: (app) => app.get('/api/events?types=x'),
    410: (app) => {
      app.services.events.listen = () => {
        throw new TreeboxError('expired', 'events before 9 are kept no more');
      };
      return app.get('/api/events?since=0');
    },
    500: (app) => breakServices(app).get('/api/events'),
    503: (app) => {
      app.services.events.listen = () => {
        throw new TreeboxError('busy', 'too many listen');
      };
      return app.get('/api/events');
    },
  },
  version_handler: { 400: (app) => app.get('/api/version?x=1'), 200: (app) => app.get('/api/version') },
  health_handler: {
    200: (app) => app.get('/health'),
    503: (app) => {
      app.pool.failure = 'no runner process can be started';
      return app.get('/health');
    },
  },
  metrics_handler: { 200: (app) => app.get('/metrics') },
  openapi_handler: { 200: (app) => app.get('/openapi.json') },
  docs_handler: { 308: (app) => app.get('/docs') },
};

function judge(operation: DocumentedOperation, status: number, answer: AppAnswer): void {
  const type = String(answer.headers['content-type'] ?? '');
  expect(answer.status, answer.text.slice(0, 200)).toBe(status);
  expect(whatIsWrong(operation, { status, type, text: answer.text })).toBeUndefined();
}

describe.each(operations)('$id', (operation) => {
  test.each(operation.statuses)('%i is reached and is as documented', async (status) => {
    if (status === 401) {
      await using app = new TestApp({ token: 'token' });
      const path = operation.path.replace(/\{\w+\}/g, 'x');
      judge(operation, 401, await app.call(operation.method, path));
      return;
    }
    await using app = new TestApp({ retain: { days: 7, executions: 3 } });
    const scene = SCENES[operation.id]?.[status];
    if (!scene) throw new Error(`no scene brings ${operation.id} to ${status}`);
    const answer = await scene(app);
    for (const mend of broken.splice(0)) mend();
    judge(operation, status, answer);
  });
});

test('the table has no scene that the document does not know', () => {
  const known = new Set(operations.flatMap(({ id, statuses }) => statuses.map((status) => `${id} ${status}`)));
  const scenes = Object.entries(SCENES).flatMap(([id, byStatus]) =>
    Object.keys(byStatus).map((status) => `${id} ${status}`),
  );
  expect(scenes.filter((scene) => !known.has(scene))).toEqual([]);
});
