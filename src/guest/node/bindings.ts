/**
 * What Node's library asks of its native side, as far as the language can answer. Guest side.
 */
import type { Internals } from '../internals.ts';
import { uncurry } from '../primordials.ts';

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

/** Compares bytes as `Buffer.compare` does. */
function compare(one: Uint8Array, other: Uint8Array): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    if (one[at] !== other[at]) return (one[at] as number) < (other[at] as number) ? -1 : 1;
  }
  return Math.sign(one.length - other.length);
}

export const bindings: Record<string, object> = {
  util: {
    constants: { ALL_PROPERTIES: 0, ONLY_ENUMERABLE, SKIP_SYMBOLS, kPending: 0, kFulfilled: 1, kRejected: 2 },
    privateSymbols: { arrow_message_private_symbol: Symbol('arrow_message') },
    getOwnNonIndexProperties,
    // Node warns of what is deprecated only outside packages; a run's own sources need no telling either.
    isInsideNodeModules: () => true,
  },
  buffer: { compare },
  errors: { triggerUncaughtException: (error: unknown) => internals.report(error) },
  diagnostics_channel: { subscribers: [], linkNativeChannel() {} },
  constants: { os: { signals: {} } },
  config: { hasIntl: false },
};
