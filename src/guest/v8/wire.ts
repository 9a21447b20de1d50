/**
 * Bytes of V8's format for structured clones.
 * @see https://chromium.googlesource.com/v8/v8/+/main/src/objects/value-serializer.cc
 */

/** Tags before each value, by V8's names. */
export const TAG = {
  version: 0xff,
  padding: 0,
  undefined: code('_'),
  null: code('0'),
  true: code('T'),
  false: code('F'),
  int32: code('I'),
  uint32: code('U'),
  double: code('N'),
  bigint: code('Z'),
  utf8: code('S'),
  oneByte: code('"'),
  twoByte: code('c'),
  reference: code('^'),
  object: code('o'),
  endObject: code('{'),
  dense: code('A'),
  endDense: code('$'),
  sparse: code('a'),
  endSparse: code('@'),
  hole: code('-'),
  date: code('D'),
  trueObject: code('y'),
  falseObject: code('x'),
  numberObject: code('n'),
  bigintObject: code('z'),
  stringObject: code('s'),
  regexp: code('R'),
  map: code(';'),
  endMap: code(':'),
  set: code("'"),
  endSet: code(','),
  buffer: code('B'),
  resizable: code('~'),
  transferred: code('t'),
  view: code('V'),
  host: code('\\'),
  error: code('r'),
} as const;

/** The format's version that V8 writes. */
export const VERSION = 15;
/** The flags of a regular expression, in the order of their bits. */
export const REGEXP_FLAGS = ['g', 'i', 'm', 'y', 'u', 's', 'l', 'd', 'v'] as const;
/** The kinds of errors, each by its letter. */
export const ERRORS: Readonly<Record<string, ErrorConstructor>> = {
  E: EvalError,
  R: RangeError,
  F: ReferenceError,
  S: SyntaxError,
  T: TypeError,
  U: URIError,
};
/** The kinds of views, each by its letter. */
export const VIEWS: readonly (readonly [letter: string, type: string])[] = [
  ['b', 'Int8Array'],
  ['B', 'Uint8Array'],
  ['C', 'Uint8ClampedArray'],
  ['w', 'Int16Array'],
  ['W', 'Uint16Array'],
  ['d', 'Int32Array'],
  ['D', 'Uint32Array'],
  ['h', 'Float16Array'],
  ['f', 'Float32Array'],
  ['F', 'Float64Array'],
  ['q', 'BigInt64Array'],
  ['Q', 'BigUint64Array'],
  ['?', 'DataView'],
];
/** The kinds of views, by Node's numbers; number 10 is a `Buffer`. */
export const HOST_VIEWS = [
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'DataView',
  'Buffer',
  'BigInt64Array',
  'BigUint64Array',
  'Float16Array',
] as const;

export type ViewType = new (buffer: ArrayBufferLike, offset: number, length?: number) => ArrayBufferView;

/** Returns the view type of a name. */
export function viewType(name: string): ViewType {
  return (globalThis as unknown as Record<string, ViewType>)[name] as ViewType;
}

/** Returns the name of a view's type; a subclass has that of its base type. */
export function viewName(view: ArrayBufferView): string {
  return Object.prototype.toString.call(view).slice('[object '.length, -1);
}

export function code(character: string): number {
  return character.charCodeAt(0);
}

/** Collects bytes in a buffer that grows. */
export class ByteWriter {
  #bytes = new Uint8Array(64);
  length = 0;

  /** Makes room for bytes that the caller fills in. @returns their position */
  #room(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.length, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    return at;
  }

  byte(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  raw(bytes: Uint8Array): void {
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Writes an unsigned integer, seven bits in each byte. */
  varint(value: number | bigint): void {
    if (typeof value === 'number' && value < 2 ** 31) {
      let left = value;
      for (; left > 127; left >>= 7) this.byte((left & 127) | 128);
      this.byte(left);
      return;
    }
    let left = BigInt(value);
    for (; left > 127n; left >>= 7n) this.byte(Number(left & 127n) | 128);
    this.byte(Number(left));
  }

  double(value: number): void {
    this.raw(new Uint8Array(new Float64Array([value]).buffer));
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }
}
