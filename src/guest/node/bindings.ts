/**
 * What Node's library asks of its native side, as far as the language can answer. Guest side.
 */
import type { Internals } from '../internals.ts';
import { refusal } from '../not-here.ts';
import { uncurry } from '../primordials.ts';
import type { KnownProxies } from '../proxies.ts';

declare const internals: Internals;

type Key = string | symbol;

const { ownKeys } = Reflect;
const isEnumerable = uncurry(Object.prototype.propertyIsEnumerable);

const ONLY_ENUMERABLE = 2;
const SKIP_SYMBOLS = 16;
const INDEX = /^(?:0|[1-9]\d*)$/;
/** Indexes end before this. */
const INDEX_END = 2 ** 32 - 1;

function isIndex(key: Key): boolean {
  return typeof key === 'string' && INDEX.test(key) && Number(key) < INDEX_END;
}

function getOwnNonIndexProperties(object: object, filter: number): Key[] {
  return ownKeys(object).filter((key) => {
    if (isIndex(key) || ((filter & SKIP_SYMBOLS) !== 0 && typeof key === 'symbol')) return false;
    return (filter & ONLY_ENUMERABLE) === 0 || isEnumerable(object, key);
  });
}

/** What is behind a proxy: its target, or with `showProxy` also its handler; undefined for no proxy. */
function getProxyDetails(value: object, showProxy = true): unknown {
  const details = (internals.peek('proxies') as KnownProxies | undefined)?.detailsOf(value);
  return showProxy || details === undefined ? details : (details as readonly unknown[])[0];
}

/** The state of a promise can't be asked for: neither pending nor what it became. */
const UNKNOWN_STATE = 3;
const unknownResult = { [Symbol.for('nodejs.util.inspect.custom')]: () => '<state unknown>' };

/** Compares bytes as `Buffer.compare` does. */
function compare(one: Uint8Array, other: Uint8Array): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    if (one[at] !== other[at]) return (one[at] as number) < (other[at] as number) ? -1 : 1;
  }
  return Math.sign(one.length - other.length);
}

/** Stands for the native parser of HTTP. */
const refusedParser = refusal('http', 'HTTPParser', 'a run has no network');

export const bindings: Record<string, object> = {
  util: {
    constants: { ALL_PROPERTIES: 0, ONLY_ENUMERABLE, SKIP_SYMBOLS, kPending: 0, kFulfilled: 1, kRejected: 2 },
    privateSymbols: { arrow_message_private_symbol: Symbol('arrow_message') },
    getOwnNonIndexProperties,
    getProxyDetails,
    getPromiseDetails: () => [UNKNOWN_STATE, unknownResult],
    // An iterator shows its entries only by giving them up.
    previewEntries: (_: object, isIterator?: boolean) => (isIterator ? [[], false] : []),
    getConstructorName: (value: object) => Reflect.apply(Object.prototype.toString, value, []).slice(8, -1),
    // Node warns of what is deprecated only outside packages; a run's own sources need no telling either.
    isInsideNodeModules: () => true,
  },
  buffer: { compare },
  errors: { triggerUncaughtException: (error: unknown) => internals.report(error) },
  diagnostics_channel: { subscribers: [], linkNativeChannel() {} },
  constants: { os: { signals: {} } },
  http_parser: { methods: [], allMethods: [], HTTPParser: refusedParser, ConnectionsList: refusedParser },
  config: { hasIntl: false },
};
