/**
 * Every type, word list and bound that `openapi.json` gives a parameter or a field is kept by the server: what is past
 * it is refused with 400, which names the field. The cases are made from the document.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EMPTY_TREE } from '../../src/core/ids.ts';
import { type DocumentedOperation, type JsonSchema, operations, resolved } from '../support/documented.ts';
import { TestApp } from '../support/test-app.ts';

/** A value that a schema does not take. */
interface Breach {
  /** The way to the field: names, and 0 for an entry of a list. */
  readonly path: readonly (string | number)[];
  readonly keyword: string;
  readonly value: unknown;
}

/** What keeps within no bound but the body's: sources, contents, names that a caller chooses, places in a list. */
const FREE_TEXTS = new Set([
  'exec_handler code',
  'exec_handler stdin',
  'exec_handler args.0',
  'exec_handler env.*',
  'exec_handler files.*',
  'fs_edit_handler edits.0.write',
  'fs_edit_handler edits.0.replace.new',
  'fs_edit_handler edits.0.replace.old',
  'fs_merge_handler resolutions.*.text',
  'fs_pick_handler resolutions.*.text',
  'list_executions_handler label',
  'list_executions_handler before',
  'fs_labels_handler prefix',
  'fs_labels_handler after',
  'fs_tree_handler after',
  'fs_root_handler after',
  'heaps_handler after',
  'sessions_handler prefix',
  'sessions_handler after',
  'session_handler before',
]);
const BOUNDS = ['enum', 'pattern', 'maxLength', 'format'];
/** Name of a member of an object that may have any. */
const ANY_NAME = 'a';

let app: TestApp;
beforeAll(() => {
  app = new TestApp();
});
afterAll(() => app.close());

const WRONG_TYPE: Readonly<Record<string, unknown>> = {
  string: 5,
  integer: 1.5,
  number: 'five',
  boolean: 'maybe',
  object: 'text',
  array: 'text',
};

function ownBreaches(schema: JsonSchema): Omit<Breach, 'path'>[] {
  const { type, minimum, maximum, minLength, maxLength, minItems, maxItems, maxProperties, pattern } = schema;
  const longest = Number(schema['x-max-bytes']);
  const entries = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, exampleOf(schema.additionalProperties)]));
  return [
    ...(type === undefined ? [] : [{ keyword: 'type', value: WRONG_TYPE[String(type)] }]),
    ...(schema.enum && type === 'string' ? [{ keyword: 'enum', value: 'another' }] : []),
    ...(pattern === undefined ? [] : [{ keyword: 'pattern', value: '!' }]),
    ...(minimum === undefined ? [] : [{ keyword: 'minimum', value: Number(minimum) - 1 }]),
    ...(maximum === undefined ? [] : [{ keyword: 'maximum', value: Number(maximum) + 1 }]),
    ...(minLength === undefined ? [] : [{ keyword: 'minLength', value: '' }]),
    ...(maxLength === undefined ? [] : [{ keyword: 'maxLength', value: 'x'.repeat(Number(maxLength) + 1) }]),
    ...(longest ? [{ keyword: 'x-max-bytes', value: 'é'.repeat(Math.floor(longest / 2) + 1) }] : []),
    ...(minItems === undefined ? [] : [{ keyword: 'minItems', value: [] }]),
    ...(maxItems === undefined
      ? []
      : [
          {
            keyword: 'maxItems',
            value: Array.from({ length: Number(maxItems) + 1 }, () => exampleOf(schema.items)),
          },
        ]),
    ...(maxProperties === undefined ? [] : [{ keyword: 'maxProperties', value: entries(Number(maxProperties) + 1) }]),
  ];
}

/** A value that fits a schema, of the least size. */
function exampleOf(given: unknown): unknown {
  const schema = resolved((given ?? {}) as JsonSchema);
  if (schema.type === 'array') return schema.minItems ? [exampleOf(schema.items)] : [];
  if (schema.pattern !== undefined) return EMPTY_TREE;
  if (schema.type !== 'object') return 'x';
  const required = (schema.required ?? []) as string[];
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  return Object.fromEntries(required.map((name) => [name, exampleOf(properties[name])]));
}

/** Calls `visit` with each field of a schema, at any depth. */
function walk(
  given: JsonSchema,
  path: Breach['path'],
  visit: (schema: JsonSchema, path: Breach['path']) => void,
): void {
  const schema = resolved(given);
  visit(schema, path);
  for (const [name, each] of Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>)) {
    walk(each, [...path, name], visit);
  }
  if (schema.items) walk(schema.items as JsonSchema, [...path, 0], visit);
  if (typeof schema.additionalProperties === 'object') {
    walk(schema.additionalProperties as JsonSchema, [...path, ANY_NAME], visit);
  }
  for (const form of (schema.oneOf ?? []) as JsonSchema[]) {
    for (const [name, each] of Object.entries((resolved(form).properties ?? {}) as Record<string, JsonSchema>)) {
      walk(each, [...path, name], visit);
    }
  }
}

function breachesOf(schema: JsonSchema): Breach[] {
  const found: Breach[] = [];
  walk(schema, [], (each, path) => {
    const own = each.oneOf ? [{ keyword: 'oneOf', value: 5 }] : ownBreaches(each);
    found.push(...own.map((breach) => ({ path, ...breach })));
  });
  return found;
}

/** A copy of a body in which the field at `path` has this value, and everything above it what it must have. */
function withValue(body: unknown, schema: JsonSchema, path: Breach['path'], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const { properties, items, additionalProperties, oneOf } = resolved(schema);
  const forms = ((oneOf ?? []) as JsonSchema[]).map((form) => resolved(form));
  const form = forms.find(({ properties: of }) => name in ((of ?? {}) as object));
  if (form) return withValue(exampleOf(form), form, path, value);
  const next = (items ?? (properties as Record<string, JsonSchema>)?.[name] ?? additionalProperties) as JsonSchema;
  const base = typeof body === 'object' && body !== null ? body : items ? [] : {};
  const inside = (base as Record<string, unknown>)[name] ?? exampleOf(next);
  const changed = withValue(inside, next, rest, value);
  return Array.isArray(base) ? [changed] : { ...base, [name]: changed };
}

const urlOf = ({ path }: DocumentedOperation, query = '') => `${path.replace(/\{\w+\}/g, 'x')}${query && `?${query}`}`;
const withRequired = ({ parameters }: DocumentedOperation, name: string, value: string): string => {
  const query = new URLSearchParams();
  for (const each of parameters) if (each.in === 'query' && each.required) query.set(each.name, 'x');
  query.set(name, value);
  return query.toString();
};

const asked = operations.filter(({ path }) => path.startsWith('/api/'));
const parameters = asked.flatMap((operation) =>
  operation.parameters
    .filter((parameter) => parameter.in !== 'path')
    .flatMap((parameter) =>
      ownBreaches(parameter.schema)
        .filter(({ keyword }) => keyword !== 'type' || parameter.schema.type !== 'string')
        .map((breach) => ({ id: operation.id, operation, parameter, ...breach })),
    ),
);
const fields = asked.flatMap((operation) => {
  const schema = operation.bodies['application/json'];
  const breaches = schema ? breachesOf(schema).filter(({ path }) => path.length > 0) : [];
  return breaches.map((breach) => ({
    id: operation.id,
    name: breach.path.join('.'),
    operation,
    schema: schema as JsonSchema,
    ...breach,
  }));
});

describe('a parameter', () => {
  test.each(parameters)('$id $parameter.name: past its $keyword it is refused', async (breach) => {
    const { operation, parameter, value } = breach;
    const { name } = parameter;
    const [query, headers] =
      parameter.in === 'query' ? [withRequired(operation, name, String(value)), {}] : ['', { [name]: String(value) }];
    const [type] = Object.keys(operation.bodies).filter((each) => each !== 'application/json');
    const source = type && { payload: '1', headers: { ...headers, 'content-type': type.replace('*/*', 'text/plain') } };
    const { status, body } = await app.call(operation.method, urlOf(operation, query), source || { headers });
    expect({ status, error: body.error }).toEqual({
      status: 400,
      error: expect.stringContaining(`"${parameter.in === 'header' ? name.toLowerCase() : name}" must`),
    });
  });
});

describe('a field', () => {
  test.each(fields)('$id $name: past its $keyword it is refused', async ({ operation, schema, path, value }) => {
    const payload = withValue(exampleOf(schema), schema, path, value) as object;
    const { status, body } = await app.call(operation.method, urlOf(operation), { payload });
    expect({ status, error: body.error }).toEqual({
      status: 400,
      error: expect.stringContaining(`"${path.join('.')}" must`),
    });
    expect(body.error).not.toMatch(/must (be (string|number|object|array|boolean|integer)|match|NOT)/);
  });
});

describe('a field that is not known', () => {
  const objects = asked.flatMap((operation) => {
    const schema = operation.bodies['application/json'];
    const found: {
      id: string;
      place: string;
      operation: DocumentedOperation;
      schema: JsonSchema;
      path: Breach['path'];
    }[] = [];
    if (schema === undefined) return found;
    walk(schema, [], (each, path) => {
      const isClosed = each.properties !== undefined && each.additionalProperties === undefined;
      if (isClosed) found.push({ id: operation.id, place: path.join('.'), operation, schema, path });
    });
    return found;
  });

  test.each(objects)('$id: is refused by name in "$place"', async ({ operation, schema, path, place }) => {
    const payload = withValue(exampleOf(schema), schema, [...path, 'zzzz'], 1) as object;
    const { status, body } = await app.call(operation.method, urlOf(operation), { payload });
    const name = place === '' ? 'zzzz' : `${place}.zzzz`;
    expect({ status, error: body.error }).toEqual({
      status: 400,
      error: expect.stringContaining(`unknown field "${name}"`),
    });
  });
});

test('a text has a bound, a form or a list of words, or is one of the free texts', () => {
  const free = new Set<string>();
  const look = (id: string, schema: JsonSchema) =>
    walk(schema, [], (each, path) => {
      const forms = (each.oneOf ?? [each]) as JsonSchema[];
      const isFree = forms.some((form) => form.type === 'string' && !BOUNDS.some((bound) => bound in form));
      if (isFree) free.add(`${id} ${path.map((name) => (name === ANY_NAME ? '*' : name)).join('.')}`);
    });
  for (const { id, parameters: given, bodies } of asked) {
    for (const parameter of given) {
      if (parameter.in === 'query') look(id, { properties: { [parameter.name]: parameter.schema } });
    }
    if (bodies['application/json']) look(id, bodies['application/json']);
  }
  expect([...free].sort()).toEqual([...FREE_TEXTS].sort());
  expect(parameters.length + fields.length).toBeGreaterThan(200);
});
