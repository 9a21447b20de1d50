/**
 * `util.types` for one part. It recognizes objects of other parts only if those are loaded.
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
    // If a part is not loaded, none of its objects exist.
    isKeyObject: (value) => isInstance((peek('crypto') as { crypto: Loaded } | undefined)?.crypto.KeyObject, value),
    isCryptoKey: (value) => isInstance((peek('web-crypto') as Loaded | undefined)?.CryptoKey, value),
  });
}
