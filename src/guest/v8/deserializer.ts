/**
 * `v8.Deserializer`: reads structured clones in V8's format.
 */
import type { SerializerNeeds } from './serializer.ts';
import { code, ERRORS, HOST_VIEWS, REGEXP_FLAGS, TAG, VERSION, VIEWS, viewType } from './wire.ts';

const INVALID = 'Unable to deserialize cloned data.';
const INVALID_VERSION = 'Unable to deserialize cloned data due to invalid or unsupported version.';
/** The oldest version that can be read: since then, strings and arrays have the present format. */
const VERSION_MIN = 13;

function invalid(): Error {
  return new Error(INVALID);
}

function setMember(target: object, key: unknown, value: unknown): void {
  if (typeof key !== 'string' && typeof key !== 'number') throw invalid();
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

export function deserializers(needs: Pick<SerializerNeeds, 'Buffer'>) {
  class Deserializer {
    readonly buffer: Uint8Array;
    readonly #bytes: Uint8Array;
    #at = 0;
    #version = 0;
    readonly #objects: unknown[] = [];
    readonly #transferred = new Map<number, unknown>();

    constructor(buffer: ArrayBufferView) {
      if (!ArrayBuffer.isView(buffer)) {
        const error = new TypeError('buffer must be a TypedArray or a DataView');
        throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
      }
      this.buffer = buffer as Uint8Array;
      this.#bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    }

    readHeader(): boolean {
      const [mark, version] = this.#bytes.subarray(this.#at);
      if (mark !== TAG.version || version === undefined || version < VERSION_MIN || version > VERSION) {
        throw new Error(INVALID_VERSION);
      }
      this.#at += 2;
      this.#version = version;
      return true;
    }

    readValue(): unknown {
      return this.#value();
    }

    getWireFormatVersion(): number {
      return this.#version;
    }

    transferArrayBuffer(id: number, buffer: unknown): void {
      this.#transferred.set(id, buffer);
    }

    readUint32(): number {
      return Number(BigInt.asUintN(32, this.#varint('ReadUint32() failed')));
    }

    readUint64(): [high: number, low: number] {
      const value = this.#varint('ReadUint64() failed');
      return [Number(value >> 32n), Number(value & 0xffffffffn)];
    }

    readDouble(): number {
      return this.#double('ReadDouble() failed');
    }

    readRawBytes(length: number): Uint8Array {
      const at = this._readRawBytes(length);
      const { from } = needs.Buffer() as unknown as {
        from(buffer: ArrayBufferLike, at: number, length: number): Uint8Array;
      };
      return from(this.buffer.buffer, this.buffer.byteOffset + at, length);
    }

    /** @returns the position of the bytes in the buffer */
    _readRawBytes(length: number): number {
      return this.#take(length, 'ReadRawBytes() failed');
    }

    #take(length: number, failure = INVALID): number {
      const at = this.#at;
      if (!(length >= 0) || at + length > this.#bytes.length) throw new Error(failure);
      this.#at += length;
      return at;
    }

    #byte(): number {
      return this.#bytes[this.#take(1)] as number;
    }

    #raw(length: number): Uint8Array<ArrayBuffer> {
      const at = this.#take(length);
      return this.#bytes.slice(at, at + length);
    }

    #varint(failure = INVALID): bigint {
      let value = 0n;
      for (let shift = 0n; ; shift += 7n) {
        const byte = this.#bytes[this.#take(1, failure)] as number;
        value |= BigInt(byte & 127) << shift;
        if (byte < 128 || shift > 63n) return BigInt.asUintN(64, value);
      }
    }

    #count(): number {
      return Number(this.#varint());
    }

    #double(failure = INVALID): number {
      const at = this.#take(8, failure);
      return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + at).getFloat64(0, true);
    }

    #tag(): number {
      let tag = this.#byte();
      while (tag === TAG.padding) tag = this.#byte();
      return tag;
    }

    /**
     * Reads the end of a value if the expected tag follows.
     * @returns false, without reading anything, for any other tag
     */
    #ends(tag: number): boolean {
      const before = this.#at;
      if (this.#tag() === tag) return true;
      this.#at = before;
      return false;
    }

    #keep<T>(value: T): T {
      this.#objects.push(value);
      return value;
    }

    #value(): unknown {
      const tag = this.#tag();
      switch (tag) {
        case TAG.undefined:
          return undefined;
        case TAG.null:
          return null;
        case TAG.true:
          return true;
        case TAG.false:
          return false;
        case TAG.int32: {
          const bits = this.#count();
          return (bits >>> 1) ^ -(bits & 1);
        }
        case TAG.uint32:
          return this.#count();
        case TAG.double:
          return this.#double();
        case TAG.bigint:
          return this.#bigint();
        case TAG.oneByte:
        case TAG.twoByte:
        case TAG.utf8:
          return this.#text(tag);
        case TAG.reference: {
          const id = this.#count();
          if (id >= this.#objects.length) throw invalid();
          return this.#objects[id];
        }
        default:
          return this.#object(tag);
      }
    }

    #bigint(): bigint {
      const field = this.#count();
      const bytes = this.#raw(field >>> 1);
      const value = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
      return field & 1 ? -value : value;
    }

    #text(tag: number): string {
      const bytes = this.#raw(this.#count());
      const { from } = needs.Buffer() as unknown as {
        from(buffer: ArrayBufferLike): { toString(encoding: string): string };
      };
      const encoding = tag === TAG.oneByte ? 'latin1' : tag === TAG.twoByte ? 'utf16le' : 'utf8';
      return from(bytes.buffer).toString(encoding);
    }

    #nextText(): string {
      const value = this.#value();
      if (typeof value !== 'string') throw invalid();
      return value;
    }

    #object(tag: number): unknown {
      switch (tag) {
        case TAG.object: {
          const object = this.#keep({});
          this.#members(object, TAG.endObject);
          return object;
        }
        case TAG.dense:
        case TAG.sparse:
          return this.#array(tag);
        case TAG.date:
          return this.#keep(new Date(this.#double()));
        case TAG.trueObject:
        case TAG.falseObject:
          return this.#keep(Object(tag === TAG.trueObject));
        case TAG.numberObject:
          return this.#keep(Object(this.#double()));
        case TAG.bigintObject:
          return this.#keep(Object(this.#bigint()));
        case TAG.stringObject:
          return this.#keep(Object(this.#nextText()));
        case TAG.regexp: {
          const source = this.#nextText();
          const bits = this.#count();
          return this.#keep(new RegExp(source, REGEXP_FLAGS.filter((_, at) => bits & (1 << at)).join('')));
        }
        case TAG.map:
        case TAG.set:
          return this.#collection(tag);
        case TAG.buffer:
        case TAG.resizable:
        case TAG.transferred:
          return this.#buffer(tag);
        case TAG.error:
          return this.#error();
        case TAG.host: {
          const { _readHostObject: read } = this as unknown as { _readHostObject?(): unknown };
          if (typeof read !== 'function') throw invalid();
          const id = this.#objects.push(undefined) - 1;
          this.#objects[id] = read.call(this);
          return this.#objects[id];
        }
        default:
          throw invalid();
      }
    }

    #members(target: object, end: number): void {
      let count = 0;
      for (; !this.#ends(end); count += 1) setMember(target, this.#value(), this.#value());
      if (this.#count() !== count) throw invalid();
    }

    #array(tag: number): unknown[] {
      const length = this.#count();
      // Each element of a dense array takes at least one byte.
      if (length >= 2 ** 32 || (tag === TAG.dense && length > this.#bytes.length - this.#at)) throw invalid();
      const array: unknown[] = this.#keep([]);
      array.length = length;
      if (tag === TAG.dense) {
        for (let at = 0; at < length; at += 1) if (!this.#ends(TAG.hole)) setMember(array, at, this.#value());
      }
      this.#members(array, tag === TAG.dense ? TAG.endDense : TAG.endSparse);
      if (this.#count() !== length) throw invalid();
      return array;
    }

    #collection(tag: number): object {
      let count = 0;
      if (tag === TAG.map) {
        const map = this.#keep(new Map());
        for (; !this.#ends(TAG.endMap); count += 2) map.set(this.#value(), this.#value());
        if (this.#count() !== count) throw invalid();
        return map;
      }
      const set = this.#keep(new Set());
      for (; !this.#ends(TAG.endSet); count += 1) set.add(this.#value());
      if (this.#count() !== count) throw invalid();
      return set;
    }

    /** Reads a buffer, or the view of it that follows directly. */
    #buffer(tag: number): object {
      const id = this.#count();
      let buffer: ArrayBuffer;
      if (tag === TAG.transferred) {
        if (!this.#transferred.has(id)) throw invalid();
        buffer = this.#transferred.get(id) as ArrayBuffer;
      } else if (tag === TAG.buffer) buffer = this.#raw(id).buffer;
      else {
        const maxByteLength = this.#count();
        if (maxByteLength < id) throw invalid();
        buffer = new ArrayBuffer(id, { maxByteLength });
        new Uint8Array(buffer).set(this.#raw(id));
      }
      this.#keep(buffer);
      return this.#at < this.#bytes.length && this.#ends(TAG.view) ? this.#view(buffer) : buffer;
    }

    #view(buffer: ArrayBuffer): object {
      const letter = this.#byte();
      const [offset, length] = [this.#count(), this.#count()];
      this.#count();
      const name = VIEWS.find(([own]) => code(own) === letter)?.[1];
      if (name === undefined) throw invalid();
      return this.#keep(makeView(name, buffer, offset, length));
    }

    #error(): Error {
      const id = this.#objects.push(undefined) - 1;
      let letter = String.fromCharCode(this.#byte());
      const Type = Object.hasOwn(ERRORS, letter) ? (ERRORS[letter] as ErrorConstructor) : Error;
      const error = new Type();
      this.#objects[id] = error;
      if (Type !== Error) letter = String.fromCharCode(this.#byte());
      const put = (key: string, value: unknown) =>
        Object.defineProperty(error, key, { value, writable: true, enumerable: false, configurable: true });
      for (; letter !== '.'; letter = String.fromCharCode(this.#byte())) {
        if (letter === 'm') put('message', this.#nextText());
        else if (letter === 's') put('stack', this.#nextText());
        else if (letter === 'c') put('cause', this.#value());
        else throw invalid();
      }
      return error;
    }
  }

  class DefaultDeserializer extends Deserializer {
    _readHostObject(): object {
      const name = HOST_VIEWS[this.readUint32()];
      const length = this.readUint32();
      const bytes = this.readRawBytes(length);
      if (name === undefined) throw invalid();
      if (name === 'Buffer') return bytes;
      const size = (viewType(name) as unknown as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1;
      const isAligned = bytes.byteOffset % size === 0;
      return isAligned
        ? makeView(name, bytes.buffer, bytes.byteOffset, length)
        : makeView(name, Uint8Array.from(bytes).buffer, 0, length);
    }
  }

  function deserialize(buffer: ArrayBufferView): unknown {
    const deserializer = new DefaultDeserializer(buffer);
    deserializer.readHeader();
    return deserializer.readValue();
  }
  return { Deserializer, DefaultDeserializer, deserialize };
}

function makeView(name: string, buffer: ArrayBufferLike, offset: number, length: number): ArrayBufferView {
  const Type = viewType(name);
  const size = (Type as unknown as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1;
  if (offset + length > buffer.byteLength) throw invalid();
  return new Type(buffer, offset, length / size);
}
