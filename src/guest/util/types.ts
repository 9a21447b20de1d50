/**
 * Node's `util.types`: checks of a value's internal slots, whatever its prototype is.
 *
 * Where the language can't check a slot (iterators, generators and their functions), the prototype decides.
 * @see https://nodejs.org/api/util.html#utiltypes
 */
import { isArrayBuffer, isSharedArrayBuffer, typedArrayName } from '../bytes.ts';
import { getter, uncurry } from '../primordials.ts';

/** Checks that only other parts can make. */
export interface TypeServices {
  isProxy(value: unknown): boolean;
  isKeyObject(value: unknown): boolean;
  isCryptoKey(value: unknown): boolean;
}

type Test = (value: unknown) => boolean;

const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { isView } = ArrayBuffer;
const { isExtensible } = Object;
const tagOf = uncurry(Object.prototype.toString);
const stringTag: typeof Symbol.toStringTag = Symbol.toStringTag;
const functionText = uncurry(Function.prototype.toString);
const matches = uncurry(RegExp.prototype.test);
const promiseResolve = Promise.resolve;
const promiseThen = Promise.prototype.then;
const PromisePrototype = Promise.prototype;

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function inherits(value: object, prototype: object): boolean {
  for (let at = getPrototypeOf(value); at; at = getPrototypeOf(at)) if (at === prototype) return true;
  return false;
}

/** Makes a check from a function that throws for an object without the slot. */
function bySlot(read: (value: never) => unknown): Test {
  return (value) => {
    if (!isObject(value)) return false;
    try {
      read(value as never);
      return true;
    } catch {
      return false;
    }
  };
}

function byPrototype(prototype: object): Test {
  return (value) => isObject(value) && inherits(value, prototype);
}

/** Prototypes of the kinds of functions. */
const asyncFunction = getPrototypeOf(async () => undefined) as object;
const generatorFunction = getPrototypeOf(function* () {}) as object;
const asyncGeneratorFunction = getPrototypeOf(async function* () {}) as object;

/** The text of any function that is neither bound nor native. */
const WRITTEN = /^(?!function \S* ?\(\) \{ \[native code\] \}$)/;

/**
 * Makes a check of a function's kind by the prototype that the engine gave it. The text only excludes bound functions,
 * which inherit that prototype without being of the kind. It can't decide alone: a method named `async` reads like an
 * async function.
 */
function byKind(...kinds: readonly object[]): Test {
  return (value) => {
    if (typeof value !== 'function') return false;
    for (let at = 0; at < kinds.length; at += 1) {
      if (inherits(value, kinds[at] as object)) return matches(WRITTEN, functionText(value as () => void));
    }
    return false;
  };
}

/** Checks for the results of generator functions, by the prototypes that they inherit from. */
const generator = byPrototype((getPrototypeOf(function* () {}) as { prototype: object }).prototype);
const asyncGenerator = byPrototype((getPrototypeOf(async function* () {}) as { prototype: object }).prototype);

function isPromise(value: unknown): boolean {
  if (!isObject(value) || !inherits(value, PromisePrototype)) return false;
  const type: unknown = value.constructor;
  // `Promise.resolve` returns a promise of this type unchanged.
  if (typeof type !== 'function') return false;
  const found: unknown = apply(promiseResolve, type, [value]);
  // For any other value, it returns a new promise. Ignore its rejection.
  if (found !== value) apply(promiseThen, found, [undefined, () => undefined]);
  return found === value;
}

function isArguments(value: unknown): boolean {
  return isObject(value) && !(stringTag in value) && tagOf(value) === '[object Arguments]';
}

function isNamespace(value: unknown): boolean {
  if (!isObject(value) || getPrototypeOf(value) !== null || isExtensible(value)) return false;
  const tag = getOwnPropertyDescriptor(value, stringTag);
  return tag?.value === 'Module' && !tag.configurable && !tag.writable;
}

/** Makes the tests, in Node's order. */
export function createTypes({ isProxy, isKeyObject, isCryptoKey }: TypeServices): Record<string, Test> {
  const isBigIntObject = bySlot(uncurry(BigInt.prototype.valueOf));
  const isBooleanObject = bySlot(uncurry(Boolean.prototype.valueOf));
  const isNumberObject = bySlot(uncurry(Number.prototype.valueOf));
  const isStringObject = bySlot(uncurry(String.prototype.valueOf));
  const isSymbolObject = bySlot(uncurry(Symbol.prototype.valueOf));
  const weakSetHas = uncurry(WeakSet.prototype.has);
  const weakMapHas = uncurry(WeakMap.prototype.has);
  const types: Record<string, Test> = {
    isExternal: () => false,
    isDate: bySlot(uncurry(Date.prototype.getTime)),
    isArgumentsObject: isArguments,
    isBigIntObject,
    isBooleanObject,
    isNumberObject,
    isStringObject,
    isSymbolObject,
    isBoxedPrimitive: (value) =>
      isNumberObject(value) ||
      isStringObject(value) ||
      isBooleanObject(value) ||
      isBigIntObject(value) ||
      isSymbolObject(value),
    isNativeError: (value) => (Error as unknown as { isError: Test }).isError(value),
    isRegExp: bySlot(regexpSource),
    isAsyncFunction: byKind(asyncFunction, asyncGeneratorFunction),
    isGeneratorFunction: byKind(generatorFunction, asyncGeneratorFunction),
    isGeneratorObject: (value) => generator(value) || asyncGenerator(value),
    isPromise,
    isMap: bySlot(getter(Map.prototype, 'size')),
    isSet: bySlot(getter(Set.prototype, 'size')),
    isMapIterator: byPrototype(getPrototypeOf(new Map().keys()) as object),
    isSetIterator: byPrototype(getPrototypeOf(new Set().keys()) as object),
    isWeakMap: bySlot((value) => weakMapHas(value, {})),
    isWeakSet: bySlot((value) => weakSetHas(value, {})),
    isArrayBuffer,
    isDataView: (value) => isView(value) && typedArrayName(value) === undefined,
    isSharedArrayBuffer,
    isProxy,
    isModuleNamespaceObject: isNamespace,
    isAnyArrayBuffer: (value) => isArrayBuffer(value) || isSharedArrayBuffer(value),
    isArrayBufferView: (value) => isView(value),
    isTypedArray: (value) => isObject(value) && typedArrayName(value) !== undefined,
    isKeyObject,
    isCryptoKey,
  };
  for (const name of TYPED_ARRAYS) types[`is${name}`] = (value) => isObject(value) && typedArrayName(value) === name;
  for (const [name, test] of Object.entries(types)) Object.defineProperty(test, 'name', { value: name });
  return types;
}

const sourceOf = getter(RegExp.prototype, 'source');

/** Throws for `RegExp.prototype` too: it lacks the slot, but its `source` does not throw. */
function regexpSource(value: unknown): unknown {
  if (value === RegExp.prototype) throw new TypeError('no regular expression');
  return sourceOf(value);
}

const TYPED_ARRAYS = [
  'Uint8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Uint32Array',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
];
