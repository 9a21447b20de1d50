/**
 * Top-level bindings that outlive a run, as later runs and restored functions see them.
 *
 * A restored binding is an accessor of the global object, so code that does not declare the name finds it. When a run
 * that restored a state declares the name again, restored functions use the new declaration, as in a REPL.
 */
import { bareArray, bareObject, dataDescriptor } from '../primordials.ts';
import type { GlobalRoot, LeftOutName, Root } from './capture.ts';
import type { BindingKind, StateImport } from './format.ts';
import { goneReason, type ImportLoader, type ImportSource, importSource, importsText, lateValue } from './imports.ts';
import type { Intrinsics } from './intrinsics.ts';
import {
  arraySort,
  defineProperty,
  deleteProperty,
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

/** A top-level binding: a getter, and a setter if it can be assigned to. */
export interface Binding {
  readonly kind: BindingKind;
  readonly get: () => unknown;
  readonly set?: ((value: unknown) => void) | undefined;
  /** The origin of an imported value: the fields of an `ImportOrigin`, in order. */
  readonly origin?: readonly [how: string, specifier: string, path: readonly string[]] | undefined;
}

/** Attributes of a property that an assignment creates. */
const PLAIN = 7;

export class Scope {
  readonly #intrinsics: Intrinsics;
  readonly #bindings = bareObject<Binding>();
  /** Bindings that are saved as imports. */
  readonly #imports = bareObject<ImportSource>();
  /** Imports of an earlier run that no longer exist. */
  readonly #gone: LeftOutName[] = bareArray();
  readonly #getters = new WeakSetType();
  /** Returns whether a global's value is the runtime's own, so that a new isolate has it too. */
  readonly #isLibrary: (name: string, value: unknown) => boolean;
  #isExposed = false;

  constructor(intrinsics: Intrinsics, isLibrary: (name: string, value: unknown) => boolean) {
    this.#intrinsics = intrinsics;
    this.#isLibrary = isLibrary;
  }

  /** Adds the bindings of a state. */
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

  /** Adds the imports of a state, which are loaded at first use. Leaves out imports that no longer exist. */
  restoreImports(imports: readonly StateImport[], loader: ImportLoader): void {
    this.#isExposed = true;
    for (let at = 0; at < imports.length; at += 1) {
      const { 0: name, 1: kind, 2: how, 3: specifier, 4: from, 5: path } = imports[at] as StateImport;
      if (hasOwn(this.#bindings, name)) continue;
      const source: ImportSource = { how, specifier, from, path, isRestored: true };
      try {
        loader.find(how, specifier, from);
      } catch (error) {
        this.#gone[this.#gone.length] = [name, goneReason(source, error)];
        continue;
      }
      this.#imports[name] = source;
      this.#bindings[name] = { kind, get: lateValue(source, loader), set: this.#replacing(name, kind) };
      this.#expose(name);
    }
  }

  /** Returns the setter for an import of an earlier run: an assignment turns it into an ordinary binding. */
  #replacing(name: string, kind: BindingKind): Binding['set'] {
    if (kind === 'const') return undefined;
    return (value) => {
      deleteProperty(this.#imports, name);
      this.#bindings[name] = cell(kind, value);
    };
  }

  /** Turns restored bindings into ordinary properties of the global object, so that a script can declare the names. */
  yieldNames(names: readonly string[]): void {
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at] as string;
      const found = hasOwn(this.#bindings, name) ? getOwnPropertyDescriptor(global, name) : undefined;
      if (found && this.#isOurs(found))
        defineProperty(global, name, dataDescriptor(heldBy(this.#bindings[name] as Binding), PLAIN));
    }
  }

  /** Adds a binding that the run's source declares. @param from absolute path of the source */
  declare(name: string, binding: Binding, isGlobal: boolean, from: string): void {
    const { kind, get } = binding;
    const set = hasOwn(binding, 'set') ? binding.set : undefined;
    const origin = hasOwn(binding, 'origin') ? binding.origin : undefined;
    this.#bindings[name] = { kind, get, set };
    if (origin) this.#imports[name] = importSource(origin, from);
    else deleteProperty(this.#imports, name);
    if (this.#isExposed || isGlobal) this.#expose(name);
  }

  /** Returns whether code anywhere in the run can use a name. */
  isKnown(name: string): boolean {
    return hasOwn(this.#bindings, name) || name in global;
  }

  /** Selects imports of this run to be saved by value, because a later run could not load them. */
  settleImports(loader: () => ImportLoader): void {
    const names = ownKeys(this.#imports) as string[];
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at] as string;
      const { how, specifier, from, isRestored } = this.#imports[name] as ImportSource;
      if (!isRestored && !loader().canLoad(how, specifier, from)) deleteProperty(this.#imports, name);
    }
  }

  /** Returns the bindings that are imports, in the state's format; empty if there are none. */
  imports(): string {
    return importsText(this.#imports, (name) => (this.#bindings[name] as Binding).kind);
  }

  /** Returns the imports of an earlier run that no longer exist and were not declared again. */
  gone(): LeftOutName[] {
    const gone: LeftOutName[] = bareArray();
    for (let at = 0; at < this.#gone.length; at += 1) {
      const entry = this.#gone[at] as LeftOutName;
      if (!hasOwn(this.#bindings, entry[0])) gone[gone.length] = entry;
    }
    return gone;
  }

  /** Returns the bindings that are saved by value, sorted by name, without those that the run never initialized. */
  roots(): Root[] {
    const names = ownKeys(this.#bindings) as string[];
    arraySort(names);
    const roots: Root[] = bareArray();
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at] as string;
      if (hasOwn(this.#imports, name)) continue;
      const { kind, get } = this.#bindings[name] as Binding;
      try {
        roots[roots.length] = { name, kind, value: get() };
      } catch {
        // The run ended before it reached the declaration.
      }
    }
    return roots;
  }

  /** Returns the properties that the guest added to the global object, sorted by name, symbols last. */
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

  /** Returns whether a property of the global object is a script's own binding, which is saved as a binding. */
  #isBinding(key: PropertyKey): boolean {
    if (typeof key !== 'string' || !hasOwn(this.#bindings, key)) return false;
    const { kind } = this.#bindings[key] as Binding;
    return kind === 'var' || kind === 'function';
  }

  /** Returns whether a property is an accessor that leads to a binding. */
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

  /** Defines an accessor on the global object, so that all code of the run finds the binding. */
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

/** Returns the value of a binding; undefined if it can't be loaded. */
function heldBy({ get }: Binding): unknown {
  try {
    return get();
  } catch {
    return undefined;
  }
}

/** Creates a binding that stores its own value. */
function cell(kind: BindingKind, initial: unknown): Binding {
  let value = initial;
  const get = () => value;
  if (kind === 'const') return { kind, get, set: undefined };
  const set = (next: unknown) => {
    value = next;
  };
  return { kind, get, set };
}
