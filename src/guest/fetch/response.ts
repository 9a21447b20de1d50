/**
 * `Response`.
 * @see https://fetch.spec.whatwg.org/#response-class
 */
import { needArguments } from '../web/errors.ts';
import { internals } from '../web/realm.ts';
import {
  INSPECT,
  type Inspect,
  type InspectOptions,
  inspectAttributes,
  isObject,
  shapeInterface,
  toUSVString,
} from '../web/webidl.ts';
import { type Body, type Extracted, extractBody } from './body.ts';
import { BODY_MEMBERS, mixInBody } from './body-mixin.ts';
import { toByteString, toDictionary } from './convert.ts';
import type { Guard } from './header-guard.ts';
import { HeaderList, type HeaderPair } from './header-list.ts';
import { appendAll, guardOf, type Headers, listOf, makeHeaders, toHeaderPairs } from './headers.ts';
import { RangeErrorType, regexpExec, stringify, TypeErrorType } from './primordials.ts';

/** A valid reason phrase. */
const REASON = /^[\t -~\x80-\xff]*$/;

interface Init {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly HeaderPair[] | null;
}

interface State {
  readonly type: 'default' | 'error';
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly body: Body | null;
}

function toInit(value: unknown): Init {
  const bag = toDictionary(value, 'init');
  const { headers: given } = bag;
  const headers = given === undefined ? null : toHeaderPairs(given);
  const { status: number } = bag;
  const status = number === undefined ? 200 : toShort(number);
  const { statusText: text } = bag;
  const statusText = text === undefined ? '' : toByteString(text);
  if (status < 200 || status > 599) {
    throw new RangeErrorType('init["status"] must be in the range of 200 to 599, inclusive.');
  }
  if (regexpExec(REASON, statusText) === null) throw new TypeErrorType('Invalid statusText');
  return { status, statusText, headers };
}

/** Converts a value to an unsigned 16-bit integer. */
function toShort(value: unknown): number {
  return +(value as number) & 0xffff;
}

function hasNoBody(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

function make({ status, statusText, headers: pairs }: Init, extracted: Extracted | null): State {
  const headers = makeHeaders(new HeaderList(), 'response');
  if (pairs) appendAll(headers, pairs);
  if (extracted) {
    if (hasNoBody(status)) throw new TypeErrorType(`Response constructor: Invalid response status code ${status}`);
    const list = listOf(headers);
    if (extracted.type !== null && !list.has('Content-Type')) list.append('Content-Type', extracted.type);
  }
  return { type: 'default', status, statusText, headers, body: extracted?.body ?? null };
}

function empty(type: State['type'], status: number, list: HeaderList, guard: Guard): State {
  return { type, status, statusText: '', headers: makeHeaders(list, guard), body: null };
}

let stateOf: (response: object) => State;
/** Returns whether a value is a `Response`. */
export let isResponse: (value: unknown) => value is Response;
let makeResponse: (state: State) => Response;

export class Response {
  #state: State;

  static {
    stateOf = (response) => (response as Response).#state;
    isResponse = (value): value is Response => isObject(value) && #state in value;
    makeResponse = (state) => {
      const response = new Response();
      response.#state = state;
      return response;
    };
  }

  constructor(body: unknown = null, init: unknown = undefined) {
    const extracted = body === null || body === undefined ? null : extractBody(body);
    this.#state = make(toInit(init), extracted);
  }

  static error(): Response {
    return makeResponse(empty('error', 0, new HeaderList(), 'immutable'));
  }

  static json(data: unknown, init: unknown = undefined): Response {
    needArguments(arguments.length, 'data');
    const text = stringify(data) as string | undefined;
    if (text === undefined) throw new TypeErrorType('Value is not JSON serializable');
    const { body } = extractBody(text);
    return makeResponse(make(toInit(init), { body, type: 'application/json' }));
  }

  static redirect(url: unknown, status: unknown = 302): Response {
    needArguments(arguments.length, 'url');
    const text = toUSVString(url);
    const number = toShort(status);
    const href = internals.host.call('url.parse', text, undefined) as string | null;
    if (href === null) throw new TypeErrorType(`Failed to parse URL from ${text}`);
    if (!isRedirect(number)) throw new RangeErrorType(`Invalid status code ${number}`);
    const list = new HeaderList();
    list.append('Location', href);
    return makeResponse(empty('default', number, list, 'immutable'));
  }

  get type(): string {
    return this.#state.type;
  }

  /** The URL is empty: no response comes from a network. */
  get url(): string {
    this.#state;
    return '';
  }

  get redirected(): boolean {
    this.#state;
    return false;
  }

  get status(): number {
    return this.#state.status;
  }

  get ok(): boolean {
    const { status } = this.#state;
    return status >= 200 && status <= 299;
  }

  get statusText(): string {
    return this.#state.statusText;
  }

  get headers(): Headers {
    return this.#state.headers;
  }

  clone(): Response {
    const state = this.#state;
    if (state.body?.isUnusable) {
      throw new TypeErrorType('Response.clone: Body has already been consumed.');
    }
    const headers = makeHeaders(listOf(state.headers).copy(), guardOf(state.headers));
    return makeResponse({ ...state, headers, body: state.body?.clone() ?? null });
  }

  [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): unknown {
    const { status, statusText, headers, ok, redirected, type, url } = this;
    const { body, bodyUsed } = this as unknown as { readonly body: unknown; readonly bodyUsed: boolean };
    const attributes = { status, statusText, headers, body, bodyUsed, ok, redirected, type, url };
    return inspectAttributes(this, attributes, depth, options, inspect);
  }
}

mixInBody(Response, (response) => {
  const { body, headers } = stateOf(response);
  return { body, contentType: listOf(headers).get('Content-Type') };
});
shapeInterface(
  Response,
  'Response',
  ['type', 'url', 'redirected', 'status', 'ok', 'statusText', 'headers', 'clone', ...BODY_MEMBERS],
  ['error', 'json', 'redirect'],
);
