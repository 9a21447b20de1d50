/**
 * Shows the values of a state to people, as JSON that is shortened where values are long or deep.
 *
 * Values that JSON can't express are texts as a console would print them: `undefined`, `12n`, `Symbol(x)`, `[Circular]`.
 */
import type { BindingKind, SavedState, StateObject, StateSlot, StateValue } from '../guest/state/format.ts';

export interface ShownBinding {
  readonly name: string;
  /** How it was declared; `global` for a property of the global object. */
  readonly kind: BindingKind | 'global';
  /** `number`, `string`, `function`, `map`, `import`, ... */
  readonly type: string;
  readonly value: unknown;
}

/** How deep objects are shown, how many of their entries, and how many characters of a text. */
const DEPTH_MAX = 4;
const ENTRIES_MAX = 100;
const TEXT_MAX = 1_000;
/** Values shown of one state altogether. */
const VALUES_MAX = 20_000;

const REFERENCE = /^#\d+$/;
const BIGINT = /^#-?(?:\d+|0x[0-9a-f]+)n$/i;
const CUT = '…';

export class StatePreview {
  readonly #saved: SavedState;
  #left = VALUES_MAX;

  constructor(state: SavedState) {
    this.#saved = state;
  }

  bindings(): ShownBinding[] {
    const imports = (this.#saved.imports ?? []).map(
      ([name, kind, how, specifier, , path]): ShownBinding => ({
        name,
        kind,
        type: 'import',
        value: cut([`${how}(${how === 'createRequire' ? '' : JSON.stringify(specifier)})`, ...path].join('.')),
      }),
    );
    return [...imports, ...this.#saved.bindings.map(([name, kind, value]) => this.#binding(name, kind, value))];
  }

  globals(): ShownBinding[] {
    return this.#saved.globals.map(([key, , value]) => this.#binding(textOf(key), 'global', value));
  }

  #binding(name: string, kind: ShownBinding['kind'], value: StateValue): ShownBinding {
    const object = this.#object(value);
    return { name, kind, type: object?.type ?? typeOf(value), value: this.#show(value, []) };
  }

  /** @param path the objects that are being shown, outermost first */
  #show(value: StateValue, path: readonly StateObject[]): unknown {
    this.#left -= 1;
    const object = this.#object(value);
    if (!object) return typeof value === 'string' ? cut(textOf(value)) : value;
    if (path.includes(object)) return '[Circular]';
    if (path.length >= DEPTH_MAX || this.#left <= 0) return `[${object.type}]`;
    return this.#showObject(object, [...path, object]);
  }

  #showObject(object: StateObject, path: readonly StateObject[]): unknown {
    const show = (value: StateValue) => this.#show(value, path);
    switch (object.type) {
      case 'object':
      case 'error':
        return this.#properties(object, path);
      case 'array':
        return this.#list(object.items ?? [], show);
      case 'map':
        return this.#list(object.entries, ([key, value]) => [show(key), show(value)]);
      case 'set':
        return this.#list(object.values, show);
      case 'date':
        return typeof object.time === 'number' ? new Date(object.time).toISOString() : 'Invalid Date';
      case 'regexp':
        return `/${cut(object.source)}/${object.flags}`;
      case 'boxed':
        return show(object.value);
      case 'buffer':
        return `${Buffer.byteLength(object.base64, 'base64')} bytes`;
      case 'view':
        return `${object.of} of ${object.length ?? 'all'} elements`;
      case 'symbol':
        return `Symbol(${cut(object.description ?? '')})`;
      case 'text':
        return cut(object.text);
      case 'function':
        return cut(object.source);
      case 'prototype':
      case 'member':
        return `[${object.type}]`;
    }
  }

  #properties(object: StateObject & { type: 'object' | 'error' }, path: readonly StateObject[]): unknown {
    const slots: readonly StateSlot[] = object.slots ?? [];
    const pairs = [
      ...Object.entries(object.properties ?? {}),
      // A slot with four parts is an accessor, which has no value to show.
      ...slots.map((slot): [string, StateValue] => [textOf(slot[0]), slot.length === 4 ? '[Accessor]' : slot[2]]),
    ];
    const shownPairs = pairs.slice(0, ENTRIES_MAX).map(([name, value]) => [cut(name), this.#show(value, path)]);
    if (pairs.length > ENTRIES_MAX) shownPairs.push([CUT, `${pairs.length - ENTRIES_MAX} more`]);
    return Object.fromEntries(shownPairs);
  }

  #list<T>(items: readonly T[], show: (item: T) => unknown): unknown[] {
    const shownItems = items.slice(0, ENTRIES_MAX).map(show);
    return items.length > ENTRIES_MAX ? [...shownItems, `${CUT} ${items.length - ENTRIES_MAX} more`] : shownItems;
  }

  #object(value: StateValue): StateObject | undefined {
    return typeof value === 'string' && REFERENCE.test(value) ? this.#saved.objects[Number(value.slice(1))] : undefined;
  }
}

/** Returns the type of a value that is not an object. */
function typeOf(value: StateValue): string {
  if (value === null) return 'null';
  if (typeof value !== 'string') return typeof value;
  if (!value.startsWith('#') || value.startsWith('##')) return 'string';
  if (BIGINT.test(value)) return 'bigint';
  if (value.startsWith('#@') || value.startsWith('#:')) return 'symbol';
  if (value.startsWith('#$')) return 'builtin';
  return value === '#undefined' || value === '#hole' ? 'undefined' : 'number';
}

/** Returns a value's text for people, without the prefix that the state's encoding adds. */
function textOf(value: StateValue): string {
  const text = String(value);
  if (!text.startsWith('#')) return text;
  if (text.startsWith('#@')) return `Symbol.${text.slice(2)}`;
  if (text.startsWith('#:')) return `Symbol.for(${text.slice(2)})`;
  if (text.startsWith('#$')) return text.slice(2);
  return text.slice(1);
}

function cut(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}${CUT}` : text;
}
