/**
 * The text of a state: a run's bindings and globals for a later run. Pure; both sides of the border read it.
 *
 * A state is one JSON text. Equal states give equal texts: bindings and globals are sorted by name, and objects are
 * numbered in the order of a breadth-first walk from there. Properties keep their own order, which is part of the
 * state. Nothing else is written.
 *
 * A value is a JSON primitive. Numbers, booleans and null are themselves; a string is itself unless it starts with `#`,
 * which is then doubled. What else starts with `#`:
 *
 * | text | value |
 * | --- | --- |
 * | `#12` | the object numbered 12 |
 * | `#12n`, `#-0x1fn` | a BigInt, in decimal up to 2^64 and in hexadecimal beyond |
 * | `#undefined`, `#NaN`, `#Infinity`, `#-Infinity`, `#-0` | that |
 * | `#hole` | an index of an array that has no element |
 * | `#@iterator` | `Symbol.iterator`, and so for the other well-known symbols |
 * | `#:name` | `Symbol.for('name')` |
 * | `#$Array.prototype.map` | what the language or the runtime has at that path |
 */

/** Raised when the meaning of a text changes: a state of another version is refused, not guessed at. */
export const STATE_VERSION = 1;

/** A value in a state's text. */
export type StateValue = string | number | boolean | null;

/** How a name was declared. */
export type BindingKind = 'const' | 'let' | 'var' | 'function' | 'class';

/** Where a binding that holds an import gets its value. */
export interface ImportOrigin {
  /** By which words; `createRequire` made a `require` for the place of the source. */
  readonly how: 'import' | 'require' | 'createRequire';
  /** As the source has it; empty for `createRequire`. */
  readonly specifier: string;
  /** The members that lead from the module's namespace or exports to the value. */
  readonly path: readonly string[];
}

/** A binding that is kept as an import. @see ImportOrigin */
export type StateImport = readonly [
  name: string,
  kind: BindingKind,
  how: ImportOrigin['how'],
  specifier: string,
  /** Absolute path of the source that imports. */
  from: string,
  path: readonly string[],
];

/** Attributes of a property as bits. */
export const ATTRIBUTE = { writable: 1, enumerable: 2, configurable: 4 } as const;

/** A property: key, attributes, value; or key, attributes, getter, setter. */
export type StateSlot =
  | readonly [key: StateValue, attributes: number, value: StateValue]
  | readonly [key: StateValue, attributes: number, get: StateValue, set: StateValue];

/** Fields that every object may have beside those of its type. */
interface StateCommon {
  /** The prototype, when it is not the one that its type has by itself. */
  readonly proto?: StateValue;
  /** Properties in their order when all are plain and their keys strings. */
  readonly properties?: Readonly<Record<string, StateValue>>;
  /** Properties in their order otherwise. */
  readonly slots?: readonly StateSlot[];
  /** There and false when nothing can be added. */
  readonly extensible?: false;
}

/** A function or class by its source. */
export interface StateFunction extends StateCommon {
  readonly type: 'function';
  readonly source: string;
  readonly name: string;
  /** There and true when it runs in sloppy mode. */
  readonly sloppy?: true;
  /** Its `prototype`, when another object refers to it or it is not as it was made. */
  readonly prototype?: StateValue;
  /** Values of the computed names of a class's members, in their order. */
  readonly keys?: readonly StateValue[];
  /** Members of the class's source that are gone: those of the class itself. */
  readonly gone?: readonly StateValue[];
}

/** The prototype of a function or class; members of the class's source are not listed. */
export interface StatePrototype extends StateCommon {
  readonly type: 'prototype';
  readonly of: StateValue;
  readonly gone?: readonly StateValue[];
}

/** An object of a state. */
export type StateObject =
  | (StateCommon & { readonly type: 'object' })
  | (StateCommon & { readonly type: 'error'; readonly stack?: string })
  | (StateCommon & { readonly type: 'array'; readonly items?: readonly StateValue[]; readonly length?: number })
  | (StateCommon & { readonly type: 'map'; readonly entries: readonly (readonly [StateValue, StateValue])[] })
  | (StateCommon & { readonly type: 'set'; readonly values: readonly StateValue[] })
  | (StateCommon & { readonly type: 'date'; readonly time: StateValue })
  | (StateCommon & { readonly type: 'regexp'; readonly source: string; readonly flags: string })
  | (StateCommon & { readonly type: 'boxed'; readonly value: StateValue })
  | (StateCommon & { readonly type: 'buffer'; readonly base64: string; readonly maxLength?: number })
  | (StateCommon & {
      readonly type: 'view';
      /** `Uint8Array`, `DataView`, ... */
      readonly of: string;
      readonly buffer: StateValue;
      readonly offset: number;
      /** In elements; absent when it follows the length of its buffer. */
      readonly length?: number;
    })
  | { readonly type: 'symbol'; readonly description?: string }
  /** An object that the runtime makes again from a text, such as a URL. */
  | (StateCommon & { readonly type: 'text'; readonly of: string; readonly text: string })
  /** A method or accessor that a class's source makes. */
  | {
      readonly type: 'member';
      readonly of: StateValue;
      readonly static: boolean;
      readonly kind: 'value' | 'get' | 'set';
      readonly key: StateValue;
    }
  | StateFunction
  | StatePrototype;

/** A state. */
export interface SavedState {
  readonly version: typeof STATE_VERSION;
  /** Bindings that are imports, sorted by name; absent when there are none. */
  readonly imports?: readonly StateImport[];
  readonly bindings: readonly (readonly [name: string, kind: BindingKind, value: StateValue])[];
  readonly globals: readonly StateSlot[];
  readonly objects: readonly StateObject[];
}
