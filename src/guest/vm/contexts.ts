/**
 * Objects whose properties are the globals of a separate context, as `vm.createContext` makes them.
 *
 * The engine's own mechanism, which reads the object at each use of a global, is not available here. Instead, each own
 * property of the object is an accessor on the context's global object, and a proxy in the prototype chain of that
 * global object finds properties that the object inherits or gets later. When a script ends, its declarations and
 * deletions are copied to the object. The engine does not let code of another context change the global object itself,
 * so a script that evaluates to it returns the object.
 */
import type { Inside } from '../border.ts';

type Globals = Record<PropertyKey, unknown>;

/** The script that makes the `Inside` of a new context. */
export const INSIDE_CODE = `(() => {
  const { construct, defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys, setPrototypeOf } = Reflect;
  const evaluate = eval;
  const global = globalThis;
  const Type = Function;
  const ProxyType = Proxy;
  const { create, prototype } = Object;
  let outside;
  return {
    evaluate: (code) => {
      const value = evaluate(code);
      return value === global ? outside : value;
    },
    makeFunction: (params, code) => construct(Type, [...params, code]),
    keys: () => ownKeys(global),
    describe: (key) => getOwnPropertyDescriptor(global, key),
    define: (key, property) => defineProperty(global, key, property),
    remove: (key) => deleteProperty(global, key),
    stand: (object, behind) => {
      outside = object;
      setPrototypeOf(global, new ProxyType(create(prototype), behind));
    },
  };
})()`;

interface Context {
  readonly inside: Inside;
  /** Names of the initial globals of a context. */
  readonly language: ReadonlySet<PropertyKey>;
  /** Names of properties that the object shares with the context. */
  readonly shared: Set<PropertyKey>;
}

const { deleteProperty, get, getOwnPropertyDescriptor, has, ownKeys, set } = Reflect;
const { hasOwn } = Object;

/** Makes the traps that look up a context's globals in its object. */
function behind(object: object): ProxyHandler<object> {
  return {
    has: (language, key) => has(object, key) || has(language, key),
    get: (language, key) => (has(object, key) ? get(object, key) : get(language, key)),
    set: (_, key, value) => set(object, key, value),
  };
}

export class Contexts {
  readonly #contexts = new WeakMap<object, Context>();
  readonly #makeInside: () => Inside;

  /** @param makeInside makes a context */
  constructor(makeInside: () => Inside) {
    this.#makeInside = makeInside;
  }

  has(object: object): boolean {
    return this.#contexts.has(object);
  }

  /** Gives an object a context, unless it has one. */
  add(object: object): void {
    if (this.has(object)) return;
    const inside = this.#makeInside();
    inside.stand(object, behind(object));
    this.#contexts.set(object, { inside, language: new Set(inside.keys()), shared: new Set() });
  }

  /** Evaluates a script in an object's context. */
  run(object: object, code: string): unknown {
    const context = this.#contexts.get(object) as Context;
    this.#bringIn(object as Globals, context);
    try {
      return context.inside.evaluate(code);
    } finally {
      this.#bringOut(object as Globals, context);
    }
  }

  /** Makes a function in an object's context. */
  makeFunction(object: object, params: readonly string[], code: string): unknown {
    const context = this.#contexts.get(object) as Context;
    this.#bringIn(object as Globals, context);
    return context.inside.makeFunction(params, code);
  }

  #bringIn(object: Globals, { inside, shared }: Context): void {
    for (const key of shared) {
      if (hasOwn(object, key)) continue;
      inside.remove(key);
      shared.delete(key);
    }
    for (const key of ownKeys(object)) this.#share(object, inside, shared, key);
  }

  #share(object: Globals, inside: Inside, shared: Set<PropertyKey>, key: PropertyKey): void {
    const isDefined = inside.define(key, {
      get: () => object[key],
      set: (value: unknown) => set(object, key, value),
      enumerable: getOwnPropertyDescriptor(object, key)?.enumerable ?? true,
      configurable: true,
    });
    // Globals that can't be redefined, such as `NaN`, stay those of the language.
    if (isDefined) shared.add(key);
  }

  #bringOut(object: Globals, { inside, language, shared }: Context): void {
    const present = new Set(inside.keys());
    for (const key of shared) {
      if (present.has(key)) continue;
      deleteProperty(object, key);
      shared.delete(key);
    }
    for (const key of present) {
      const property = inside.describe(key) as PropertyDescriptor;
      if (!('value' in property) || (language.has(key) && !shared.has(key))) continue;
      set(object, key, property.value);
      if (property.configurable) this.#share(object, inside, shared, key);
    }
  }
}
