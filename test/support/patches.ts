/**
 * What guest code can change of the language that it runs in, as statements for the guest.
 */

/** How a property is replaced. */
export const MANNERS = ['throws', 'lies', 'getter'] as const;

/**
 * Statements that define three globals: `$targets`, every property of the built-in objects that can be replaced;
 * `$change(target, manner)`; and `$add(object, key)`, which puts an accessor that throws where nothing was.
 */
export const PATCHES = `
globalThis.$targets = (() => {
  const seen = new Set(), list = [];
  const visit = (object, path) => {
    if (object === null || (typeof object !== 'object' && typeof object !== 'function') || seen.has(object)) return;
    if (object === globalThis || path.split('.').length > 4) return;
    seen.add(object);
    for (const key of Reflect.ownKeys(object)) {
      const found = Object.getOwnPropertyDescriptor(object, key);
      const name = path + (typeof key === 'symbol' ? '[' + key.description + ']' : '.' + key);
      if (found.configurable || found.writable) list.push({ object, key, found, name });
      if ('value' in found) visit(found.value, name);
    }
    visit(Object.getPrototypeOf(object), path + '.__proto__');
  };
  const made = { array: [][Symbol.iterator](), map: new Map().keys(), set: new Set().keys(),
    string: ''[Symbol.iterator](), regexp: ''.matchAll(/./g), generator: (function* () {})(),
    asyncGenerator: (async function* () {})(), async: async () => {} };
  for (const name of Object.keys(made)) visit(Object.getPrototypeOf(made[name]), '%' + name + '%');
  for (const name of ['Function', 'Object', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Error',
    'TypeError', 'RangeError', 'SyntaxError', 'AggregateError', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef',
    'FinalizationRegistry', 'Date', 'RegExp', 'Promise', 'Proxy', 'Reflect', 'JSON', 'Math', 'ArrayBuffer',
    'SharedArrayBuffer', 'DataView', 'Uint8Array', 'Float64Array', 'BigInt64Array', 'Atomics', 'Iterator'])
    visit(globalThis[name], name);
  return list;
})();
globalThis.$change = ((define, E) => ({ object, key, found }, manner) => {
  const raise = function () { throw new E('patched'); };
  const value = manner === 'lies' ? function () { return { patched: true }; } : raise;
  const isAccessor = manner === 'getter' || 'get' in found;
  try {
    if (!found.configurable) object[key] = value;
    else if (isAccessor) define(object, key, { __proto__: null, get: raise, set: raise, configurable: true });
    else define(object, key, { __proto__: null, value, writable: true, configurable: true });
  } catch {}
})(Object.defineProperty, Error);
globalThis.$add = ((define, E) => (object, key) => {
  const raise = function () { throw new E('patched'); };
  define(object, key, { __proto__: null, get: raise, set: raise, configurable: true });
})(Object.defineProperty, Error);
`;
