/**
 * The original functions and types of the language, for parts that may be loaded after guest code has run.
 *
 * They are taken once, when `boot.ts` is evaluated. In the bundle of a part, `internals.language` replaces this module.
 * So the part gets the originals, even if guest code has replaced them in the meantime.
 */

function takeLanguage() {
  const { apply, defineProperty: tryDefineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const { assign, defineProperty, hasOwn, keys, setPrototypeOf } = Object;
  const { get: mapGet, set: mapSet, has: mapHas, delete: mapDelete } = Map.prototype;
  const { get: weakMapGet, set: weakMapSet } = WeakMap.prototype;
  const { includes, startsWith, endsWith, slice, lastIndexOf } = String.prototype;
  // V8 fills an object without a prototype fastest (bench row `throughput`).
  return {
    __proto__: null,
    apply,
    getOwnPropertyDescriptor,
    ownKeys,
    assign,
    defineProperty,
    tryDefineProperty,
    hasOwn,
    keys,
    setPrototypeOf,
    mapGet,
    mapSet,
    mapHas,
    mapDelete,
    weakMapGet,
    weakMapSet,
    includes,
    startsWith,
    endsWith,
    slice,
    lastIndexOf,
    isArray: Array.isArray,
    isView: ArrayBuffer.isView,
    max: Math.max,
    parseJson: JSON.parse,
    encodeURI,
    encodeURIComponent,
    withResolvers: Promise.withResolvers,
    Map,
    WeakMap,
    Promise,
    Error,
    TypeError,
    SyntaxError,
    errors: {
      __proto__: null,
      EvalError,
      RangeError,
      ReferenceError,
      SyntaxError,
      TypeError,
      URIError,
    } as unknown as Readonly<Record<string, ErrorConstructor>>,
  };
}

export const LANGUAGE = takeLanguage();
