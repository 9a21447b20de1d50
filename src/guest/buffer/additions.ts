/**
 * Completes the `Buffer` of the package `buffer`, which lags behind Node's.
 * @see https://nodejs.org/api/buffer.html
 */
import { dataDescriptor, getter, uncurry } from '../primordials.ts';
import { codedError, invalidArgument, outOfRange } from '../web/errors.ts';
import { defineNumbers } from './numbers.ts';
import { defineText } from './text.ts';
import type { BufferBytes, BufferType } from './types.ts';

const { apply, defineProperty, deleteProperty } = Reflect;
const { indexOf, lastIndexOf } = Uint8Array.prototype;
const { isArray } = Array;
const { isView } = ArrayBuffer;
const { isInteger, isNaN: isNotANumber, MAX_SAFE_INTEGER } = Number;
const { max, min, sign, trunc } = Math;
const { setPrototypeOf } = Object;
const lengthOf = getter<number>(Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array, 'length');
const toNumber = Number;
const DataViewType = DataView;
const RangeErrorType = RangeError;
const Uint8ArrayType = Uint8Array;
const exec = uncurry(RegExp.prototype.exec);
const sliceBytes = uncurry(Uint8Array.prototype.slice);
const fill = uncurry(Uint8Array.prototype.set as (this: Uint8Array, source: Uint8Array, at: number) => void);
const part = uncurry(Uint8Array.prototype.subarray) as (bytes: Uint8Array, from: number, to: number) => Uint8Array;
/** Attributes of a property that an assignment creates. */
const PLAIN = 7;

const ENCODINGS = ['ascii', 'base64', 'base64url', 'latin1', 'hex', 'ucs2', 'utf8'];
const BUFFER = 'an instance of Buffer or Uint8Array';
/** The value in Node. It has no effect, because there is no pool here. */
const POOL_SIZE = 65_536;
const INT32_MAX = 0x7fffffff;

function checkIndex(value: unknown, name: string, most = MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number') throw invalidArgument(name, 'of type number', value);
  if (!isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < 0 || value > most) throw outOfRange(name, `>= 0 && <= ${most}`, value);
  return value;
}

function checkSize(size: unknown): void {
  if (typeof size !== 'number') throw invalidArgument('size', 'of type number', size);
  const most = MAX_SAFE_INTEGER;
  if (!(size >= 0 && size <= most)) throw outOfRange('size', `>= 0 && <= ${most}`, size);
}

function checkBytes(value: unknown, name: string): asserts value is Uint8Array {
  if (!(value instanceof Uint8ArrayType)) throw invalidArgument(name, BUFFER, value);
}

function orElse(given: unknown, otherwise: number): unknown {
  return given === undefined ? otherwise : given;
}

function define(target: object, name: string, value: unknown): void {
  defineProperty(target, name, dataDescriptor(value, PLAIN));
}

function compare(one: Uint8Array, two: Uint8Array): number {
  const length = min(one.length, two.length);
  for (let at = 0; at < length; at += 1) {
    if (one[at] !== two[at]) return (one[at] as number) < (two[at] as number) ? -1 : 1;
  }
  return sign(one.length - two.length);
}

/** Converts an offset as `subarray` does: a negative offset counts from the end. */
function within(given: unknown, length: number): number {
  const offset = trunc(toNumber(given));
  if (isNotANumber(offset)) return 0;
  return offset < 0 ? max(offset + length, 0) : min(offset, length);
}

/** Makes a method that swaps bytes check the length first. */
function defineSwap(prototype: object, bits: number): void {
  const name = `swap${bits}`;
  const swap = (prototype as Record<string, (this: Uint8Array) => Uint8Array>)[name] as () => Uint8Array;
  define(prototype, name, function (this: Uint8Array) {
    if (this.length % (bits / 8) !== 0) {
      throw codedError(RangeErrorType, 'ERR_INVALID_BUFFER_SIZE', `Buffer size must be a multiple of ${bits}-bits`);
    }
    return apply(swap, this, []);
  });
}

/** Completes the class. @param decode decodes UTF-8 */
export function completeBuffer(Buffer: BufferType, decode: (bytes: Uint8Array) => string): void {
  const { prototype } = Buffer;
  // The bundler has given the class another name.
  Object.defineProperty(Buffer, 'name', { value: 'Buffer', configurable: true });
  // Node does not have these members.
  deleteProperty(Buffer, 'TYPED_ARRAY_SUPPORT');
  deleteProperty(prototype, '_isBuffer');
  define(Buffer, 'isBuffer', (value: unknown) => value instanceof (Buffer as never));
  define(Buffer, 'of', (...items: number[]) => {
    const made = new Uint8ArrayType(items.length);
    for (let at = 0; at < items.length; at += 1) made[at] = items[at] as number;
    return setPrototypeOf(made, prototype);
  });
  define(prototype, 'subarray', function subarray(this: Uint8Array, start?: unknown, end?: unknown) {
    const length = lengthOf(this);
    const from = within(start, length);
    const to = end === undefined ? length : within(end, length);
    return setPrototypeOf(new Uint8ArrayType(this.buffer, this.byteOffset + from, max(to - from, 0)), prototype);
  });
  define(prototype, 'slice', function slice(this: BufferBytes, start?: number, end?: number) {
    return this.subarray(start, end);
  });
  defineNumbers(prototype);
  defineText(Buffer, decode);
  defineMaking(Buffer);
  for (const bits of [16, 32, 64]) defineSwap(prototype, bits);
  define(Buffer, 'poolSize', POOL_SIZE);
  defineComparing(prototype);
  defineSearch(Buffer);
  defineInspect(prototype);
  defineSlices(prototype);
  defineCopyBytesFrom(Buffer);
}

function defineMaking(Buffer: BufferType): void {
  for (const name of ['alloc', 'allocUnsafe', 'allocUnsafeSlow'] as const) {
    const make = Buffer[name];
    define(Buffer, name, (size: number, filling?: unknown, encoding?: unknown) => {
      checkSize(size);
      return apply(make, Buffer, [size, filling, encoding]) as BufferBytes;
    });
  }
  define(Buffer, 'compare', (one: unknown, two: unknown) => {
    checkBytes(one, 'buf1');
    checkBytes(two, 'buf2');
    return compare(one, two);
  });
  const { alloc } = Buffer;
  define(Buffer, 'concat', (list: unknown, given?: unknown) => {
    if (!isArray(list)) throw invalidArgument('list', 'an instance of Array', list);
    let sum = 0;
    for (let index = 0; index < list.length; index += 1) {
      const item: unknown = list[index];
      checkBytes(item, `list[${index}]`);
      sum += item.length;
    }
    const length = given === undefined || list.length === 0 ? sum : checkIndex(given, 'length');
    const whole = alloc(length);
    let at = 0;
    for (let index = 0; index < list.length && at < length; index += 1) {
      const taken = part(list[index] as Uint8Array, 0, length - at);
      fill(whole, taken, at);
      at += taken.length;
    }
    return whole;
  });
}

function defineComparing(prototype: BufferType['prototype']): void {
  define(prototype, 'equals', function (this: Uint8Array, other: unknown) {
    checkBytes(other, 'otherBuffer');
    return compare(this, other) === 0;
  });
  const { copy } = prototype as unknown as { copy: (...args: unknown[]) => number };
  define(
    prototype,
    'copy',
    function (this: Uint8Array, target: unknown, targetStart?: unknown, start?: unknown, end?: unknown) {
      checkBytes(target, 'target');
      return apply(copy, this, [target, targetStart, start, end]);
    },
  );
  define(prototype, 'compare', function (this: Uint8Array, target: unknown, ...range: unknown[]) {
    checkBytes(target, 'target');
    const from = orElse(range[0], 0);
    const to = orElse(range[1], target.length);
    const ownFrom = orElse(range[2], 0);
    const ownTo = orElse(range[3], this.length);
    const start = checkIndex(from, 'targetStart');
    const end = checkIndex(to, 'targetEnd', target.length);
    const ownStart = checkIndex(ownFrom, 'sourceStart');
    const ownEnd = checkIndex(ownTo, 'sourceEnd', this.length);
    if (ownStart >= ownEnd) return start >= end ? 0 : -1;
    if (start >= end) return 1;
    return compare(part(this, ownStart, ownEnd), part(target, start, end));
  });
}

function defineSlices(prototype: BufferType['prototype']): void {
  const toText = uncurry(prototype.toString);
  const write = uncurry(prototype.write);
  for (const encoding of ENCODINGS) {
    define(prototype, `${encoding}Slice`, function (this: BufferBytes, start?: number, end?: number) {
      return toText(this, encoding, start, end);
    });
    define(prototype, `${encoding}Write`, function (this: BufferBytes, text: string, offset = 0, length?: number) {
      if (offset < 0 || offset > this.length) {
        throw codedError(RangeErrorType, 'ERR_BUFFER_OUT_OF_BOUNDS', '"offset" is outside of buffer bounds');
      }
      return write(this, text, offset, length ?? this.length - offset, encoding);
    });
  }
}

function defineCopyBytesFrom(Buffer: BufferType): void {
  const { from: makeFrom } = Buffer;
  define(Buffer, 'copyBytesFrom', (view: unknown, offset?: unknown, length?: unknown) => {
    if (!isView(view) || view instanceof DataViewType) {
      throw invalidArgument('view', 'an instance of TypedArray', view);
    }
    const array = view as Uint8Array;
    const start = offset === undefined ? 0 : checkIndex(offset, 'offset');
    const end = length === undefined ? array.length : start + checkIndex(length, 'length');
    const copy = sliceBytes(array, min(start, array.length), min(end, array.length));
    return makeFrom(copy.buffer, copy.byteOffset, copy.byteLength);
  });
}

/** Encodings whose characters have two bytes. */
const WIDE = /^(?:ucs-?2|utf-?16le)$/i;

type Needle = string | number | Uint8Array;

function defineSearch(Buffer: BufferType): void {
  const { prototype, from: makeFrom } = Buffer;
  const search = (bytes: Uint8Array, value: Needle, given: unknown, encoding: unknown, forward: boolean): number => {
    let name = encoding;
    let offset = given as number | undefined;
    if (typeof given === 'string') {
      name = given;
      offset = undefined;
    } else if (toNumber(given) > INT32_MAX) offset = INT32_MAX;
    else if (toNumber(given) < -INT32_MAX - 1) offset = -INT32_MAX - 1;
    offset = +(offset as number);
    if (isNotANumber(offset)) offset = forward ? 0 : bytes.length;
    if (typeof value === 'number') {
      const from = trunc(offset);
      checkBytes(bytes, 'buffer');
      return apply(forward ? indexOf : lastIndexOf, bytes, [value & 255, from]) as number;
    }
    if (typeof value !== 'string' && !(value instanceof Uint8ArrayType)) {
      throw invalidArgument('value', 'one of type number or string or an instance of Buffer or Uint8Array', value);
    }
    const needle = typeof value === 'string' ? makeFrom(value, name) : value;
    const wide = exec(WIDE, `${(name as string | undefined) ?? ''}`) ? 2 : 1;
    return find(bytes, needle, trunc(offset), wide, forward);
  };
  define(prototype, 'indexOf', function (this: Uint8Array, value: Needle, offset?: unknown, encoding?: unknown) {
    return search(this, value, offset, encoding, true);
  });
  define(prototype, 'lastIndexOf', function (this: Uint8Array, value: Needle, offset?: unknown, encoding?: unknown) {
    return search(this, value, offset, encoding, false);
  });
  define(prototype, 'includes', function (this: Uint8Array, value: Needle, offset?: unknown, encoding?: unknown) {
    return search(this, value, offset, encoding, true) !== -1;
  });
}

/** @param step number of bytes of one character */
function find(bytes: Uint8Array, needle: Uint8Array, offset: number, step: number, forward: boolean): number {
  let from = offset < 0 ? offset + bytes.length : offset;
  if (from < 0) {
    if (!forward) return -1;
    from = 0;
  }
  if (from > bytes.length) {
    if (forward) return needle.length === 0 ? bytes.length : -1;
    from = bytes.length;
  }
  if (needle.length === 0) return from;
  if (needle.length > bytes.length || needle.length < step) return -1;
  from -= from % step;
  const last = bytes.length - needle.length;
  for (let at = forward ? from : min(from, last); at >= 0 && at <= last; at += forward ? 1 : -1) {
    if (at % step !== 0) continue;
    let same = 0;
    while (same < needle.length && bytes[at + same] === needle[same]) same += 1;
    if (same === needle.length) return at;
  }
  return -1;
}

/** Default number of bytes that `util.inspect` shows. */
const SHOWN = 50;

/** Number of bytes that `util.inspect` shows; guest code can set it. */
export const shown = { max: SHOWN };

function defineInspect(prototype: object): void {
  const show = function (this: Uint8Array, _depth: unknown, options?: object, inspect?: Inspect): string {
    const count = min(shown.max, this.length);
    const bytes = Array.from(this.subarray(0, count), (byte) => byte.toString(16).padStart(2, '0'));
    const rest = this.length - count;
    if (rest > 0) bytes.push(`... ${rest} more byte${rest > 1 ? 's' : ''}`);
    const extra = Object.entries(this).filter(([key]) => !/^\d+$/.test(key));
    let text = bytes.join(' ');
    if (extra.length > 0 && inspect) {
      const fields = inspect({ __proto__: null, ...Object.fromEntries(extra) }, { ...options, breakLength: Infinity });
      text += `${text === '' ? '' : ', '}${fields.slice('[Object: null prototype] { '.length, -2)}`;
    }
    return `<${this.constructor.name} ${text}>`;
  };
  for (const key of ['inspect', Symbol.for('nodejs.util.inspect.custom')]) {
    Object.defineProperty(prototype, key, { value: show, writable: true, enumerable: true, configurable: true });
  }
}

type Inspect = (value: unknown, options: object) => string;
