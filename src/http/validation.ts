/**
 * Validates requests by the document's schemas.
 *
 * Each validator is compiled when its operation is first used, so a start does not pay for it. Values are neither converted
 * nor filled in, with one exception: a query parameter that is declared as a number or boolean is converted from text.
 */
import { createRequire } from 'node:module';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { type ErrorCode, TreeboxError } from '../core/errors.ts';
import { chooseError, describeInvalid } from './describe-invalid.ts';
import type { Schema } from './openapi.ts';

// Loaded with `require` on first use: a static import would load it at start, and fastify needs the compiler synchronously.
const require = createRequire(import.meta.url);

type Ajv = import('ajv').Ajv;
type Validator = (data: unknown) => { value: unknown } | { error: Error };

const WHOLE_NUMBER = /^-?\d+$/;
const NUMBER = /^-?\d+(\.\d+)?$/;

let ajv: Ajv | undefined;

/** Makes a function that checks one part of a request, for fastify's `setValidatorCompiler`. */
export function compileValidator({ schema, httpPart = 'body' }: { schema: unknown; httpPart?: string }): Validator {
  let validate: ValidateFunction | undefined;
  const mayBeEmpty = httpPart === 'querystring' && ((schema as Schema).required as string[] | undefined)?.length === 0;
  return (data) => {
    // No parameters need no validator, whose library takes 100 ms to load (bench row `start`).
    if (mayBeEmpty && isEmpty(data as object)) return { value: data };
    if (httpPart === 'querystring') readNumbers(data as Record<string, unknown>, schema as Schema);
    validate ??= theAjv().compile(schema as Schema);
    if (validate(data)) return { value: data };
    return { error: refusalOf(chooseError(validate.errors ?? []), httpPart) };
  };
}

function isEmpty(query: object): boolean {
  for (const _name in query) return false;
  return true;
}

function theAjv(): Ajv {
  if (!ajv) {
    const { Ajv: Constructor } = require('ajv') as typeof import('ajv');
    // `format` only documents the width of a number. Tests check the schemas themselves.
    ajv = new Constructor({ validateFormats: false, verbose: true, strict: false, validateSchema: false, meta: false });
    // ajv's own `maxLength` counts all characters, even of a text that is far too long.
    ajv.removeKeyword('maxLength').addKeyword({
      keyword: 'maxLength',
      type: 'string',
      validate: (max: number, text: string) =>
        text.length <= max || (text.length <= 2 * max && [...text].length <= max),
    });
    ajv.addKeyword({
      keyword: 'x-max-bytes',
      type: 'string',
      validate: (max: number, text: string) => Buffer.byteLength(text) <= max,
    });
    ajv.addKeyword({
      keyword: 'x-max-name-bytes',
      type: 'object',
      validate: (max: number, value: object) => Object.keys(value).every((name) => Buffer.byteLength(name) <= max),
    });
  }
  return ajv;
}

function readNumbers(query: Record<string, unknown>, schema: Schema): void {
  const properties = schema.properties as Readonly<Record<string, { readonly type?: string }>>;
  for (const [name, text] of Object.entries(query)) {
    if (typeof text !== 'string' || !Object.hasOwn(properties, name)) continue;
    const { type } = properties[name] as { readonly type?: string };
    if ((type === 'integer' && WHOLE_NUMBER.test(text)) || (type === 'number' && NUMBER.test(text))) {
      query[name] = Number(text);
    } else if (type === 'boolean' && (text === 'true' || text === 'false')) {
      query[name] = text === 'true';
    }
  }
}

/** Makes the error for a part of a request. Its code is the schema's `x-code`, or `bad_request`. */
function refusalOf(error: ErrorObject | undefined, httpPart: string): TreeboxError {
  if (!error) return new TreeboxError('bad_request', 'the request does not have the documented form');
  const code = (error.parentSchema?.['x-code'] ?? 'bad_request') as ErrorCode;
  return new TreeboxError(code, describeInvalid(error, httpPart));
}
