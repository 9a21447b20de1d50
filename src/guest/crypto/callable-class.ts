/**
 * Classes that can be called without `new`, as those of Node's can that are older than the language's.
 */
const { apply, construct } = Reflect;
const { defineProperty, setPrototypeOf } = Object;
const { slice } = Array.prototype;

type AnyClass = abstract new (...args: never[]) => object;

/**
 * A class's public form, which is what its objects name as their constructor.
 * @param count how many arguments of the constructor are for everyone
 */
export function callableClass<Class extends AnyClass>(InnerClass: Class, name: string, count: number): Class {
  const Outer = function (this: unknown, ...args: unknown[]) {
    return construct(InnerClass, apply(slice, args, [0, count]) as unknown[], new.target ?? Outer) as object;
  } as unknown as Class;
  const prototype = InnerClass.prototype as object;
  defineProperty(prototype, 'constructor', { value: Outer, writable: true, enumerable: false, configurable: true });
  defineProperty(Outer, 'prototype', { value: prototype, writable: false });
  defineProperty(Outer, 'name', { value: name, configurable: true });
  defineProperty(Outer, 'length', { value: count, configurable: true });
  return setPrototypeOf(Outer, InnerClass) as Class;
}
