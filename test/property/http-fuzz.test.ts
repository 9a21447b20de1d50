/**
 * Requests made from the schemas of `openapi.json`, well-formed and not: no answer is a 5xx, none is undocumented, and
 * the server answers the next request as if nothing had been.
 *
 * `TREEBOX_TEST_MINUTES` makes it go on for as long.
 */

import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { pack as createPack } from 'tar-stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMPTY_TREE } from '../../src/core/ids.ts';
import {
  type DocumentedOperation,
  type DocumentedParameter,
  type JsonSchema,
  operations,
  resolved,
  whatIsWrong,
} from '../support/documented.ts';
import { TestApp } from '../support/test-app.ts';

const REQUESTS = 6_000;
const MINUTES = Number(process.env.TREEBOX_TEST_MINUTES ?? 0);
/** How often an operation is asked for: less when it starts processes or threads, more when few requests succeed. */
const WEIGHTS: Readonly<Record<string, number>> = {
  fs_gc_handler: 4,
  fs_search_handler: 20,
  fs_commits_handler: 20,
  fs_edit_handler: 200,
  exec_handler: 300,
  session_fork_handler: 120,
};
const WEIGHT = 40;
/** After how many requests the labels and the session are made anew that others may have deleted. */
const RENEW_EVERY = 50;

interface FuzzedRequest {
  readonly operation: DocumentedOperation;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly payload: string | Buffer | undefined;
}

let app: TestApp;
/** Names of things that exist, by the field that may name them, so that requests get past the first check. */
let known: Readonly<Record<string, readonly string[]>> = {};
let archive: Buffer;
/** Makes what the requests name. */
let renew: () => Promise<void>;

beforeAll(async () => {
  app = new TestApp();
  app.pool.output = 'first\nsecond é\n';
  const tree = app.snapshot({ 'dir/file.txt': 'text\n', 'a.html': '<b>' });
  const { execution_id } = await app.execLeaving(tree, { session: 'session' });
  await app.post('/api/fs/push', { label: 'main', ca_id: tree });
  const { commit } = (await app.get('/api/fs/labels/main')).body;
  await app.post('/api/fs/push', { label: 'team/x', ca_id: EMPTY_TREE });
  const heap = await app.heapLeaving({ version: 1, bindings: [], globals: [], objects: [] });
  const trees = [tree, EMPTY_TREE];
  const labels = ['main', 'team/x'];
  known = {
    id: [execution_id],
    before: [execution_id],
    session: ['session'],
    tags: ['x'],
    types: ['label', 'execution,label'],
    platform: ['linux-x86_64'],
    path: ['dir/file.txt', 'a.html', 'dir'],
    prefer: ['ours', 'theirs', 'none'],
    ca_id: trees,
    expected: trees,
    heap: [heap],
    key: [heap],
    label: labels,
    after: [commit, 'a'],
    old: ['t'],
    move_to: ['moved'],
    name: labels,
    ...Object.fromEntries(
      ['handle', 'fs', 'from', 'to', 'base', 'ours', 'theirs'].map((field) => [field, [...trees, ...labels, commit]]),
    ),
  };
  renew = async () => {
    for (const name of labels) await app.post('/api/fs/labels', { name, ca_id: tree });
    await app.exec({ session: 'session' });
  };
  const pack = createPack();
  pack.entry({ name: 'a/b' }, 'content');
  pack.entry({ name: 'link', type: 'symlink', linkname: 'a/b' });
  pack.finalize();
  archive = await buffer(pack);
});
afterAll(() => app.close());

const oddTexts = fc.constantFrom(
  '',
  ' ',
  '.',
  '..',
  '../..',
  '/',
  'a..b',
  'a/b',
  '@{',
  '\0',
  '\n',
  '\ud800',
  'é😀',
  '__proto__',
  'constructor',
  'HEAD',
  '-x',
  'x.lock',
  'null',
  'true',
  '0',
  '-1',
  '1e9',
  '99999999999999999999',
  'NaN',
  '1'.repeat(40),
  'A'.repeat(40),
  'a'.repeat(64),
  'x'.repeat(300),
  '%00',
  '%2e%2e%2f',
  "';--",
  '<script>',
  '01890000-0000-7000-8000-000000000000',
); // prettier-ignore

/** Text for a field of that name: half of it names something that exists. */
function textFor(field: string): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.nat().map((index) => known[field]?.[index % known[field].length] ?? 'text') },
    { weight: 2, arbitrary: oddTexts },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  );
}

const anyNumber = fc.oneof(
  fc.integer({ min: -2, max: 12 }),
  fc.constantFrom(30, 128, 301, 1025, 4097, 2 ** 31, 2 ** 53, 1e300, 0.5),
);

/** A value that the schema allows, or nearly. */
function valueFor(field: string, schema: JsonSchema): fc.Arbitrary<unknown> {
  const {
    type,
    properties,
    required = [],
    items,
    enum: choices,
    oneOf,
    additionalProperties,
  } = resolved(schema) as {
    type?: string;
    properties?: Record<string, JsonSchema>;
    required?: readonly string[];
    items?: JsonSchema;
    enum?: readonly unknown[];
    oneOf?: readonly JsonSchema[];
    additionalProperties?: JsonSchema;
  };
  if (choices) return fc.constantFrom(...choices);
  if (oneOf) return fc.oneof(...oneOf.map((each) => valueFor(field, each)));
  switch (type) {
    case 'string':
      return textFor(field);
    case 'integer':
    case 'number':
      return anyNumber;
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(items ? valueFor(field, items) : fc.jsonValue(), { maxLength: 3 });
    default: {
      if (!properties)
        return fc.dictionary(
          textFor(field),
          additionalProperties ? valueFor(field, additionalProperties) : fc.jsonValue(),
        );
      const fields = Object.fromEntries(
        Object.entries(properties).map(([name, inner]) => [name, orOdd(valueFor(name, inner))]),
      );
      return someOf(fields, required);
    }
  }
}

/** An object of any of the fields, or, as often, of one more than it must have: some rule each other out. */
function someOf(
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  required: readonly string[],
): fc.Arbitrary<Record<string, unknown>> {
  const any = fc.record(fields, { requiredKeys: [...required] });
  if (Object.keys(fields).length === 0) return any;
  const few = fc
    .constantFrom(...Object.keys(fields))
    .map((name) => new Set([...required, name]))
    .chain((names) => fc.record(Object.fromEntries(Object.entries(fields).filter(([name]) => names.has(name)))));
  return fc.oneof(any, few) as fc.Arbitrary<Record<string, unknown>>;
}

/** Mostly the value, now and then null or another type. */
function orOdd(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 9, arbitrary: value },
    { weight: 1, arbitrary: fc.oneof(fc.constant(null), fc.jsonValue()) },
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Percent-encoded; text that is no Unicode as bytes that are no UTF-8. */
function encode(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : '%ff';
}

/** An empty part or dots would make another address. */
function pathPart(text: string): string {
  return /^\.{0,2}$/.test(text) ? 'x' : encode(text);
}

function urlOf(operation: DocumentedOperation): fc.Arbitrary<string> {
  const inPlace = (place: DocumentedParameter['in']) =>
    operation.parameters.filter((parameter) => parameter.in === place);
  const path = fc
    .tuple(...inPlace('path').map(({ name }) => fc.tuple(fc.constant(name), textFor(name))))
    .map((values) =>
      values.reduce((url, [name, text]) => {
        const isRest = url.endsWith(`/{${name}}`) && name === 'path';
        // An empty part makes another address.
        return url.replace(`{${name}}`, () => (isRest ? text.split('/').map(pathPart).join('/') : pathPart(text)));
      }, operation.path),
    );
  const parameters = inPlace('query');
  const query = someOf(
    Object.fromEntries(parameters.map(({ name, schema }) => [name, orOdd(valueFor(name, schema))])),
    parameters.filter(({ required }) => required).map(({ name }) => name),
  );
  return fc.tuple(path, query).map(([address, chosen]) => {
    const parts = Object.entries(chosen).map(([name, value]) => `${name}=${encode(asText(value))}`);
    return parts.length === 0 ? address : `${address}?${parts.join('&')}`;
  });
}

/** Header fields hold visible ASCII and spaces within. */
const headerText = fc.oneof(
  fc.constantFrom(
    '0',
    '5',
    'bytes=0-1',
    'bytes=-1',
    'bytes=9-3',
    '*',
    '"x"',
    'W/"x"',
    'k1',
    'k2',
    '18446744073709551616',
  ),
  fc.string({ unit: fc.constantFrom(...'abc019=-,*"/ '), minLength: 1, maxLength: 20 }).map((text) => `x${text}x`),
);

function headersOf(operation: DocumentedOperation): fc.Arbitrary<Record<string, string>> {
  const fields = operation.parameters
    .filter((parameter) => parameter.in === 'header')
    .map(({ name }) => name.toLowerCase());
  return fc
    .subarray(fields)
    .chain((chosen) =>
      fc
        .tuple(...chosen.map((name) => fc.tuple(fc.constant(name), headerText)))
        .map((pairs) => Object.fromEntries(pairs)),
    );
}

function bodyOf(operation: DocumentedOperation): fc.Arbitrary<{ type?: string; payload?: string | Buffer }> {
  const schema = operation.bodies['application/json'];
  const type = 'application/json';
  const bytes = fc.uint8Array({ maxLength: 600 }).map((array) => Buffer.from(array));
  const damaged = fc.tuple(fc.nat(), fc.nat(255)).map(([at, byte]) => {
    const copy = Buffer.from(archive);
    copy[at % copy.length] = byte;
    return copy;
  });
  if ('application/x-tar' in operation.bodies) {
    return fc
      .oneof(
        damaged,
        bytes,
        fc.nat(3_000).map((end) => archive.subarray(0, end)),
      )
      .map((payload) => ({ type: 'application/x-tar', payload }));
  }
  if (!schema) return fc.constant({});
  return fc.oneof(
    { weight: 12, arbitrary: valueFor('', schema).map((value) => ({ type, payload: JSON.stringify(value) })) },
    { weight: 1, arbitrary: fc.jsonValue().map((value) => ({ type, payload: JSON.stringify(value) })) },
    { weight: 1, arbitrary: bytes.map((payload) => ({ type, payload })) },
    { weight: 1, arbitrary: bytes.map((payload) => ({ type: 'text/plain', payload })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        {},
        { type },
        { type: 'x', payload: '1' },
        { type: 'multipart/form-data', payload: '' },
      ),
    },
  );
}

const request: fc.Arbitrary<FuzzedRequest> = fc
  .oneof(
    ...operations.map((operation) => ({ weight: WEIGHTS[operation.id] ?? WEIGHT, arbitrary: fc.constant(operation) })),
  )
  .chain((operation) =>
    fc.tuple(urlOf(operation), headersOf(operation), bodyOf(operation)).map(([url, headers, { type, payload }]) => ({
      operation,
      url,
      headers: { ...headers, ...(type !== undefined && { 'content-type': type }) } as Record<string, string>,
      payload,
    })),
  );

test(
  'any request gets a documented answer, and none a 5xx',
  async () => {
    const statuses = new Map<string, number>();
    let asked = 0;
    const limits = MINUTES > 0 ? { numRuns: 1e9, interruptAfterTimeLimit: MINUTES * 60_000 } : { numRuns: REQUESTS };
    await fc.assert(
      fc.asyncProperty(request, async ({ operation, url, headers, payload }) => {
        if (asked % RENEW_EVERY === 0) await renew();
        asked += 1;
        const { method } = operation;
        const answer = await app.call(method, url, { headers, ...(payload !== undefined && { payload }) });
        const { status, text } = answer;
        const key = `${operation.id} ${status}`;
        statuses.set(key, (statuses.get(key) ?? 0) + 1);
        expect(status, `${text} ${app.errors.map((error) => (error as Error).stack)}`).toBeLessThan(500);
        const type = String(answer.headers['content-type'] ?? '');
        // An address that can't be decoded reaches no operation.
        if (status === 400 && answer.body?.error.startsWith('the address')) return;
        expect(whatIsWrong(operation, { status, type, text })).toBeUndefined();
      }),
      { ...limits, endOnFailure: false },
    );
    expect(app.errors).toEqual([]);
    expect((await app.get('/api/version')).status).toBe(200);
    // The requests are no use when they don't get past the first check.
    const succeeded = operations.filter(({ id }) =>
      [200, 201, 202, 206, 308].some((status) => statuses.has(`${id} ${status}`)),
    );
    // A pick succeeds only when an import was pushed on top of another: that is chance.
    const expected = operations.filter(({ id }) => id !== 'fs_pick_handler');
    expect(expected.filter((operation) => !succeeded.includes(operation)).map(({ id }) => id)).toEqual([
      'cli_download_handler',
      // Every execution has ended at once.
      'cancel_execution_handler',
      // No execution hands out an artifact.
      'execution_artifact_handler',
      'artifact_handler',
    ]);
  },
  Math.max(120_000, MINUTES * 60_000 * 1.5),
);
