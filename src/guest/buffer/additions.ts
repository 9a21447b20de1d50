/**
 * What Node's `Buffer` has and the buffer package lacks. Layer 0, guest side.
 * @see https://nodejs.org/api/buffer.html
 */
import { invalidArgument, outOfRange } from '../web/errors.ts';

interface BufferBytes extends Uint8Array {
  toString(encoding?: string, start?: number, end?: number): string;
  write(text: string, offset?: number, length?: number, encoding?: string): number;
}

interface BufferType {
  readonly prototype: Record<string, unknown>;
  from(bytes: ArrayBufferLike, offset?: number, length?: number): BufferBytes;
}

const ENCODINGS = ['ascii', 'base64', 'base64url', 'latin1', 'hex', 'ucs2', 'utf8'];

function checkIndex(value: unknown, name: string): number {
  if (typeof value !== 'number') throw invalidArgument(name, 'of type number', value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < 0) throw outOfRange(name, `>= 0 && <= ${Number.MAX_SAFE_INTEGER}`, value);
  return value;
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Completes the class. */
export function completeBuffer(Buffer: BufferType): void {
  const { prototype } = Buffer;
  for (const name of Object.keys(prototype)) {
    if (name.includes('BigUInt64') || name.includes('UInt'))
      define(prototype, name.replace('UInt', 'Uint'), prototype[name]);
  }
  for (const encoding of ENCODINGS) {
    define(prototype, `${encoding}Slice`, function (this: BufferBytes, start?: number, end?: number) {
      return this.toString(encoding, start, end);
    });
    define(prototype, `${encoding}Write`, function (this: BufferBytes, text: string, offset = 0, length?: number) {
      return this.write(text, offset, length ?? this.length - offset, encoding);
    });
  }
  define(Buffer, 'copyBytesFrom', (view: unknown, offset?: unknown, length?: unknown) => {
    if (!ArrayBuffer.isView(view) || view instanceof DataView) {
      throw invalidArgument('view', 'an instance of TypedArray', view);
    }
    const array = view as Uint8Array;
    const start = offset === undefined ? 0 : checkIndex(offset, 'offset');
    const end = length === undefined ? array.length : start + checkIndex(length, 'length');
    const copy = array.slice(Math.min(start, array.length), Math.min(end, array.length));
    return Buffer.from(copy.buffer, copy.byteOffset, copy.byteLength);
  });
}
