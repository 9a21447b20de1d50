/**
 * Finds the headers that a script may not set on a request or response.
 * @see https://fetch.spec.whatwg.org/#headers-class
 */
import { bareObject } from '../primordials.ts';
import { parseMimeType } from './mime-type.ts';
import { hasOwn, regexpExec, toLowerCase, toUpperCase } from './primordials.ts';

/** Kind of object that a `Headers` belongs to. */
export type Guard = 'none' | 'request' | 'request-no-cors' | 'response' | 'immutable';

function names(...list: string[]): Record<PropertyKey, boolean> {
  const set = bareObject<boolean>();
  for (const name of list) set[name] = true;
  return set;
}

const FORBIDDEN = names(
  'accept-charset',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'connection',
  'content-length',
  'cookie',
  'cookie2',
  'date',
  'dnt',
  'expect',
  'host',
  'keep-alive',
  'origin',
  'referer',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
);
const FORBIDDEN_START = /^(?:proxy-|sec-)/;
const METHOD_OVERRIDES = names('x-http-method', 'x-http-method-override', 'x-method-override');
const FORBIDDEN_METHOD = /(?:^|,)[\t ]*(?:CONNECT|TRACE|TRACK)[\t ]*(?:,|$)/;
const FORBIDDEN_IN_RESPONSE = names('set-cookie', 'set-cookie2');
const NO_CORS = names('accept', 'accept-language', 'content-language', 'content-type');
const NO_CORS_LENGTH_MAX = 128;
const UNSAFE = /[\0-\x08\x10-\x1f"():<>?@[\\\]{}\x7f]/;
const LANGUAGE = /^[0-9A-Za-z *,\-.;=]*$/;
const SIMPLE_TYPES = names('application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain');

/** Returns whether a header is silently ignored. */
export function isForbidden(guard: Guard, name: string, value: string): boolean {
  const key = toLowerCase(name);
  if (guard === 'response') return hasOwn(FORBIDDEN_IN_RESPONSE, key);
  if (guard !== 'request' && guard !== 'request-no-cors') return false;
  if (hasOwn(FORBIDDEN, key) || regexpExec(FORBIDDEN_START, key) !== null) return true;
  return hasOwn(METHOD_OVERRIDES, key) && regexpExec(FORBIDDEN_METHOD, toUpperCase(value)) !== null;
}

/** Returns whether a request without CORS may have a header of that name at all. */
export function isNoCorsName(name: string): boolean {
  return hasOwn(NO_CORS, toLowerCase(name));
}

/** Returns whether a request without CORS may have a header. */
export function isNoCorsHeader(name: string, value: string): boolean {
  if (!isNoCorsName(name) || value.length > NO_CORS_LENGTH_MAX) return false;
  switch (toLowerCase(name)) {
    case 'accept':
      return regexpExec(UNSAFE, value) === null;
    case 'content-type': {
      if (regexpExec(UNSAFE, value) !== null) return false;
      const type = parseMimeType(value);
      return type !== null && hasOwn(SIMPLE_TYPES, type.essence);
    }
    default:
      return regexpExec(LANGUAGE, value) !== null;
  }
}
