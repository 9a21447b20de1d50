/**
 * Common code of the web's interfaces: conversions, and the shape of prototypes.
 * @see https://webidl.spec.whatwg.org/
 */

const { defineProperty, defineProperties, getPrototypeOf, setPrototypeOf, create } = Object;
const { apply } = Reflect;
const toWellFormed = String.prototype.toWellFormed;
const iterator: typeof Symbol.iterator = Symbol.iterator;
const toStringTag: typeof Symbol.toStringTag = Symbol.toStringTag;

/** Node's key for an object's custom inspection method. */
export const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never;

/** Options that Node passes to a custom inspection method. */
export interface InspectOptions {
  readonly depth?: number | null;
  readonly breakLength?: number;
  stylize(text: string, style: string): string;
}

/** Node's `util.inspect`. */
export type Inspect = (value: unknown, options: object) => string;

/** Converts a value to a string, and replaces lone surrogates. @throws TypeError for a symbol */
export function toUSVString(value: unknown): string {
  return apply(toWellFormed, `${value as string}`, []);
}

/** Returns whether a value is an object in the standards' sense. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/**
 * Formats an object of an interface as Node does: the class's name and some attributes.
 * @param depth the depth with which `[INSPECT]` was called
 */
export function inspectAttributes(
  value: object,
  attributes: object,
  depth: number | null,
  options: InspectOptions,
  inspect: Inspect,
): unknown {
  if (depth !== null && depth < 0) return value;
  const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
  return `${value.constructor.name} ${inspect(attributes, inner)}`;
}

type Interface = (abstract new (...args: never[]) => unknown) & { readonly prototype: object };

/**
 * Gives a class the shape that the web's interfaces have: its members enumerable, its name as its tag.
 * @param members names on the prototype
 * @param statics names on the class itself
 */
export function shapeInterface(
  type: Interface,
  name: string,
  members: readonly string[],
  statics: readonly string[] = [],
): void {
  // The bundler may have given the class another name.
  defineProperty(type, 'name', { value: name, configurable: true });
  for (const member of members) defineProperty(type.prototype, member, { enumerable: true });
  for (const member of statics) defineProperty(type, member, { enumerable: true });
  defineProperty(type.prototype, toStringTag, { value: name, configurable: true });
}

/** Puts constants on an interface and its prototype. */
export function defineConstants(type: Interface, constants: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(constants)) {
    const constant = { value, writable: false, enumerable: true, configurable: false };
    defineProperty(type, name, constant);
    defineProperty(type.prototype, name, constant);
  }
}

const ITERATOR_PROTOTYPE = getPrototypeOf(getPrototypeOf([][iterator]())) as object;

/** Part of a pair that an iterator yields. */
export type PairKind = 'key' | 'value' | 'key+value';

/**
 * Makes the iterators of an interface whose values are pairs. They show changes made during the iteration.
 * @param name name of the interface
 * @param pairsOf returns the current list; called at every step
 */
export function pairIterators<T extends object>(
  name: string,
  pairsOf: (target: T) => readonly (readonly [unknown, unknown])[],
): (target: T, kind: PairKind) => IterableIterator<never> {
  class PairIterator {
    readonly #target: T;
    readonly #kind: PairKind;
    #at = 0;

    constructor(target: T, kind: PairKind) {
      this.#target = target;
      this.#kind = kind;
    }

    next(): { value: unknown; done: boolean } {
      const pair = pairsOf(this.#target)[this.#at];
      if (!pair) return { value: undefined, done: true };
      this.#at += 1;
      return { value: pick(pair, this.#kind), done: false };
    }

    [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): string {
      if (depth !== null && depth < 0) return options.stylize('[Object]', 'special');
      const rest = pairsOf(this.#target).slice(this.#at);
      const shown = inspect(
        rest.map((pair) => pick(pair, this.#kind)),
        options,
      );
      return `${name} Iterator {${shown.slice(1, -1)}}`;
    }
  }
  const prototype = create(ITERATOR_PROTOTYPE, {
    next: { value: PairIterator.prototype.next, writable: true, enumerable: true, configurable: true },
    [INSPECT]: { value: PairIterator.prototype[INSPECT], writable: true, enumerable: false, configurable: true },
    [toStringTag]: { value: `${name} Iterator`, configurable: true },
  }) as object;
  return (target, kind) => {
    const made = new PairIterator(target, kind);
    setPrototypeOf(made, prototype);
    return made as unknown as IterableIterator<never>;
  };
}

function pick(pair: readonly [unknown, unknown], kind: PairKind): unknown {
  return kind === 'key' ? pair[0] : kind === 'value' ? pair[1] : [pair[0], pair[1]];
}

/** Makes `[Symbol.iterator]` the same function as another member. */
export function iterateWith(type: Interface, member: string): void {
  const value = (type.prototype as Record<string, unknown>)[member];
  defineProperties(type.prototype, { [iterator]: { value, writable: true, enumerable: false, configurable: true } });
}
