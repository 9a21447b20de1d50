/**
 * How a folder keeps what it needs of the language before guest code can replace it.
 *
 * A module that is evaluated before guest code runs takes its functions from here once, and then uses them instead of
 * methods. It spreads no arrays and runs no `for of` over them, which would go through a prototype.
 */
const { apply, getOwnPropertyDescriptor, setPrototypeOf } = Reflect;

/** A method as a function of its `this`. */
export function uncurry<This, Args extends unknown[], Result>(
  method: (this: This, ...args: Args) => Result,
): (self: This, ...args: Args) => Result {
  return (self, ...args) => apply(method, self, args) as Result;
}

/** The getter of a prototype's property as a function of its `this`. */
export function getter<T>(prototype: object, key: PropertyKey): (self: unknown) => T {
  const get = getOwnPropertyDescriptor(prototype, key)?.get as (this: unknown) => T;
  return (self) => apply(get, self, []) as T;
}

/** An empty array without a prototype: assigning to its elements meets no setter, and JSON finds no `toJSON`. */
export function bareArray<T>(): T[] {
  const array: T[] = [];
  setPrototypeOf(array, null);
  return array;
}

/** An empty object without a prototype. */
export function bareObject<T>(): Record<PropertyKey, T> {
  return { __proto__: null } as unknown as Record<PropertyKey, T>;
}

/** A descriptor of a data property, without a prototype that could add to it. */
export function dataDescriptor(value: unknown, attributes: number): PropertyDescriptor {
  return {
    __proto__: null,
    value,
    writable: (attributes & 1) !== 0,
    enumerable: (attributes & 2) !== 0,
    configurable: (attributes & 4) !== 0,
  } as PropertyDescriptor;
}
