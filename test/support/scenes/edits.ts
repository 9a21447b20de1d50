/**
 * Files written on a label.
 */
import { TreeboxError } from '../../../src/core/errors.ts';
import { big, bodyRefusals, breakServices, busy, fillDisk, labelled, type Scenes } from './scene.ts';

export const editsScenes: Scenes = {
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
};
