/**
 * Objects whose properties are the globals of a context of their own, as `vm.createContext` makes them. Guest side.
 *
 * The engine's own way, to ask the object at each use of a global, is out of reach. Each property of the object is an
 * accessor on the context's global object instead, and what a script adds or takes away is carried over when it ends; a
 * new global that a callback makes later stays in the context until the next script ends.
 */
import type { Inside } from '../border.ts';

type Globals = Record<PropertyKey, unknown>;

/** The script that a new context evaluates to an `Inside`. */
export const INSIDE_CODE = `(() => {
  const { apply, construct, defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const evaluate = eval;
  const global = globalThis;
  const Type = Function;
  return {
    evaluate: (code) => evaluate(code),
    makeFunction: (params, code) => construct(Type, [...params, code]),
    keys: () => ownKeys(global),
    describe: (key) => getOwnPropertyDescriptor(global, key),
    define: (key, property) => defineProperty(global, key, property),
    remove: (key) => deleteProperty(global, key),
  };
})()`;

interface Context {
  readonly inside: Inside;
  /** Names that a new context has. */
  readonly language: ReadonlySet<PropertyKey>;
  /** Names that are carried between the object and the context. */
  readonly shared: Set<PropertyKey>;
}

const { deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
const { hasOwn } = Object;

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

  /** A function of an object's context. */
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
    shared.add(key);
    inside.define(key, {
      get: () => object[key],
      set: (value: unknown) => {
        object[key] = value;
      },
      enumerable: getOwnPropertyDescriptor(object, key)?.enumerable ?? true,
      configurable: true,
    });
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
      object[key] = property.value;
      if (property.configurable) this.#share(object, inside, shared, key);
    }
  }
}
