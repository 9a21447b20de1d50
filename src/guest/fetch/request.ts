/**
 * `Request`.
 *
 * A run has no page, so there is no base URL: a URL must be absolute, as in Node.
 * @see https://fetch.spec.whatwg.org/#request-class
 */
import { bareArray } from '../primordials.ts';
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
import { type Body, extractBody } from './body.ts';
import { BODY_MEMBERS, mixInBody } from './body-mixin.ts';
import { HeaderList, type HeaderPair } from './header-list.ts';
import { appendAll, guardOf, type Headers, listOf, makeHeaders } from './headers.ts';
import { regexpExec, TypeErrorType } from './primordials.ts';
import { type RequestInit, type SignalPart, toRequestInit } from './request-init.ts';

const CREDENTIALS = /^[^:]*:\/\/[^/?#]*@/;
const CLIENT = 'about:client';

interface State {
  readonly method: string;
  readonly url: string;
  readonly referrer: string;
  readonly referrerPolicy: string;
  readonly mode: string;
  readonly credentials: string;
  readonly cache: string;
  readonly redirect: string;
  readonly integrity: string;
  readonly keepalive: boolean;
  readonly headers: Headers;
  readonly body: Body | null;
}

type Plain = Omit<State, 'headers' | 'body'>;

function parseUrl(text: string): string | null {
  return internals.host.call('url.parse', text, undefined) as string | null;
}

function fresh(input: unknown): Plain {
  const text = toUSVString(input);
  const url = parseUrl(text);
  if (url === null) throw new TypeErrorType(`Failed to parse URL from ${text}`);
  if (regexpExec(CREDENTIALS, url) !== null) {
    throw new TypeErrorType(`Request cannot be constructed from a URL that includes credentials: ${text}`);
  }
  return {
    method: 'GET',
    url,
    referrer: CLIENT,
    referrerPolicy: '',
    mode: 'cors',
    credentials: 'same-origin',
    cache: 'default',
    redirect: 'follow',
    integrity: '',
    keepalive: false,
  };
}

function referrerOf(given: string): string {
  if (given === '') return '';
  const url = parseUrl(given);
  if (url === null) throw new TypeErrorType(`Referrer "${given}" is not a valid URL.`);
  return url;
}

function plainOf(from: Plain, init: RequestInit): Plain {
  const { referrer } = init;
  const plain = {
    method: init.method ?? from.method,
    url: from.url,
    referrer: referrer === undefined ? (init.isAny ? CLIENT : from.referrer) : referrerOf(referrer),
    referrerPolicy: init.referrerPolicy ?? (init.isAny ? '' : from.referrerPolicy),
    mode: init.mode ?? from.mode,
    credentials: init.credentials ?? from.credentials,
    cache: init.cache ?? from.cache,
    redirect: init.redirect ?? from.redirect,
    integrity: init.integrity ?? from.integrity,
    keepalive: init.keepalive ?? from.keepalive,
  };
  if (plain.cache === 'only-if-cached' && plain.mode !== 'same-origin') {
    throw new TypeErrorType("'only-if-cached' can be set only with 'same-origin' mode");
  }
  if (plain.mode === 'no-cors' && plain.method !== 'GET' && plain.method !== 'HEAD' && plain.method !== 'POST') {
    throw new TypeErrorType(`'${plain.method}' is unsupported in no-cors mode.`);
  }
  return plain;
}

function headersOf({ mode }: Plain, init: RequestInit, from: State | undefined): Headers {
  const headers = makeHeaders(new HeaderList(), mode === 'no-cors' ? 'request-no-cors' : 'request');
  if (init.headers) {
    appendAll(headers, init.headers);
  } else if (from) {
    const pairs: HeaderPair[] = bareArray();
    listOf(from.headers).each((name, value) => {
      pairs[pairs.length] = [name, value];
    });
    appendAll(headers, pairs);
  }
  return headers;
}

/** Returns the body: that of the options, else that of the request `from`, which counts as used after this. */
function bodyOf(plain: Plain, init: RequestInit, headers: Headers, from: State | undefined): Body | null {
  const given = init.body === undefined || init.body === null ? null : init.body;
  const own = from?.body ?? null;
  if ((given !== null || own !== null) && (plain.method === 'GET' || plain.method === 'HEAD')) {
    throw new TypeErrorType('Request with GET/HEAD method cannot have body.');
  }
  const extracted = given === null ? null : extractBody(given);
  if (extracted) {
    const list = listOf(headers);
    if (extracted.type !== null && !list.has('Content-Type')) {
      appendAll(headers, [['Content-Type', extracted.type]]);
    }
  }
  const body = extracted?.body ?? own;
  if (body?.isStream) {
    if (extracted && init.duplex === undefined) {
      throw new TypeErrorType('RequestInit: duplex option is required when sending a body.');
    }
    if (plain.mode !== 'same-origin' && plain.mode !== 'cors') {
      throw new TypeErrorType('If request is made from ReadableStream, mode should be "same-origin" or "cors"');
    }
  }
  if (extracted || own === null) return body;
  if (own.isUnusable) {
    throw new TypeErrorType('Cannot construct a Request with a Request object that has already been used.');
  }
  return own.handOver();
}

let stateOf: (request: object) => State;
/** Returns whether a value is a `Request`. */
export let isRequest: (value: unknown) => value is Request;
/** Returns the signal that a request follows; null if there is none. */
export let signalOf: (request: Request) => object | null;
export let urlOf: (request: Request) => string;

export class Request {
  #state: State;
  /** The signal that the request's own signal follows; null for none. */
  #source: object | null;
  #signal: object | undefined;

  static {
    stateOf = (request) => (request as Request).#state;
    isRequest = (value): value is Request => isObject(value) && #state in value;
    signalOf = (request) => request.#source;
    urlOf = (request) => request.#state.url;
  }

  constructor(input: unknown, init: unknown = undefined) {
    needArguments(arguments.length, 'input');
    const from = isRequest(input) ? stateOf(input) : undefined;
    const start = from ?? fresh(input);
    const options = toRequestInit(init);
    const plain = plainOf(start, options);
    const headers = headersOf(plain, options, from);
    this.#state = { ...plain, headers, body: bodyOf(plain, options, headers, from) };
    this.#source = options.signal !== undefined ? options.signal : isRequest(input) ? signalOf(input) : null;
  }

  get method(): string {
    return this.#state.method;
  }

  get url(): string {
    return this.#state.url;
  }

  get headers(): Headers {
    return this.#state.headers;
  }

  get destination(): string {
    this.#state;
    return '';
  }

  get referrer(): string {
    return this.#state.referrer;
  }

  get referrerPolicy(): string {
    return this.#state.referrerPolicy;
  }

  get mode(): string {
    return this.#state.mode;
  }

  get credentials(): string {
    return this.#state.credentials;
  }

  get cache(): string {
    return this.#state.cache;
  }

  get redirect(): string {
    return this.#state.redirect;
  }

  get integrity(): string {
    return this.#state.integrity;
  }

  get keepalive(): boolean {
    return this.#state.keepalive;
  }

  get isReloadNavigation(): boolean {
    this.#state;
    return false;
  }

  get isHistoryNavigation(): boolean {
    this.#state;
    return false;
  }

  get signal(): object {
    this.#state;
    this.#signal ??= (internals.load('events') as SignalPart).followSignals(this.#source ? [this.#source] : []);
    return this.#signal;
  }

  get duplex(): string {
    this.#state;
    return 'half';
  }

  clone(): Request {
    const state = this.#state;
    if (state.body?.isUnusable) throw new TypeErrorType('Request.clone: Body has already been consumed.');
    const copy = new Request(state.url);
    const headers = makeHeaders(listOf(state.headers).copy(), guardOf(state.headers));
    copy.#state = { ...state, headers, body: state.body?.clone() ?? null };
    copy.#source = this.#source;
    return copy;
  }

  [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): unknown {
    const { method, url, headers, destination, referrer, referrerPolicy, mode, credentials, cache, redirect } = this;
    const { integrity, keepalive, isReloadNavigation, isHistoryNavigation, signal } = this;
    const attributes = {
      ...{ method, url, headers, destination, referrer, referrerPolicy, mode, credentials, cache, redirect },
      ...{ integrity, keepalive, isReloadNavigation, isHistoryNavigation, signal },
    };
    return inspectAttributes(this, attributes, depth, options, inspect);
  }
}

mixInBody(Request, (request) => {
  const { body, headers } = stateOf(request);
  return { body, contentType: listOf(headers).get('Content-Type') };
});
shapeInterface(Request, 'Request', [
  'method',
  'url',
  'headers',
  'destination',
  'referrer',
  'referrerPolicy',
  'mode',
  'credentials',
  'cache',
  'redirect',
  'integrity',
  'keepalive',
  'isReloadNavigation',
  'isHistoryNavigation',
  'signal',
  'duplex',
  'clone',
  ...BODY_MEMBERS,
]);
