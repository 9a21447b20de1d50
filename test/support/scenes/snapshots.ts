/**
 * Snapshots.
 */
import { buffer } from 'node:stream/consumers';
import { pack as createPack } from 'tar-stream';
import { TreeboxError } from '../../../src/core/errors.ts';
import { EMPTY_TREE } from '../../../src/core/ids.ts';
import {
  bodyRefusals,
  breakServices,
  fillDisk,
  json,
  labelled,
  MiB,
  type Scenes,
  whileFilesAreRead,
  whileTaken,
} from './scene.ts';

const tar = { 'content-type': 'application/x-tar' };

async function archive(size: number): Promise<Buffer> {
  const pack = createPack();
  pack.entry({ name: 'f' }, 'x'.repeat(size));
  pack.finalize();
  return await buffer(pack);
}

export const snapshotsScenes: Scenes = {
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
};
