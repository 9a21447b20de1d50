/**
 * Executions.
 */
import { STREAMS_MAX, WAITS_MAX } from '../../../src/core/limits.ts';
import type { Job } from '../../../src/pool/job.ts';
import { big, breakServices, ended, expired, fillDisk, type Scenes, UNKNOWN_ID } from './scene.ts';

export const executionsScenes: Scenes = {
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
};
