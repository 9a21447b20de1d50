/**
 * Classes that can be called without `new`, like Node's older classes.
 */
const { apply, construct } = Reflect;
const { defineProperty, setPrototypeOf } = Object;
const { slice } = Array.prototype;

type AnyClass = abstract new (...args: never[]) => object;

/**
 * Makes the public form of a class; instances have it as their `constructor`.
 * @param count number of public arguments of the constructor
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
