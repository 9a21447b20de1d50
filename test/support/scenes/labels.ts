/**
 * Labels and what moves them.
 */
import { EMPTY_TREE } from '../../../src/core/ids.ts';
import { bodyRefusals, breakServices, busy, fillDisk, labelled, type Scenes } from './scene.ts';

export const labelsScenes: Scenes = {
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
};
