/**
 * Sessions and their saved state.
 */
import { EMPTY_TREE } from '../../../src/core/ids.ts';
import type { TestApp } from '../test-app.ts';
import { big, bodyRefusals, breakServices, fillDisk, form, json, MiB, type Scenes } from './scene.ts';

/** An execution leaves this heap; answers its key. */
function heapOf(app: TestApp, parts: object): Promise<string> {
  return app.heapLeaving({ version: 1, bindings: [], globals: [], objects: [], ...parts });
}

export const sessionsScenes: Scenes = {
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
};
