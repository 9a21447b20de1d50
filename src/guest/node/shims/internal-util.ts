/**
 * Functions of `internal/util` that Node's library uses.
 */

import { uncurry } from '../../primordials.ts';
import { promisify } from '../../promisify.ts';

const isErrorValue = (Error as unknown as { isError(value: unknown): boolean }).isError;
const { defineProperty, freeze } = Object;
const joined = uncurry(Array.prototype.join);

export { promisify };
export const customInspectSymbol = Symbol.for('nodejs.util.inspect.custom');
export const kEmptyObject = freeze({ __proto__: null });

export function isError(value: unknown): boolean {
  return isErrorValue(value) || value instanceof Error;
}

export function setOwnProperty(object: object, key: PropertyKey, value: unknown): object {
  return defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

export function assignFunctionName(name: string | symbol, form: () => unknown): () => unknown {
  const text = typeof name === 'symbol' ? `[${name.description}]` : name;
  return defineProperty(form, 'name', { value: text, configurable: true });
}

export function join(parts: string[], separator: string): string {
  return joined(parts, separator);
}

/** Removes the colour codes from a text. */
export function removeColors(text: string): string {
  return text.replaceAll(/\u001b\[\d\d?m/g, '');
}

export function normalizeEncoding(encoding: unknown): unknown {
  return encoding;
}

/** Blocks the run for some ms. */
export function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** A weak reference that keeps its value alive while its count is not 0. */
export class WeakReference {
  #weak: WeakRef<object>;
  #strong: object | undefined;
  #count = 0;

  constructor(value: object) {
    this.#weak = new WeakRef(value);
  }

  incRef(): number {
    this.#count += 1;
    this.#strong = this.#weak.deref();
    return this.#count;
  }

  decRef(): number {
    this.#count -= 1;
    if (this.#count === 0) this.#strong = undefined;
    return this.#count;
  }

  get(): object | undefined {
    return this.#strong ?? this.#weak.deref();
  }
}
