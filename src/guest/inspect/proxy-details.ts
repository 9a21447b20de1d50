/**
 * Tells the formatting library what proxies are made of.
 *
 * The library knows those alone that its own `Proxy` has made, by a map which it keeps to itself. What it takes from
 * `WeakMap` when it is evaluated answers for that map from what the run knows. Imported before the library; `restore` is
 * called once that has been evaluated.
 */
import { dataDescriptor, uncurry } from '../primordials.ts';
import type { ProxyDetails } from '../proxies.ts';

const { defineProperty, getOwnPropertyDescriptor } = Reflect;
const WeakMapPrototype = WeakMap.prototype;
const original = getOwnPropertyDescriptor(WeakMapPrototype, 'get') as PropertyDescriptor;
const getOriginally = uncurry(WeakMapPrototype.get as (this: object, key: object) => unknown);
/** Attributes of a property that is not listed: it can be written and configured. */
const HIDDEN = 5;

/** The library's map, once it is known which it is. */
let proxies: object | undefined;
let isLearning = false;
let detailsOf: (value: unknown) => ProxyDetails | undefined = () => undefined;

const { get } = {
  get(this: object, key: object): unknown {
    if (isLearning) proxies = this;
    return this === proxies ? detailsOf(key) : getOriginally(this, key);
  },
};
// Where guest code has fixed the original in its place, proxies are shown by what their handlers answer.
defineProperty(WeakMapPrototype, 'get', dataDescriptor(get, HIDDEN));

/** Puts the language's own function back. */
export function restore(): void {
  defineProperty(WeakMapPrototype, 'get', original);
}

/**
 * Has the library ask for details from now on.
 * @param askLibrary looks any object up in the library's map
 * @param answer what a proxy is made of; undefined for what is none
 */
export function answerFor(askLibrary: (value: object) => unknown, answer: typeof detailsOf): void {
  isLearning = true;
  askLibrary(WeakMapPrototype);
  isLearning = false;
  detailsOf = answer;
}
