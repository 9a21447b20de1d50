/**
 * Every request and answer of `openapi.json` has an example, and each example is what its schema says.
 */
import { expect, test } from 'vitest';
import document from '../../openapi.json' with { type: 'json' };
import { ERROR_STATUS } from '../../src/core/errors.ts';
import { type JsonSchema, whatIsWrongWith } from '../support/documented.ts';

interface Media {
  readonly schema: JsonSchema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly (Media & { readonly name: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

interface Place {
  readonly name: string;
  readonly media: Media;
  readonly status?: number;
}

const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods)) as unknown as Operation[];
const places = operations.flatMap(({ operationId, requestBody, responses }): Place[] => [
  ...Object.entries(requestBody?.content ?? {}).map(([type, media]) => ({ name: `${operationId} ${type}`, media })),
  ...Object.entries(responses).flatMap(([status, { content = {} }]) =>
    Object.entries(content).map(([type, media]) => ({
      name: `${operationId} ${status} ${type}`,
      media,
      status: Number(status),
    })),
  ),
]);

/** The examples of a place; bytes have none. */
function examplesOf({ example, examples = {} }: Media): unknown[] {
  return [...(example === undefined ? [] : [example]), ...Object.values(examples).map(({ value }) => value)];
}

test('openapi.json has an example for every request and answer but bytes', () => {
  const without = places.filter(({ media }) => media.schema.format !== 'binary' && examplesOf(media).length === 0);
  expect(without.map(({ name }) => name)).toEqual([]);
  expect(places.length).toBeGreaterThan(200);
});

test('openapi.json: each example is what its schema says', () => {
  const wrong = places.flatMap(({ name, media }) =>
    examplesOf(media)
      .flatMap((example) => whatIsWrongWith(media.schema, example) ?? [])
      .map((why) => `${name}: ${why}`),
  );
  const wrongParameters = operations.flatMap(({ operationId, parameters = [] }) =>
    parameters.flatMap(({ name, ...media }) =>
      examplesOf(media)
        .flatMap((example) => whatIsWrongWith(media.schema, example) ?? [])
        .map((why) => `${operationId} ${name}: ${why}`),
    ),
  );
  expect([...wrong, ...wrongParameters]).toEqual([]);
});

test('openapi.json: each example of an error has the code of its status', () => {
  const wrong = places.filter(({ media, status = 0 }) =>
    examplesOf(media).some((example) => {
      const { code } = example as { code?: keyof typeof ERROR_STATUS };
      return status >= 400 && code !== undefined && ERROR_STATUS[code] !== status;
    }),
  );
  expect(wrong.map(({ name }) => name)).toEqual([]);
});
