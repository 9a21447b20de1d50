/**
 * A run in one request: the answer is held until the run has ended, and brings its output along.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestApp } from '../support/test-app.ts';

let app: TestApp;

beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.close());

test('POST /api/exec: with wait_secs a run that ends in time answers 200 with its record and its output', async () => {
  app.pool.output = 'one\ntwo\n';
  app.pool.play = () => ({ result: '42' });
  const { status, body } = await app.post('/api/exec', { code: '42', wait_secs: 5 });
  expect(status).toBe(200);
  expect(body).toMatchObject({ status: 'completed', outcome: 'completed', result: '42' });
  expect(body.output).toEqual((await app.get(`/api/executions/${body.execution_id}/output`)).body);
  expect(body.output).toMatchObject({ data: 'one\ntwo\n', start_byte: 0, has_more: false, status: 'completed' });
});

test('POST /api/exec: with wait_secs a run that goes on answers 202 with its id', async () => {
  app.pool.play = undefined;
  const { status, body } = await app.post('/api/exec', { code: '1', wait_secs: 0.05 });
  expect({ status, keys: Object.keys(body) }).toEqual({ status: 202, keys: ['execution_id'] });
  expect((await app.get(`/api/executions/${body.execution_id}`)).body.status).toBe('running');
});

test('POST /api/exec: without wait_secs the answer is 202 though the run has ended', async () => {
  expect((await app.post('/api/exec', { code: '1', wait_secs: 0 })).status).toBe(202);
  expect((await app.post('/api/exec', { code: '1', output_bytes: 5 })).status).toBe(202);
});

test('POST /api/exec: output_bytes bounds the page, also for a body that is the source', async () => {
  app.pool.output = 'one\ntwo\n';
  const page = { data: 'one\nt', next_byte_offset: 5, total_bytes: 8, has_more: true };
  expect((await app.post('/api/exec', { code: '1', wait_secs: 5, output_bytes: 5 })).body.output).toMatchObject(page);
  const raw = { payload: '1', headers: { 'content-type': 'text/javascript' } };
  const { status, body } = await app.call('POST', '/api/exec?wait_secs=5&output_bytes=5', raw);
  expect(status).toBe(200);
  expect(body.output).toMatchObject(page);
});

test('POST /api/exec: wait_secs and output_bytes over their maximum are clamped', async () => {
  app.pool.output = 'out';
  const { status, body } = await app.post('/api/exec', { code: '1', wait_secs: 1e6, output_bytes: 1e12 });
  expect(status).toBe(200);
  expect(body.output.data).toBe('out');
});

test.each([
  ['wait_secs', -1],
  ['wait_secs', 'x'],
  ['output_bytes', -1],
  ['output_bytes', 1.5],
])('POST /api/exec: %s of %s is refused by name', async (field, value) => {
  const { status, body } = await app.post('/api/exec', { code: '1', [field]: value });
  expect(status).toBe(400);
  expect(body.error).toContain(field);
});

test('POST /api/exec: a repeat with its Idempotency-Key answers with the execution that there is', async () => {
  const request = { code: '1', wait_secs: 5 };
  const first = await app.post('/api/exec', request, { 'idempotency-key': 'k' });
  expect((await app.post('/api/exec', request, { 'idempotency-key': 'k' })).body).toEqual(first.body);
  expect(app.pool.jobs).toHaveLength(1);
});

test('GET /api/executions/{id}: brings a page along where output_bytes asks for one', async () => {
  app.pool.output = 'one\ntwo\n';
  const id = await app.exec();
  const { body } = await app.get(`/api/executions/${id}?wait=5&output_bytes=3`);
  expect(body.output).toMatchObject({ execution_id: id, data: 'one', has_more: true });
  expect((await app.get(`/api/executions/${id}?wait=5`)).body.output).toBeUndefined();
});
