/**
 * `FormData`.
 * @see https://xhr.spec.whatwg.org/#interface-formdata
 */
import type { BlobPart } from '../parts/blob.ts';
import { bareArray } from '../primordials.ts';
import { invalidArgument, needArguments } from '../web/errors.ts';
import { internals } from '../web/realm.ts';
import {
  INSPECT,
  type Inspect,
  type InspectOptions,
  isObject,
  iterateWith,
  pairIterators,
  shapeInterface,
  toUSVString,
} from '../web/webidl.ts';
import type { Blob, File } from './blob.ts';
import { replaced } from './lists.ts';
import { apply, guestArray, now, TypeErrorType } from './primordials.ts';

/** A name and its value. */
export type Entry = readonly [name: string, value: string | File];

/** Returns the part with the blobs, and loads it if needed. */
export function blobPart(): BlobPart {
  return internals.load('blob') as BlobPart;
}

/** Converts a value for an entry: a blob becomes a file, and a file with another name becomes a new file. */
function toValue(value: Blob, name: string | undefined): File {
  const blobs = blobPart();
  const details = blobs.detailsOfFile(value);
  if (details && name === undefined) return value as File;
  const bytes = blobs.segmentsOfBlob(value);
  return blobs.makeFile(bytes, blobs.typeOfBlob(value), name ?? 'blob', details?.lastModified ?? now());
}

/** Makes an entry from the arguments of `append` or `set`. @param count number of arguments */
function toEntry(count: number, name: unknown, value: unknown, filename: unknown): Entry {
  needArguments(count, 'name', 'value');
  const key = toUSVString(name);
  const isBlob = isObject(value) && blobPart().isBlob(value);
  if (count > 2 && !isBlob) throw invalidArgument('value', 'an instance of Blob', value);
  if (!isBlob) return [key, toUSVString(value)];
  return [key, toValue(value, count > 2 && filename !== undefined ? toUSVString(filename) : undefined)];
}

/** Returns the entries in order. */
export let entriesOf: (form: FormData) => readonly Entry[];
/** Returns whether a value is a form. */
export let isFormData: (value: unknown) => value is FormData;
export let makeFormData: (entries: Entry[]) => FormData;

const iterate = pairIterators<FormData>('FormData', (form) => entriesOf(form));

export class FormData {
  #entries: Entry[] = bareArray();

  static {
    isFormData = (value): value is FormData => isObject(value) && #entries in value;
    entriesOf = (form) => form.#entries;
    makeFormData = (entries) => {
      const form = new FormData();
      form.#entries = entries;
      return form;
    };
  }

  constructor(form: unknown = undefined) {
    if (form !== undefined) {
      throw new TypeErrorType('FormData constructor: Argument 1 could not be converted to: undefined.');
    }
  }

  append(name: unknown, value: unknown, _filename: unknown = undefined): void {
    const entries = this.#entries;
    entries[entries.length] = toEntry(arguments.length, name, value, _filename);
  }

  delete(name: unknown): void {
    const entries = this.#entries;
    needArguments(arguments.length, 'name');
    const key = toUSVString(name);
    this.#entries = replaced(entries, ({ 0: each }) => each === key, undefined);
  }

  get(name: unknown): string | File | null {
    const entries = this.#entries;
    needArguments(arguments.length, 'name');
    return find(entries, toUSVString(name))?.[1] ?? null;
  }

  getAll(name: unknown): (string | File)[] {
    const entries = this.#entries;
    needArguments(arguments.length, 'name');
    const key = toUSVString(name);
    const values: (string | File)[] = bareArray();
    for (let at = 0; at < entries.length; at += 1) {
      const entry = entries[at] as Entry;
      if (entry[0] === key) values[values.length] = entry[1];
    }
    return guestArray(values);
  }

  has(name: unknown): boolean {
    const entries = this.#entries;
    needArguments(arguments.length, 'name');
    return find(entries, toUSVString(name)) !== undefined;
  }

  set(name: unknown, value: unknown, _filename: unknown = undefined): void {
    this.#entries;
    const entry = toEntry(arguments.length, name, value, _filename);
    const entries = this.#entries;
    if (find(entries, entry[0])) this.#entries = replaced(entries, ({ 0: each }) => each === entry[0], entry);
    else entries[entries.length] = entry;
  }

  keys(): IterableIterator<string> {
    this.#entries;
    return iterate(this, 'key');
  }

  values(): IterableIterator<string | File> {
    this.#entries;
    return iterate(this, 'value');
  }

  entries(): IterableIterator<Entry> {
    this.#entries;
    return iterate(this, 'key+value');
  }

  forEach(callback: unknown, thisArg: unknown = undefined): void {
    this.#entries;
    if (typeof callback !== 'function') throw invalidArgument('callback', 'of type function', callback);
    for (let at = 0; at < this.#entries.length; at += 1) {
      const { 0: name, 1: value } = this.#entries[at] as Entry;
      apply(callback as () => unknown, thisArg, [value, name, this]);
    }
  }

  [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): string {
    const shown: Record<string, unknown> = { __proto__: null as unknown };
    for (let at = 0; at < this.#entries.length; at += 1) {
      const { 0: name, 1: value } = this.#entries[at] as Entry;
      const before = shown[name];
      shown[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
    }
    const inner = { ...options, depth: depth ?? null };
    return `FormData ${inspect(Object.assign({}, shown), inner)}`;
  }
}

function find(entries: readonly Entry[], name: string): Entry | undefined {
  for (let at = 0; at < entries.length; at += 1) {
    const entry = entries[at] as Entry;
    if (entry[0] === name) return entry;
  }
  return undefined;
}

shapeInterface(FormData, 'FormData', [
  'append',
  'delete',
  'get',
  'getAll',
  'has',
  'set',
  'keys',
  'values',
  'entries',
  'forEach',
]);
iterateWith(FormData, 'entries');
