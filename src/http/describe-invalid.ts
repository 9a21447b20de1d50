/**
 * Describes a request that a schema refuses: the wrong field or parameter, and the values that are allowed.
 */
import type { ErrorObject } from 'ajv';
import { closest } from '../core/closest.ts';
import type { Schema } from './openapi.ts';

/** Names of a request's parts in errors. */
const PART_NAMES: Readonly<Record<string, string>> = {
  body: 'body',
  querystring: 'query parameter',
  params: 'path',
  headers: 'header',
};
/** Names of JSON's types. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};
/** Characters of a caller's name that an error shows; the rest is cut off. */
const SHOWN_MAX = 100;

type Form = (limit: unknown) => string;
/** Requirements on a value, by the keyword of the schema that it fails. */
const FORMS: Readonly<Record<string, Form>> = {
  minimum: (limit) => `be at least ${limit}`,
  maximum: (limit) => `be at most ${limit}`,
  minLength: () => 'not be empty',
  maxLength: (limit) => `have at most ${limit} characters`,
  minItems: () => 'not be empty',
  maxItems: (limit) => `have at most ${limit} entries`,
  maxProperties: (limit) => `have at most ${limit} entries`,
  'x-max-bytes': (limit) => `have at most ${limit} bytes`,
  'x-max-name-bytes': (limit) => `have names of at most ${limit} bytes`,
};

/**
 * Chooses the error to report. When a value has none of its allowed forms, it is the first error inside the value, or else
 * the error that names the forms.
 * @param errors ajv's errors: those of each form come before the one that says that no form fits
 */
export function chooseError(errors: readonly ErrorObject[]): ErrorObject | undefined {
  const last = errors.at(-1);
  if (last?.keyword !== 'oneOf' || unknownName(last) !== undefined) return last;
  return errors.find(({ instancePath }) => instancePath.length > last.instancePath.length) ?? last;
}

/** Says what is wrong with a part of a request, and what would be right. */
export function describeInvalid(error: ErrorObject, httpPart: string): string {
  const part = PART_NAMES[httpPart] ?? httpPart;
  const unknown = unknownName(error);
  if (unknown !== undefined) return describeUnknown(error, unknown, httpPart === 'body' ? 'field' : part);
  const { keyword, params, data } = error;
  if (keyword === 'required' && httpPart !== 'body') return `${part} "${params.missingProperty}" is missing`;
  const place = placeOf(error);
  const subject =
    place === '' ? `the ${part}` : `${httpPart === 'body' ? 'field' : part} "${place.slice(0, SHOWN_MAX)}"`;
  if (keyword === 'required') return `${subject} must have a field "${params.missingProperty}"`;
  if (httpPart !== 'body' && Array.isArray(data)) return `${subject} must be given once`;
  return `${subject} must ${formOf(error)}`;
}

/** Finds an unknown field or parameter. A misspelt name may also be the reason why a required one is missing. */
function unknownName({ keyword, params, data, parentSchema }: ErrorObject): string | undefined {
  if (keyword === 'additionalProperties') return String(params.additionalProperty);
  const isClosed = keyword === 'oneOf' || (keyword === 'required' && parentSchema?.additionalProperties === false);
  if (!isClosed || typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  const known = knownNames(parentSchema);
  return Object.keys(data).find((name) => !known.includes(name));
}

function knownNames({ properties = {}, oneOf = [] }: Schema = {}): string[] {
  const inForms = (oneOf as Schema[]).flatMap((form) => knownNames(form));
  return [...Object.keys(properties as object), ...inForms];
}

function describeUnknown(error: ErrorObject, name: string, part: string): string {
  const known = knownNames(error.parentSchema);
  const place = placeOf(error);
  const shown = JSON.stringify(`${place === '' ? '' : `${place}.`}${name}`.slice(0, SHOWN_MAX));
  const near = closest(name, known);
  if (near !== undefined) return `unknown ${part} ${shown}: did you mean ${JSON.stringify(near)}?`;
  return `unknown ${part} ${shown}: ${known.length === 0 ? 'there are none here' : `known are ${known.join(', ')}`}`;
}

/** Names the requirement that the value fails. */
function formOf({ keyword, schema, parentSchema = {} }: ErrorObject): string {
  const form = FORMS[keyword]?.(schema);
  if (form !== undefined) return form;
  if (keyword === 'pattern' && parentSchema['x-form'] !== undefined) return `be ${parentSchema['x-form']}`;
  return `be ${typeOf(parentSchema)}`;
}

/** Describes the values that a schema accepts. */
function typeOf({ enum: values, oneOf, type, required }: Schema): string {
  if (values) return wordsOf((values as unknown[]).filter((value) => value !== null));
  if (oneOf) return (oneOf as Schema[]).map((form) => typeOf(form)).join(', or ');
  const name = TYPE_NAMES[String(type)] ?? 'of the documented form';
  const [field] = (required ?? []) as string[];
  return field === undefined ? name : `${name} with the field ${JSON.stringify(field)}`;
}

function wordsOf(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.join(', ')}`;
}

/** Returns the path of the value: names joined by dots. */
function placeOf({ instancePath }: ErrorObject): string {
  return instancePath.slice(1).split('/').map(unescaped).join('.');
}

/** Decodes a name of a JSON Pointer (RFC 6901). */
function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}
