/**
 * Spares the formatting library a descriptor for each element of an array.
 *
 * To find what an array has besides its elements, the library asks for the descriptors of everything, which for a million
 * elements takes more memory than a run has. The function that it takes when it is evaluated answers for arrays with what
 * is no element. Imported before the library; `restore` is called once that has been evaluated.
 */

const { defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
const { getOwnPropertyDescriptors, getOwnPropertySymbols } = Object;
const { isArray } = Array;
const { isView } = ArrayBuffer;

/** An array of more elements is taken to have no names besides: their list alone would take 32 bytes for each. */
const LISTED_MAX = 100_000;

const original = getOwnPropertyDescriptor(Object, 'getOwnPropertyDescriptors') as PropertyDescriptor;

function namedProperties(value: object): Record<PropertyKey, PropertyDescriptor> {
  if (!isArray(value) && !isView(value)) return getOwnPropertyDescriptors(value);
  const { length } = value as { length?: number };
  const keys = (length ?? 0) > LISTED_MAX ? getOwnPropertySymbols(value) : ownKeys(value);
  const found: Record<PropertyKey, PropertyDescriptor> = {};
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as PropertyKey;
    if (isIndex(key)) continue;
    const descriptor = getOwnPropertyDescriptor(value, key);
    if (descriptor) {
      const entry = { __proto__: null, value: descriptor, writable: true, enumerable: true, configurable: true };
      defineProperty(found, key, entry as unknown as PropertyDescriptor);
    }
  }
  return found;
}

/** Whether a key is that of an element. */
function isIndex(key: PropertyKey): boolean {
  if (typeof key !== 'string') return false;
  const value = +key;
  return `${value}` === key && value >= 0 && value < 2 ** 32 - 1 && value % 1 === 0;
}

// Where guest code has fixed the original in its place, the library works with that.
defineProperty(Object, 'getOwnPropertyDescriptors', { ...original, value: namedProperties });

/** Puts the language's own function back. */
export function restore(): void {
  defineProperty(Object, 'getOwnPropertyDescriptors', original);
}
