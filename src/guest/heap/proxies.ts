/**
 * Which objects are proxies: nothing in the language tells, so each is noted when it is made. Layer 0, guest side.
 */
import { dataDescriptor } from '../primordials.ts';
import {
  apply,
  construct,
  defineProperty,
  getOwnPropertyDescriptor,
  global,
  ProxyType,
  WeakSetType,
  weakSetAdd,
  weakSetHas,
} from './primordials.ts';

/**
 * Puts a `Proxy` in place that notes what it makes; for the guest it is the same.
 * @returns whether an object is one of those
 */
export function knowProxies(): (value: object) => boolean {
  const proxies = new WeakSetType();
  const { revocable } = ProxyType;
  const observed = new ProxyType(ProxyType, {
    construct(target, args, newTarget) {
      const proxy = construct(target, args, newTarget === observed ? target : newTarget) as object;
      weakSetAdd(proxies, proxy);
      return proxy;
    },
  });
  const observedRevocable = new ProxyType(revocable, {
    apply(target, self, args) {
      const made = apply(target, self, args as [object, object]);
      weakSetAdd(proxies, made.proxy);
      return made;
    },
  });
  const attributes = getOwnPropertyDescriptor(ProxyType, 'revocable');
  if (attributes) defineProperty(ProxyType, 'revocable', dataDescriptor(observedRevocable, 5));
  defineProperty(global, 'Proxy', dataDescriptor(observed, 5));
  return (value) => weakSetHas(proxies, value);
}
