/**
 * Functions and types of the language as they were before guest code ran, for parts that may be loaded after it has.
 *
 * They are taken once, when `boot.ts` is evaluated. In the bundle of a part this module is `internals.language`, which is
 * what boot has taken: whatever guest code has replaced meanwhile, a part that takes its functions from here has the
 * original ones.
 */

function takeLanguage() {
  const { apply, defineProperty: tryDefineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const { assign, defineProperty, hasOwn, keys, setPrototypeOf } = Object;
  const { get: mapGet, set: mapSet, has: mapHas, delete: mapDelete } = Map.prototype;
  const { get: weakMapGet, set: weakMapSet } = WeakMap.prototype;
  const { includes, startsWith, endsWith, slice, lastIndexOf } = String.prototype;
  return {
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
