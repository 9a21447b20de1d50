/**
 * Helpers to take functions of the language before guest code can replace them.
 *
 * A module that is evaluated before guest code runs takes its functions with these helpers once, and calls them instead
 * of methods. It uses no array spread and no `for of`, because both call methods of a prototype.
 */
import { LANGUAGE } from './language.ts';

const { apply, tryDefineProperty, getOwnPropertyDescriptor, setPrototypeOf } = LANGUAGE;
/** Attributes of a property that an assignment creates. */
const PLAIN = 7;

/** Turns a method into a function that takes `this` first. */
export function uncurry<This, Args extends unknown[], Result>(
  method: (this: This, ...args: Args) => Result,
): (self: This, ...args: Args) => Result {
  return (self, ...args) => apply(method, self, args) as Result;
}

/** Turns the getter of a prototype's property into a function that takes `this`. */
export function getter<T>(prototype: object, key: PropertyKey): (self: unknown) => T {
  const get = getOwnPropertyDescriptor(prototype, key)?.get as (this: unknown) => T;
  return (self) => apply(get, self, []) as T;
}

/** Makes an empty array without a prototype: assignments to its elements meet no setter, and JSON finds no `toJSON`. */
export function bareArray<T>(): T[] {
  const array: T[] = [];
  setPrototypeOf(array, null);
  return array;
}

/** Appends to an array that guest code gets: an assignment could call a setter of `Array.prototype`. */
export function append<T>(array: T[], value: T): void {
  tryDefineProperty(array, array.length, dataDescriptor(value, PLAIN));
}

/** Makes an empty object without a prototype. */
export function bareObject<T>(): Record<PropertyKey, T> {
  return { __proto__: null } as unknown as Record<PropertyKey, T>;
}

/** Makes a descriptor of a data property, without a prototype that could add to it. */
export function dataDescriptor(value: unknown, attributes: number): PropertyDescriptor {
  return {
    __proto__: null,
    value,
    writable: (attributes & 1) !== 0,
    enumerable: (attributes & 2) !== 0,
    configurable: (attributes & 4) !== 0,
  } as PropertyDescriptor;
}
