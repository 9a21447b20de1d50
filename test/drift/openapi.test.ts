/**
 * `openapi.json` against what is made from it and what it was made from.
 */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { ERROR_STATUS } from '../../src/core/errors.ts';
import { generateFiles } from './generate.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly required?: boolean }[];
}

interface Interface {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const ROOT = new URL('../../', import.meta.url);
const document = readJson('openapi.json');
/** The interface that was handed over, without its texts, and the hashes of those texts. */
const given = readJson('test/fixtures/given-interface.json') as { structure: Json; textHashes: string[] };

function readJson(path: string): Json {
  return JSON.parse(readFileSync(new URL(path, ROOT), 'utf8')) as Json;
}

/** Lists that must not grow either: what a value may be, and what a request must hold. */
const CLOSED_LIST = /\/enum$|Request\/required$/;

/** What a request need no longer hold: `file` may stand in for `code`, and `from` for `ca_id`. */
const RELAXED = [
  '/components/schemas/ExecRequest/required is missing',
  '/components/schemas/FsLabelRequest/required is ["name"]',
];

/** Where `present` lacks something of `wanted`. Lists are compared as sets; ranges may be tightened. */
function whatIsMissing(wanted: Json, present: Json | undefined, path: string): string[] {
  if (present === undefined) return [`${path} is missing`];
  if (Array.isArray(wanted)) {
    const items = Array.isArray(present) ? present : [];
    if (CLOSED_LIST.test(path) && items.length !== wanted.length) return [`${path} is ${JSON.stringify(present)}`];
    return wanted
      .filter((item) => !items.some((other) => whatIsMissing(item, other, '').length === 0))
      .map((item) => `${path} lacks ${JSON.stringify(item)}`);
  }
  if (typeof wanted === 'object' && wanted !== null) {
    return Object.entries(wanted).flatMap(([key, value]) =>
      whatIsMissing(value, (present as { [key: string]: Json } | null)?.[key], `${path}/${key}`),
    );
  }
  if (path.endsWith('/minimum')) return (present as number) >= (wanted as number) ? [] : [`${path} is widened`];
  return wanted === present ? [] : [`${path} is ${JSON.stringify(present)} and was ${JSON.stringify(wanted)}`];
}

function textsOf(node: Json): string[] {
  if (Array.isArray(node)) return node.flatMap(textsOf);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    (key === 'description' || key === 'summary') && typeof value === 'string' ? [value] : textsOf(value),
  );
}

test('openapi.json contains the interface that was handed over', () => {
  expect(whatIsMissing(given.structure, document, '')).toEqual(RELAXED);
});

test('openapi.json wants nothing more of a caller than the interface that was handed over', () => {
  const { paths } = document as unknown as Interface;
  const requiredOf = (operation: Operation | undefined) =>
    (operation?.parameters ?? []).filter(({ required }) => required).map(({ name }) => name);
  for (const [path, methods] of Object.entries((given.structure as unknown as Interface).paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      expect(requiredOf(paths[path]?.[method]), `${method} ${path}`).toEqual(requiredOf(operation));
    }
  }
});

test('openapi.json keeps no text of the interface that was handed over', () => {
  const hashes = new Set(given.textHashes);
  const texts = textsOf(document);
  expect(texts.filter((text) => hashes.has(hash('sha256', text)))).toEqual([]);
  expect(texts.length).toBeGreaterThan(100);
});

test('openapi.json has the version of package.json', () => {
  expect((document as { info: { version: string } }).info.version).toBe(packageJson.version);
});

test('openapi.json knows every operation id once', () => {
  const { paths } = document as { paths: Record<string, Record<string, { operationId: string }>> };
  const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
  expect(new Set(ids).size).toBe(ids.length);
});

test('generated files are what npm run gen makes', async () => {
  for (const [path, text] of await generateFiles()) {
    expect(readFileSync(new URL(path, ROOT), 'utf8'), path).toBe(text);
  }
});

test('the error catalog is the same in code, openapi.json and README', () => {
  const { components } = document as {
    components: { schemas: { ApiError: { properties: { code: { enum: string[] } } } } };
  };
  expect(components.schemas.ApiError.properties.code.enum.toSorted()).toEqual(Object.keys(ERROR_STATUS).toSorted());
  const readme = readFileSync(new URL('src/http/README.md', ROOT), 'utf8');
  const rows = [...readme.matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [code, Number(status)]);
  expect(Object.fromEntries(rows)).toEqual(ERROR_STATUS);
});
