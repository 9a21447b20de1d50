/**
 * Reads the options of a request, in the order of the standard.
 * @see https://fetch.spec.whatwg.org/#requestinit
 */
import { internals } from '../web/realm.ts';
import { isObject, toUSVString } from '../web/webidl.ts';
import { toByteString, toDictionary, toEnum } from './convert.ts';
import type { HeaderPair } from './header-list.ts';
import { toHeaderPairs } from './headers.ts';
import { isToken } from './mime-type.ts';
import { regexpExec, TypeErrorType, toUpperCase } from './primordials.ts';

const MODES = ['navigate', 'same-origin', 'no-cors', 'cors'] as const;
const CREDENTIALS = ['omit', 'same-origin', 'include'] as const;
const CACHES = ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'] as const;
const REDIRECTS = ['follow', 'error', 'manual'] as const;
const PRIORITIES = ['high', 'low', 'auto'] as const;
const POLICIES = [
  '',
  'no-referrer',
  'no-referrer-when-downgrade',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
] as const;

const FORBIDDEN_METHOD = /^(?:CONNECT|TRACE|TRACK)$/;
const UPPER_METHOD = /^(?:DELETE|GET|HEAD|OPTIONS|POST|PUT)$/;

/** The exports of the part `events` that requests use. */
export interface SignalPart {
  isSignal(value: unknown): boolean;
  followSignals(signals: readonly object[]): object;
}

/** The given options; undefined for each that is missing. */
export interface RequestInit {
  /** True if any option is set. */
  readonly isAny: boolean;
  readonly body: unknown;
  readonly cache: (typeof CACHES)[number] | undefined;
  readonly credentials: (typeof CREDENTIALS)[number] | undefined;
  readonly duplex: 'half' | undefined;
  readonly headers: readonly HeaderPair[] | undefined;
  readonly integrity: string | undefined;
  readonly keepalive: boolean | undefined;
  readonly method: string | undefined;
  readonly mode: (typeof MODES)[number] | undefined;
  readonly redirect: (typeof REDIRECTS)[number] | undefined;
  readonly referrer: string | undefined;
  readonly referrerPolicy: (typeof POLICIES)[number] | undefined;
  /** Null to follow no signal. */
  readonly signal: object | null | undefined;
}

function word<Word extends string>(value: unknown, words: readonly Word[], name: string): Word | undefined {
  return value === undefined ? undefined : toEnum(value, words, name);
}

/** Reads the options. @throws TypeError for an invalid option */
export function toRequestInit(value: unknown): RequestInit {
  const bag = toDictionary(value, 'init');
  const { body } = bag;
  const cache = word(bag.cache, CACHES, 'Request.cache');
  const credentials = word(bag.credentials, CREDENTIALS, 'Request.credentials');
  const duplex = word(bag.duplex, ['half'] as const, 'Request.duplex');
  const { headers: given } = bag;
  const headers = given === undefined ? undefined : toHeaderPairs(given);
  const { integrity: hash } = bag;
  const integrity = hash === undefined ? undefined : `${hash as string}`;
  const { keepalive: alive } = bag;
  const keepalive = alive === undefined ? undefined : !!alive;
  const { method: verb } = bag;
  const method = verb === undefined ? undefined : toByteString(verb);
  const mode = word(bag.mode, MODES, 'Request.mode');
  const priority = word(bag.priority, PRIORITIES, 'Request.priority');
  const redirect = word(bag.redirect, REDIRECTS, 'Request.redirect');
  const { referrer: from } = bag;
  const referrer = from === undefined ? undefined : toUSVString(from);
  const referrerPolicy = word(bag.referrerPolicy, POLICIES, 'Request.referrerPolicy');
  const { signal } = bag;
  if (signal !== undefined && signal !== null && !isSignal(signal)) {
    throw new TypeErrorType('RequestInit.signal: Expected an instance of AbortSignal.');
  }
  const { window } = bag;
  if (window !== undefined && window !== null) throw new TypeErrorType("'window' option must be null");
  if (mode === 'navigate') throw new TypeErrorType('Request.mode: navigate is for browsers alone.');
  const all = {
    body,
    cache,
    credentials,
    duplex,
    headers,
    integrity,
    keepalive,
    method: method === undefined ? undefined : normalMethod(method),
    mode,
    redirect,
    referrer,
    referrerPolicy,
    signal: signal as object | null | undefined,
  };
  return { ...all, isAny: isAnyGiven(all) || priority !== undefined || window !== undefined };
}

function isSignal(value: unknown): boolean {
  // If the part is not loaded, no signal exists.
  return isObject(value) && ((internals.peek('events') as SignalPart | undefined)?.isSignal(value) ?? false);
}

function isAnyGiven(all: Readonly<Record<string, unknown>>): boolean {
  for (const name in all) if (all[name] !== undefined) return true;
  return false;
}

/** Normalizes a method. @throws TypeError for an invalid method, and for one that scripts may not use */
function normalMethod(method: string): string {
  const upper = toUpperCase(method);
  if (!isToken(method)) throw new TypeErrorType(`'${method}' is not a valid HTTP method.`);
  if (regexpExec(FORBIDDEN_METHOD, upper) !== null) {
    throw new TypeErrorType(`'${method}' HTTP method is unsupported.`);
  }
  return regexpExec(UPPER_METHOD, upper) === null ? method : upper;
}
