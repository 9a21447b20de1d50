/**
 * Writes the fields that depend on an object's type: the items of an array, the entries of a map, the bytes of a
 * buffer.
 */
import { bufferFields, followsLength, unboxed } from './boxes.ts';
import { tooLarge } from './capture-bounds.ts';
import { hasAttributes, isIndex, isPlain } from './descriptors.ts';
import { ATTRIBUTE } from './format.ts';
import type { Skip, Walk } from './function-writer.ts';
import type { Intrinsics } from './intrinsics.ts';
import { type Kind, ownValue } from './kinds.ts';
import {
  dataViewBuffer,
  dataViewLength,
  dataViewOffset,
  dateTime,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  mapForEach,
  ownKeys,
  regexpFlags,
  regexpSource,
  StringOf,
  setForEach,
  stackOf,
  stringify,
  typedArrayBuffer,
  typedArrayLength,
  typedArrayOffset,
  typedArrayTag,
} from './primordials.ts';
import { TEXT_VALUES, textOf } from './text-values.ts';

const SKIP_NOTHING: Skip = () => false;

export class FieldWriter {
  readonly #walk: Pick<Walk, 'reference'>;
  readonly #intrinsics: Intrinsics;
  readonly #textMax: number;

  /** @param textMax maximum length of the text, in characters */
  constructor(walk: Pick<Walk, 'reference'>, intrinsics: Intrinsics, textMax: number) {
    this.#walk = walk;
    this.#intrinsics = intrinsics;
    this.#textMax = textMax;
  }

  /** Returns the fields of an object's type, and a test for the own keys that they cover. */
  fields(object: object, kind: Kind): [fields: string, skip: Skip] {
    switch (kind) {
      case 'array':
        return this.#arrayFields(object as unknown[]);
      case 'map':
        return [`,"entries":[${this.#entries(object)}]`, SKIP_NOTHING];
      case 'set':
        return [`,"values":[${this.#values(object)}]`, SKIP_NOTHING];
      case 'date':
        return [`,"time":${this.#walk.reference(dateTime(object as Date), '')}`, SKIP_NOTHING];
      case 'regexp': {
        const fields = `,"source":${stringify(regexpSource(object))},"flags":"${regexpFlags(object)}"`;
        const isFresh = ownValue(object, 'lastIndex') === 0 && hasAttributes(object, 'lastIndex', ATTRIBUTE.writable);
        return [fields, (key) => key === 'lastIndex' && isFresh];
      }
      case 'error': {
        const stack = stackOf(object);
        return [stack === undefined ? '' : `,"stack":${stringify(stack)}`, (key) => key === 'stack'];
      }
      case 'boxed':
        return this.#boxedFields(object);
      case 'buffer':
        return [bufferFields(object as ArrayBuffer), SKIP_NOTHING];
      case 'view':
        return this.#viewFields(object as ArrayBufferView);
      case 'text': {
        const prototype = this.#textPrototype(object);
        const path = this.#intrinsics.pathOf(prototype) as string;
        const text = textOf(object, prototype, TEXT_VALUES[path] as (typeof TEXT_VALUES)[string]) ?? '';
        return [`,"of":${stringify(path)},"text":${stringify(text)}`, SKIP_NOTHING];
      }
      default:
        return ['', SKIP_NOTHING];
    }
  }

  #textPrototype(object: object): object {
    let prototype = getPrototypeOf(object) as object;
    while (this.#intrinsics.pathOf(prototype) === undefined) prototype = getPrototypeOf(prototype) as object;
    return prototype;
  }

  #arrayFields(array: unknown[]): [string, Skip] {
    const keys = ownKeys(array);
    const { length } = array;
    const isLengthFixed = getOwnPropertyDescriptor(array, 'length')?.writable === false;
    const skipLength: Skip = (key) => key === 'length' && !isLengthFixed;
    // One key is `length`. An array of mostly holes is written as properties.
    if (keys.length - 1 < length / 2) return [`,"length":${length}`, skipLength];
    let items = '';
    for (let at = 0; at < length; at += 1) {
      const found = getOwnPropertyDescriptor(array, at);
      if (found && !isPlain(found)) return [`,"length":${length}`, skipLength];
      const text = found ? (this.#walk.reference(found.value, `[${at}]`) ?? '"#undefined"') : '"#hole"';
      items += at === 0 ? text : `,${text}`;
      if (items.length > this.#textMax) throw tooLarge(this.#textMax);
    }
    return [`,"items":[${items}]`, (key) => skipLength(key) || isIndex(key, length)];
  }

  #entries(map: object): string {
    let text = '';
    mapForEach(map, (value, key) => {
      const left = this.#walk.reference(key, '<key>');
      const right = left === undefined ? undefined : this.#walk.reference(value, `<${show(key)}>`);
      if (right !== undefined) text += `${text === '' ? '' : ','}[${left},${right}]`;
      if (text.length > this.#textMax) throw tooLarge(this.#textMax);
    });
    return text;
  }

  #values(set: object): string {
    let text = '';
    setForEach(set, (value) => {
      const item = this.#walk.reference(value, '<value>');
      if (item !== undefined) text += `${text === '' ? '' : ','}${item}`;
      if (text.length > this.#textMax) throw tooLarge(this.#textMax);
    });
    return text;
  }

  #boxedFields(object: object): [string, Skip] {
    const value = unboxed(object);
    const skip: Skip =
      typeof value === 'string' ? (key) => key === 'length' || isIndex(key, value.length) : SKIP_NOTHING;
    return [`,"value":${this.#walk.reference(value, '')}`, skip];
  }

  #viewFields(view: ArrayBufferView): [string, Skip] {
    const tag = typedArrayTag(view);
    const isPlainView = tag === undefined;
    const buffer = isPlainView ? dataViewBuffer(view) : typedArrayBuffer(view);
    const offset = isPlainView ? dataViewOffset(view) : typedArrayOffset(view);
    const length = isPlainView ? dataViewLength(view) : typedArrayLength(view);
    const reference = this.#walk.reference(buffer, 'buffer') ?? '"#undefined"';
    const sizes = followsLength(view, buffer, isPlainView ? dataViewLength : typedArrayLength)
      ? ''
      : `,"length":${length}`;
    const fields = `,"of":"${tag ?? 'DataView'}","buffer":${reference},"offset":${offset}${sizes}`;
    return [fields, isPlainView ? SKIP_NOTHING : (key) => isIndex(key, length)];
  }
}

/** Returns a key as a path shows it. */
export function show(key: unknown): string {
  const text =
    typeof key === 'string' || typeof key === 'symbol' || typeof key === 'number' ? StringOf(key) : typeof key;
  return text.length > 40 ? 'key' : text;
}
