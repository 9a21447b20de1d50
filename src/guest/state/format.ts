/**
 * The text format of a state: a run's bindings and globals, saved for a later run. Both sides of the border use this
 * file.
 *
 * A state is one JSON text. Equal states give equal texts: bindings and globals are sorted by name, and objects are
 * numbered in the order of a breadth-first walk from them. Properties keep their own order, which is part of the state.
 * Nothing else is written.
 *
 * A value is a JSON primitive. Numbers, booleans, null and most strings are written unchanged. A string that starts
 * with `#` gets a second `#` in front. Every other text that starts with `#` stands for another value:
 *
 * | text | value |
 * | --- | --- |
 * | `#12` | the object numbered 12 |
 * | `#12n`, `#-0x1fn` | a BigInt, in decimal up to 2^64 and in hexadecimal beyond |
 * | `#undefined`, `#NaN`, `#Infinity`, `#-Infinity`, `#-0` | the value of that name |
 * | `#hole` | a hole in an array |
 * | `#@iterator` | `Symbol.iterator`; likewise for the other well-known symbols |
 * | `#:name` | `Symbol.for('name')` |
 * | `#$Array.prototype.map` | the object of the language or the runtime at that path |
 */

/** Version of the format. Increase it when the meaning of a text changes: states of other versions are refused. */
export const STATE_VERSION = 1;

/** A value in a state's text. */
export type StateValue = string | number | boolean | null;

/** How a name was declared. */
export type BindingKind = 'const' | 'let' | 'var' | 'function' | 'class';

/** Where a binding that holds an import gets its value. */
export interface ImportOrigin {
  /** How the source imports. `createRequire`: the value is a `require` function for the path of the source. */
  readonly how: 'import' | 'require' | 'createRequire';
  /** The specifier, as written in the source; empty for `createRequire`. */
  readonly specifier: string;
  /** The keys that lead from the module's namespace or exports to the value. */
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

/** Fields that every object may have besides those of its type. */
interface StateCommon {
  /** The prototype, if it is not the default of the type. */
  readonly proto?: StateValue;
  /** Properties in order, if all are plain and have strings as keys. */
  readonly properties?: Readonly<Record<string, StateValue>>;
  /** Properties in order, in all other cases. */
  readonly slots?: readonly StateSlot[];
  /** Present (and false) if the object is not extensible. */
  readonly extensible?: false;
}

/** A function or class by its source. */
export interface StateFunction extends StateCommon {
  readonly type: 'function';
  readonly source: string;
  readonly name: string;
  /** Present (and true) if the function runs in sloppy mode. */
  readonly sloppy?: true;
  /** Its `prototype`, if that was changed or another object refers to it. */
  readonly prototype?: StateValue;
  /** Values of the computed names of a class's members, in order. */
  readonly keys?: readonly StateValue[];
  /** Static members that the class's source creates but that were deleted. */
  readonly gone?: readonly StateValue[];
}

/** The prototype of a function or class; unchanged members of the class's source are not listed. */
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
      /** Length in elements; absent if the view tracks the length of its buffer. */
      readonly length?: number;
    })
  | { readonly type: 'symbol'; readonly description?: string }
  /** An object that the runtime rebuilds from a text, such as a URL. */
  | (StateCommon & { readonly type: 'text'; readonly of: string; readonly text: string })
  /** A method or accessor that a class's source creates. */
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
