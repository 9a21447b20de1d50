/**
 * The names that outlive a run: top-level bindings as later runs and restored functions see them.
 *
 * A restored binding is an accessor of the global object, where code that does not declare the name finds it. What a run
 * declares itself is its own; once a heap has been restored, the name leads there for restored functions too, as at a
 * prompt where a name has been declared again.
 */
import { bareArray, bareObject, dataDescriptor } from '../primordials.ts';
import type { GlobalRoot, Root } from './capture.ts';
import type { BindingKind } from './format.ts';
import type { Intrinsics } from './intrinsics.ts';
import {
  arraySort,
  defineProperty,
  getOwnPropertyDescriptor,
  global,
  hasOwn,
  is,
  ownKeys,
  TypeErrorType,
  WeakSetType,
  weakSetAdd,
  weakSetHas,
} from './primordials.ts';

/** A top-level binding: how to read it and, where it can be assigned to, how to do that. */
export interface Binding {
  readonly kind: BindingKind;
  readonly get: () => unknown;
  readonly set?: ((value: unknown) => void) | undefined;
}

/** Attributes of a property as an assignment makes it. */
const PLAIN = 7;

export class Scope {
  readonly #intrinsics: Intrinsics;
  readonly #bindings = bareObject<Binding>();
  readonly #getters = new WeakSetType();
  /** Whether a global stands for what boot would bring up: its value then is the runtime's. */
  readonly #isLibrary: (name: string, value: unknown) => boolean;
  #isExposed = false;

  constructor(intrinsics: Intrinsics, isLibrary: (name: string, value: unknown) => boolean) {
    this.#intrinsics = intrinsics;
    this.#isLibrary = isLibrary;
  }

  /** Takes over the bindings of a heap. */
  restore(roots: readonly Root[]): void {
    this.#isExposed = true;
    const names = ownKeys(this.#bindings) as string[];
    for (let at = 0; at < roots.length; at += 1) {
      const { name, kind, value } = roots[at] as Root;
      if (!hasOwn(this.#bindings, name)) this.#bindings[name] = cell(kind, value);
      this.#expose(name);
    }
    for (let at = 0; at < names.length; at += 1) this.#expose(names[at] as string);
  }

  /** Turns restored bindings into ordinary properties of the global object, as a script's `var` finds them. */
  yieldNames(names: readonly string[]): void {
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at] as string;
      const found = hasOwn(this.#bindings, name) ? getOwnPropertyDescriptor(global, name) : undefined;
      if (found && this.#isOurs(found))
        defineProperty(global, name, dataDescriptor(this.#bindings[name]?.get(), PLAIN));
    }
  }

  /** Takes the bindings that the run's source declares. */
  declare(name: string, binding: Binding, isGlobal: boolean): void {
    const { kind, get } = binding;
    const set = hasOwn(binding, 'set') ? binding.set : undefined;
    this.#bindings[name] = { kind, get, set };
    if (this.#isExposed || isGlobal) this.#expose(name);
  }

  /** Whether code anywhere in the run can use a name. */
  isKnown(name: string): boolean {
    return hasOwn(this.#bindings, name) || name in global;
  }

  /** Every binding with its value, sorted; what the run has not come to declare is not there. */
  roots(): Root[] {
    const names = ownKeys(this.#bindings) as string[];
    arraySort(names);
    const roots: Root[] = bareArray();
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at] as string;
      const { kind, get } = this.#bindings[name] as Binding;
      try {
        roots[roots.length] = { name, kind, value: get() };
      } catch {
        // Declared further down than the run went.
      }
    }
    return roots;
  }

  /** What the guest has put on the global object, sorted by name, symbols last. */
  globals(): GlobalRoot[] {
    const keys = ownKeys(global);
    const names: string[] = bareArray();
    const symbols: symbol[] = bareArray();
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] as PropertyKey;
      const descriptor = getOwnPropertyDescriptor(global, key);
      if (!descriptor || !this.#isGuests(key, descriptor) || this.#isBinding(key)) continue;
      if (typeof key === 'symbol') symbols[symbols.length] = key;
      else names[names.length] = key as string;
    }
    arraySort(names);
    const roots: GlobalRoot[] = bareArray();
    const add = (key: PropertyKey) => {
      roots[roots.length] = { key, descriptor: getOwnPropertyDescriptor(global, key) as PropertyDescriptor };
    };
    for (let at = 0; at < names.length; at += 1) add(names[at] as string);
    for (let at = 0; at < symbols.length; at += 1) add(symbols[at] as symbol);
    return roots;
  }

  /** Whether a property of the global object is a script's own binding, which is kept as that. */
  #isBinding(key: PropertyKey): boolean {
    if (typeof key !== 'string' || !hasOwn(this.#bindings, key)) return false;
    const { kind } = this.#bindings[key] as Binding;
    return kind === 'var' || kind === 'function';
  }

  /** Whether a property leads to a binding. */
  #isOurs(found: PropertyDescriptor): boolean {
    return hasOwn(found, 'get') && typeof found.get === 'function' && weakSetHas(this.#getters, found.get);
  }

  #isGuests(key: PropertyKey, now: PropertyDescriptor): boolean {
    if (this.#isOurs(now)) return false;
    const { baseline } = this.#intrinsics;
    if (!hasOwn(baseline, key)) return true;
    const before = baseline[key] as PropertyDescriptor;
    if (!hasOwn(now, 'value')) return now.get !== before.get;
    if (hasOwn(before, 'value')) return !is(now.value, before.value);
    return typeof key !== 'string' || !this.#isLibrary(key, now.value);
  }

  /** Makes a name lead to its binding for all code of the run. */
  #expose(name: string): void {
    const found = getOwnPropertyDescriptor(global, name);
    if (found && (this.#isOurs(found) || found.configurable === false)) return;
    const get = () => (this.#bindings[name] as Binding).get();
    const set = (value: unknown) => {
      const { set: assign } = this.#bindings[name] as Binding;
      if (!assign) throw new TypeErrorType('Assignment to constant variable.');
      assign(value);
    };
    weakSetAdd(this.#getters, get);
    const accessor = { __proto__: null, get, set, enumerable: false, configurable: true };
    defineProperty(global, name, accessor as unknown as PropertyDescriptor);
  }
}

/** A binding of its own. */
function cell(kind: BindingKind, initial: unknown): Binding {
  let value = initial;
  const get = () => value;
  if (kind === 'const') return { kind, get, set: undefined };
  const set = (next: unknown) => {
    value = next;
  };
  return { kind, get, set };
}
