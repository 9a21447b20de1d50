/**
 * Validation of requests by the document's schemas.
 *
 * Each validator is compiled when its operation is first used, so that a start pays for none of them. Nothing is
 * converted or filled in but query parameters, which are text: one that is declared a number and written as one
 * becomes a number.
 */
import { createRequire } from 'node:module';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { closest } from '../core/closest.ts';
import { TreeboxError } from '../core/errors.ts';
import type { Schema } from './openapi.ts';

// Loaded on first use, which a static import can't do and fastify, which wants the compiler at once, can't wait for.
const require = createRequire(import.meta.url);

type Ajv = import('ajv').Ajv;
type Validator = (data: unknown) => { value: unknown } | { error: Error };

/** Names of a request's parts in errors. */
const PART_NAMES: Readonly<Record<string, string>> = {
  body: 'body',
  querystring: 'query parameter',
  params: 'path',
  headers: 'header',
};
const WHOLE_NUMBER = /^-?\d+$/;
const NUMBER = /^-?\d+(\.\d+)?$/;

let ajv: Ajv | undefined;

/** A function that checks one part of a request, as fastify's `setValidatorCompiler` wants it. */
export function compileValidator({ schema, httpPart = 'body' }: { schema: unknown; httpPart?: string }): Validator {
  let validate: ValidateFunction | undefined;
  return (data) => {
    if (httpPart === 'querystring') readNumbers(data as Record<string, unknown>, schema as Schema);
    validate ??= theAjv().compile(schema as Schema);
    if (validate(data)) return { value: data };
    return { error: new TreeboxError('bad_request', describe(validate.errors?.[0], httpPart)) };
  };
}

function theAjv(): Ajv {
  if (!ajv) {
    const { Ajv: Constructor, str } = require('ajv') as typeof import('ajv');
    // `format` says how wide a number is meant to be: not for checking. The schemas themselves are the tests' to check.
    ajv = new Constructor({ validateFormats: false, verbose: true, strict: false, validateSchema: false, meta: false });
    // Its own counts the characters of texts that are far too long to begin with.
    ajv.removeKeyword('maxLength').addKeyword({
      keyword: 'maxLength',
      type: 'string',
      validate: (max: number, text: string) =>
        text.length <= max || (text.length <= 2 * max && [...text].length <= max),
      error: { message: ({ schema }) => str`must NOT have more than ${schema as number} characters` },
    });
    ajv.addKeyword({
      keyword: 'x-max-bytes',
      type: 'string',
      validate: (max: number, text: string) => Buffer.byteLength(text) <= max,
      error: { message: ({ schema }) => str`must have at most ${schema as number} bytes` },
    });
    ajv.addKeyword({
      keyword: 'x-max-name-bytes',
      type: 'object',
      validate: (max: number, value: object) => Object.keys(value).every((name) => Buffer.byteLength(name) <= max),
      error: { message: ({ schema }) => str`must have names of at most ${schema as number} bytes` },
    });
  }
  return ajv;
}

function readNumbers(query: Record<string, unknown>, schema: Schema): void {
  for (const [name, { type }] of Object.entries(schema.properties as Record<string, { type?: string }>)) {
    const text = query[name];
    if (typeof text !== 'string') continue;
    if ((type === 'integer' && WHOLE_NUMBER.test(text)) || (type === 'number' && NUMBER.test(text))) {
      query[name] = Number(text);
    } else if (type === 'boolean' && (text === 'true' || text === 'false')) {
      query[name] = text === 'true';
    }
  }
}

/** A parameter that is not there, or there twice. */
function describeParameter({ keyword, params, data, instancePath }: ErrorObject, part: string): string | undefined {
  if (keyword === 'required') return `${part} "${params.missingProperty}" is missing`;
  return keyword === 'type' && Array.isArray(data)
    ? `${part} "${instancePath.slice(1)}" must be given once`
    : undefined;
}

/** A field or parameter that the operation does not know. */
function describeUnknown({ params, parentSchema, instancePath }: ErrorObject, httpPart: string): string {
  const name = String(params.additionalProperty);
  const known = Object.keys((parentSchema as { properties: object }).properties);
  const place = instancePath.slice(1).replaceAll('/', '.');
  const part = httpPart === 'body' ? 'field' : PART_NAMES[httpPart];
  const shown = JSON.stringify(`${place === '' ? '' : `${place}.`}${name}`.slice(0, 100));
  const near = closest(name, known);
  if (near !== undefined) return `unknown ${part} ${shown}: did you mean ${JSON.stringify(near)}?`;
  return `unknown ${part} ${shown}: ${known.length === 0 ? 'there are none here' : `known are ${known.join(', ')}`}`;
}

function describe(error: ErrorObject | undefined, httpPart: string): string {
  const ofParameter = error && httpPart !== 'body' && describeParameter(error, PART_NAMES[httpPart] ?? httpPart);
  if (ofParameter) return ofParameter;
  if (error?.keyword === 'additionalProperties') return describeUnknown(error, httpPart);
  const place = (error?.instancePath ?? '').slice(1).replaceAll('/', '.');
  const part = PART_NAMES[httpPart] ?? httpPart;
  const subject = place === '' ? `the ${part}` : `${part === 'body' ? 'field' : part} "${place.slice(0, 100)}"`;
  if (error?.keyword === 'enum') {
    const allowed = (error.params.allowedValues as unknown[]).filter((value) => value !== null);
    return `${subject} must be one of ${allowed.join(', ')}`;
  }
  if (error?.keyword === 'required') return `${subject} must have a field "${error.params.missingProperty}"`;
  return `${subject} ${error?.message ?? 'is not of the documented form'}`;
}
