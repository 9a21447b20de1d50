/**
 * `util.types` of the part that asks, which knows of the other parts only what has been loaded. Guest side.
 */
import type { Internals } from '../internals.ts';
import type { KnownProxies } from '../proxies.ts';
import { createTypes } from './types.ts';

type Loaded = Readonly<Record<string, unknown>>;

function isInstance(type: unknown, value: unknown): boolean {
  return typeof type === 'function' && value instanceof type;
}

export function typesOf({ peek }: Internals): ReturnType<typeof createTypes> {
  return createTypes({
    isProxy: (value) => (peek('proxies') as KnownProxies | undefined)?.detailsOf(value) !== undefined,
    // What a part makes can't be there before the part is.
    isKeyObject: (value) => isInstance((peek('crypto') as { crypto: Loaded } | undefined)?.crypto.KeyObject, value),
    isCryptoKey: (value) => isInstance((peek('web-crypto') as Loaded | undefined)?.CryptoKey, value),
  });
}
