/**
 * Recognises proxies: the language can't, so each proxy is recorded when it is made.
 */
import { dataDescriptor, uncurry } from './primordials.ts';

/** Target and handler of a proxy; nulls once it is revoked. */
export type ProxyDetails = readonly [target: object, handler: object] | readonly [target: null, handler: null];

export interface KnownProxies {
  /** Replacement for the language's `Proxy`; the guest sees no difference. */
  readonly Proxy: ProxyConstructor;
  /** Returns the target and handler of a proxy; undefined for any other value. */
  detailsOf(value: unknown): ProxyDetails | undefined;
}

type Details = readonly [target: object, handler: object];

const { apply, construct, defineProperty, getOwnPropertyDescriptor } = Reflect;
const { isArray } = Array;
const WeakMapType = WeakMap;
const weakMapGet = uncurry(WeakMap.prototype.get as (this: object, key: object) => unknown);
const weakMapSet = uncurry(WeakMap.prototype.set as (this: object, key: object, value: unknown) => object);
const REVOKED: ProxyDetails = [null, null];
/** Attributes of a property that is writable and configurable, but not enumerable. */
const HIDDEN = 5;

/**
 * Returns whether a proxy or its target is revoked: then `Array.isArray` throws. It is the only check that calls no
 * handler.
 */
function isCut(proxy: unknown): boolean {
  try {
    isArray(proxy);
    return false;
  } catch {
    return true;
  }
}

/** Makes a `Proxy` that records its instances. @param ProxyType the language's own */
export function knowProxies(ProxyType: ProxyConstructor): KnownProxies {
  const proxies = new WeakMapType();
  const { revocable } = ProxyType;
  const observed = new ProxyType(ProxyType, {
    __proto__: null,
    construct(target: ProxyConstructor, args: [object, object], newTarget: unknown): object {
      const proxy = construct(
        target,
        args,
        newTarget === observed ? target : (newTarget as ProxyConstructor),
      ) as object;
      weakMapSet(proxies, proxy, [args[0], args[1]]);
      return proxy;
    },
  } as ProxyHandler<ProxyConstructor>);
  const observedRevocable = new ProxyType(revocable, {
    __proto__: null,
    apply(target: typeof revocable, self: unknown, args: [object, object]) {
      const made = apply(target, self, args);
      weakMapSet(proxies, made.proxy, [args[0], args[1]]);
      return made;
    },
  } as ProxyHandler<typeof revocable>);
  const attributes = getOwnPropertyDescriptor(ProxyType, 'revocable');
  if (attributes) defineProperty(ProxyType, 'revocable', dataDescriptor(observedRevocable, HIDDEN));
  const detailsOf = (value: unknown): ProxyDetails | undefined => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
    const details = weakMapGet(proxies, value) as Details | undefined;
    return details !== undefined && isCut(value) && !isCut(details[0]) ? REVOKED : details;
  };
  return { Proxy: observed, detailsOf };
}
