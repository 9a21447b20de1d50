/**
 * `v8.Serializer`: writes a value in V8's format for structured clones.
 */
import { copyOf } from '../bytes.ts';
import { ByteWriter, code, ERRORS, HOST_VIEWS, REGEXP_FLAGS, TAG, VERSION, VIEWS, viewName } from './wire.ts';

/** Services of other parts that a serializer needs. */
export interface SerializerNeeds {
  Buffer(): { from(buffer: ArrayBufferLike): Uint8Array } & (new (...args: never[]) => Uint8Array);
  inspect(value: unknown): string;
  readonly types: Readonly<Record<string, (value: unknown) => boolean>>;
}

/** Kinds of objects that can't be cloned. */
const REFUSED = [
  'isPromise',
  'isProxy',
  'isWeakMap',
  'isWeakSet',
  'isGeneratorObject',
  'isMapIterator',
  'isSetIterator',
];
const WORD = 0x100000000n;

interface Subject {
  _writeHostObject?(value: object): void;
  _getDataCloneError(message: string): Error;
}

export function serializers(needs: SerializerNeeds) {
  const { types } = needs;
  const is = (name: string, value: unknown) => (types[name] as (value: unknown) => boolean)(value);

  class Serializer {
    declare _getDataCloneError: (message: string) => Error;
    #out = new ByteWriter();
    #seen = new Map<object, number>();
    #transferred = new Map<object, number>();
    #viewsAreHosts = false;

    writeHeader(): void {
      this.#out.byte(TAG.version);
      this.#out.byte(VERSION);
    }

    writeValue(value: unknown): boolean {
      this.#value(value);
      return true;
    }

    releaseBuffer(): Uint8Array {
      const bytes = copyOf(this.#out.bytes());
      this.#out = new ByteWriter();
      return needs.Buffer().from(bytes.buffer);
    }

    transferArrayBuffer(id: number, buffer: object): void {
      this.#transferred.set(buffer, id);
    }

    writeUint32(value: number): void {
      this.#out.varint(value >>> 0);
    }

    writeUint64(high: number, low: number): void {
      this.#out.varint(BigInt(high >>> 0) * WORD + BigInt(low >>> 0));
    }

    writeDouble(value: number): void {
      this.#out.double(value);
    }

    writeRawBytes(source: ArrayBufferView): void {
      if (!ArrayBuffer.isView(source)) {
        throw Object.assign(new TypeError('source must be a TypedArray or a DataView'), {
          code: 'ERR_INVALID_ARG_TYPE',
        });
      }
      this.#out.raw(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
    }

    _setTreatArrayBufferViewsAsHostObjects(flag: boolean): void {
      this.#viewsAreHosts = flag;
    }

    #refuse(message: string): never {
      throw new (this._getDataCloneError as unknown as ErrorConstructor)(message);
    }

    #value(value: unknown): unknown {
      const out = this.#out;
      switch (typeof value) {
        case 'undefined':
          return out.byte(TAG.undefined);
        case 'boolean':
          return out.byte(value ? TAG.true : TAG.false);
        case 'number':
          return this.#number(value);
        case 'bigint':
          out.byte(TAG.bigint);
          return this.#bigint(value);
        case 'string':
          return this.#text(value);
        case 'object':
          return value === null ? out.byte(TAG.null) : this.#object(value);
        default:
          return this.#refuse(`${String(value)} could not be cloned.`);
      }
    }

    #number(value: number): unknown {
      if (!isSmall(value)) return this.#double(value);
      this.#out.byte(TAG.int32);
      return this.#out.varint(((value << 1) ^ (value >> 31)) >>> 0);
    }

    #double(value: number): unknown {
      this.#out.byte(TAG.double);
      return this.#out.double(value);
    }

    #bigint(value: bigint): void {
      const digits: bigint[] = [];
      for (let left = value < 0n ? -value : value; left > 0n; left >>= 64n) digits.push(BigInt.asUintN(64, left));
      this.#out.varint(digits.length * 16 + (value < 0n ? 1 : 0));
      this.#out.raw(new Uint8Array(new BigUint64Array(digits).buffer));
    }

    #text(value: string): unknown {
      const out = this.#out;
      const units = new Uint16Array(value.length);
      let all = 0;
      for (let at = 0; at < units.length; at += 1) {
        const unit = value.charCodeAt(at);
        units[at] = unit;
        all |= unit;
      }
      if (all < 256) {
        out.byte(TAG.oneByte);
        out.varint(units.length);
        return out.raw(Uint8Array.from(units));
      }
      const header = new ByteWriter();
      header.varint(units.byteLength);
      if ((out.length + 1 + header.length) % 2 === 1) out.byte(TAG.padding);
      out.byte(TAG.twoByte);
      out.raw(header.bytes());
      return out.raw(new Uint8Array(units.buffer));
    }

    #object(value: object): unknown {
      const out = this.#out;
      const known = this.#seen.get(value);
      if (known !== undefined) {
        out.byte(TAG.reference);
        return out.varint(known);
      }
      // Write the buffer of a view first: a reader looks for the view directly after its buffer.
      if (ArrayBuffer.isView(value) && !this.#viewsAreHosts && !this.#seen.has(value.buffer))
        this.#object(value.buffer);
      this.#seen.set(value, this.#seen.size);
      if (ArrayBuffer.isView(value)) return this.#viewsAreHosts ? this.#host(value) : this.#view(value);
      if (Array.isArray(value)) return this.#array(value);
      if (is('isDate', value)) {
        out.byte(TAG.date);
        return out.double(Date.prototype.getTime.call(value));
      }
      if (is('isBoxedPrimitive', value)) return this.#boxed(value);
      if (is('isRegExp', value)) return this.#regexp(value as RegExp);
      if (is('isMap', value)) return this.#map(value as Map<unknown, unknown>);
      if (is('isSet', value)) return this.#set(value as Set<unknown>);
      if (is('isArrayBuffer', value)) return this.#buffer(value as ArrayBuffer);
      if (is('isNativeError', value)) return this.#error(value as Error);
      if (REFUSED.some((name) => is(name, value))) {
        const name = is('isProxy', value)
          ? 'Object'
          : ((value.constructor as { name?: string } | undefined)?.name ?? 'Object');
        return this.#refuse(`#<${name}> could not be cloned.`);
      }
      if (is('isSharedArrayBuffer', value)) return this.#refuse('#<SharedArrayBuffer> could not be cloned.');
      out.byte(TAG.object);
      const count = this.#properties(value, Object.keys(value));
      out.byte(TAG.endObject);
      return out.varint(count);
    }

    /**
     * Writes properties, except those that a getter has removed meanwhile.
     * @returns the number of written properties
     */
    #properties(value: object, keys: readonly string[]): number {
      let count = 0;
      for (const key of keys) {
        if (!Object.hasOwn(value, key)) continue;
        const member = (value as Record<string, unknown>)[key];
        this.#value(isIndex(key) ? Number(key) : key);
        this.#value(member);
        count += 1;
      }
      return count;
    }

    #array(value: readonly unknown[]): void {
      const out = this.#out;
      const { length } = value;
      const keys = Object.keys(value);
      const isDense = keys.length >= length && (length === 0 || keys[length - 1] === String(length - 1));
      out.byte(isDense ? TAG.dense : TAG.sparse);
      out.varint(length);
      if (isDense && areDoubles(value)) for (let at = 0; at < length; at += 1) this.#double(value[at] as number);
      else if (isDense) for (let at = 0; at < length; at += 1) this.#value(value[at]);
      const count = this.#properties(value, isDense ? keys.slice(length) : keys);
      out.byte(isDense ? TAG.endDense : TAG.endSparse);
      out.varint(count);
      out.varint(length);
    }

    #boxed(value: object): unknown {
      const inner = value.valueOf();
      const out = this.#out;
      if (typeof inner === 'boolean') return out.byte(inner ? TAG.trueObject : TAG.falseObject);
      if (typeof inner === 'number') {
        out.byte(TAG.numberObject);
        return out.double(inner);
      }
      if (typeof inner === 'bigint') {
        out.byte(TAG.bigintObject);
        return this.#bigint(inner);
      }
      if (typeof inner !== 'string') return this.#refuse('Object(Symbol) could not be cloned.');
      out.byte(TAG.stringObject);
      return this.#text(inner);
    }

    #regexp(value: RegExp): void {
      this.#out.byte(TAG.regexp);
      this.#text(value.source);
      this.#out.varint(REGEXP_FLAGS.reduce((bits, flag, at) => bits | (value.flags.includes(flag) ? 1 << at : 0), 0));
    }

    #map(value: Map<unknown, unknown>): void {
      const entries = [...value].flat(1);
      this.#out.byte(TAG.map);
      for (const item of entries) this.#value(item);
      this.#out.byte(TAG.endMap);
      this.#out.varint(entries.length);
    }

    #set(value: Set<unknown>): void {
      const items = [...value];
      this.#out.byte(TAG.set);
      for (const item of items) this.#value(item);
      this.#out.byte(TAG.endSet);
      this.#out.varint(items.length);
    }

    #buffer(value: ArrayBuffer): unknown {
      const out = this.#out;
      const id = this.#transferred.get(value);
      if (id !== undefined) {
        out.byte(TAG.transferred);
        return out.varint(id);
      }
      if (value.detached) return this.#refuse('An ArrayBuffer is detached and could not be cloned.');
      out.byte(value.resizable ? TAG.resizable : TAG.buffer);
      out.varint(value.byteLength);
      if (value.resizable) out.varint(value.maxByteLength);
      return out.raw(new Uint8Array(value));
    }

    #view(value: ArrayBufferView): void {
      const out = this.#out;
      const letter = VIEWS.find(([, name]) => name === viewName(value))?.[0] ?? '?';
      out.byte(TAG.view);
      out.byte(code(letter));
      out.varint(value.byteOffset);
      out.varint(value.byteLength);
      out.varint(0);
    }

    #error(value: Error): void {
      const out = this.#out;
      const letter = Object.keys(ERRORS).find((key) => ERRORS[key]?.name === value.name);
      out.byte(TAG.error);
      if (letter) out.byte(code(letter));
      const own = (key: 'message' | 'cause' | 'stack') => Object.hasOwn(value, key);
      if (own('message')) {
        out.byte(code('m'));
        this.#text(String(value.message));
      }
      if (typeof value.stack === 'string') {
        out.byte(code('s'));
        this.#text(value.stack);
      }
      if (own('cause')) {
        out.byte(code('c'));
        this.#value(value.cause);
      }
      out.byte(code('.'));
    }

    #host(value: object): unknown {
      this.#out.byte(TAG.host);
      const { _writeHostObject: write } = this as unknown as Subject;
      if (typeof write !== 'function') return this.#refuse(`${needs.inspect(value)} could not be cloned.`);
      return write.call(this, value);
    }
  }
  Serializer.prototype._getDataCloneError = Error as unknown as (message: string) => Error;

  class DefaultSerializer extends Serializer {
    constructor() {
      super();
      this._setTreatArrayBufferViewsAsHostObjects(true);
    }

    _writeHostObject(view: ArrayBufferView): void {
      const name = view.constructor === needs.Buffer() ? 'Buffer' : viewName(view);
      this.writeUint32(HOST_VIEWS.indexOf(name as 'Buffer'));
      this.writeUint32(view.byteLength);
      this.writeRawBytes(view);
    }
  }

  function serialize(value: unknown): Uint8Array {
    const serializer = new DefaultSerializer();
    serializer.writeHeader();
    serializer.writeValue(value);
    return serializer.releaseBuffer();
  }
  return { Serializer, DefaultSerializer, serialize };
}

/** Returns whether V8 stores a number as a small integer. */
function isSmall(value: number): boolean {
  return value === (value | 0) && !Object.is(value, -0);
}

/** Returns whether V8 stores an array as doubles, which it does for numbers that are not all small integers. */
function areDoubles(array: readonly unknown[]): boolean {
  return array.every((item) => typeof item === 'number') && !array.every((item) => isSmall(item as number));
}

function isIndex(key: string): boolean {
  const value = Number(key);
  return `${value}` === key && value >= 0 && value < 2 ** 32 - 1 && Number.isInteger(value);
}
