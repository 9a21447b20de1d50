/**
 * Checks of property descriptors that run no guest code.
 */
import { ATTRIBUTE } from './format.ts';
import { getOwnPropertyDescriptor, hasOwn } from './primordials.ts';

/** Returns whether a property is a writable, enumerable and configurable data property. */
export function isPlain(found: PropertyDescriptor): boolean {
  return hasOwn(found, 'value') && found.writable === true && found.enumerable === true && found.configurable === true;
}

/** Returns whether a data property has exactly these attributes. */
export function hasAttributes(object: object, key: PropertyKey, attributes: number): boolean {
  const found = getOwnPropertyDescriptor(object, key);
  return found !== undefined && hasOwn(found, 'value') && attributesOf(found) === attributes;
}

/** Returns a descriptor's attributes as bits. */
export function attributesOf(found: PropertyDescriptor): number {
  return (
    (hasOwn(found, 'writable') && found.writable ? ATTRIBUTE.writable : 0) |
    (found.enumerable ? ATTRIBUTE.enumerable : 0) |
    (found.configurable ? ATTRIBUTE.configurable : 0)
  );
}

/** Returns whether a key is an index below a length. */
export function isIndex(key: PropertyKey, length: number): boolean {
  if (typeof key !== 'string' || key === '') return false;
  const index = +key;
  return index >= 0 && index < length && `${index}` === key && index % 1 === 0;
}

/** Returns whether a property has the attributes of the initial `constructor` of a function's prototype. */
export function isOwnConstructor(prototype: object, key: PropertyKey): boolean {
  if (key !== 'constructor') return false;
  const found = getOwnPropertyDescriptor(prototype, key) as PropertyDescriptor;
  return hasOwn(found, 'value') && found.writable === true && found.enumerable === false && found.configurable === true;
}
