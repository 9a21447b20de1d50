/**
 * Validation of requests and serialisation of answers from the document's schemas. Layer 6.
 *
 * Each function is compiled when its operation is first used, so that a start pays for none of them. Nothing is
 * converted or filled in but query parameters, which are text: one that is declared a number and written as one
 * becomes a number.
 */
import { createRequire } from 'node:module';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { TreeboxError } from '../core/errors.ts';
import type { Schema } from './openapi.ts';

// Both packages are CommonJS and are loaded on first use, which a static import can't do and an `await` may not.
const require = createRequire(import.meta.url);

type Ajv = import('ajv').Ajv;
type Validator = (data: unknown) => { value: unknown } | { error: Error };
type Serializer = (data: unknown) => string;

/** What a part of a request is called in an error. */
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

/** A function that writes one answer, as fastify's `setSerializerCompiler` wants it. */
export function compileSerializer({ schema }: { schema: unknown }): Serializer {
  let serialize: Serializer | undefined;
  return (data) => {
    serialize ??= (require('fast-json-stringify') as (schema: unknown) => Serializer)(schema);
    return serialize(data);
  };
}

function theAjv(): Ajv {
  if (!ajv) {
    const { Ajv: Constructor } = require('ajv') as typeof import('ajv');
    // `format` says how wide a number is meant to be and `x-rest` belongs to the router; neither is for checking.
    ajv = new Constructor({ validateFormats: false, strictTypes: false, strictRequired: false });
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

function describe(error: ErrorObject | undefined, httpPart: string): string {
  const place = (error?.instancePath ?? '').slice(1).replaceAll('/', '.');
  const part = PART_NAMES[httpPart] ?? httpPart;
  const subject = place === '' ? `the ${part}` : `${part === 'body' ? 'field' : part} "${place.slice(0, 100)}"`;
  if (error?.keyword === 'enum') {
    return `${subject} must be one of ${(error.params.allowedValues as unknown[]).join(', ')}`;
  }
  if (error?.keyword === 'required') return `${subject} must have a field "${error.params.missingProperty}"`;
  return `${subject} ${error?.message ?? 'is not of the documented form'}`;
}
