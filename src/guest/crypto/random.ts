/**
 * Random bytes, integers and identifiers of `node:crypto`.
 *
 * The memory is allocated in the isolate and filled in pieces, so that a size that is too large fails in the isolate.
 */
import { Buffer } from 'buffer';
import type { HostValue } from '../border.ts';
import { bytesOf, fill, isArrayBuffer, isSharedArrayBuffer } from '../bytes.ts';
import { codedError, invalidArgument } from '../web/errors.ts';
import { internals } from '../web/realm.ts';
import { outOfRange } from '../zlib/checks.ts';
import { checkCallback, type NodeCallback } from './callbacks.ts';

/** Maximum size of one piece. */
const PIECE_BYTES = 1024 * 1024;
/** Maximum size of a request, in bytes. */
const SIZE_MAX = 2 ** 31 - 1;
/** Number of random bytes for a random integer. */
const INTEGER_BYTES = 6;
const INTEGER_LIMIT = 2 ** (8 * INTEGER_BYTES) - 1;

const { isView } = ArrayBuffer;

function randomPiece(size: number): Uint8Array<ArrayBuffer> {
  return internals.host.call('crypto.random', size) as Uint8Array<ArrayBuffer>;
}

function fillRandomly(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES) {
    fill(bytes, randomPiece(Math.min(PIECE_BYTES, bytes.byteLength - at)), at);
  }
}

function checkSize(size: unknown, elementBytes: number, offset: number, length: number): number {
  if (typeof size !== 'number') throw invalidArgument('size', 'of type number', size);
  const bytes = size * elementBytes;
  if (!(bytes >= 0 && bytes <= SIZE_MAX)) throw outOfRange('size', `>= 0 && <= ${SIZE_MAX}`, bytes);
  if (bytes + offset > length) throw outOfRange('size + offset', `<= ${length}`, bytes + offset);
  return Math.trunc(bytes);
}

function checkOffset(offset: unknown, elementBytes: number, length: number): number {
  if (typeof offset !== 'number') throw invalidArgument('offset', 'of type number', offset);
  const bytes = offset * elementBytes;
  const most = Math.min(length, SIZE_MAX);
  if (!(bytes >= 0 && bytes <= most)) throw outOfRange('offset', `>= 0 && <= ${most}`, bytes);
  return Math.trunc(bytes);
}

/** Returns the part of a buffer to fill, as bytes. */
function target(buffer: unknown, offset: unknown, size: unknown): Uint8Array {
  if (!isView(buffer) && !isArrayBuffer(buffer) && !isSharedArrayBuffer(buffer)) {
    throw invalidArgument('buf', 'an instance of ArrayBuffer or ArrayBufferView', buffer);
  }
  const bytes = isView(buffer) ? bytesOf(buffer) : new Uint8Array(buffer);
  const { BYTES_PER_ELEMENT: elementBytes = 1 } = buffer as { BYTES_PER_ELEMENT?: number };
  const from = checkOffset(offset, elementBytes, bytes.byteLength);
  const length = size === undefined ? bytes.byteLength - from : checkSize(size, elementBytes, from, bytes.byteLength);
  return new Uint8Array(bytes.buffer, bytes.byteOffset + from, length);
}

/** Calls a callback later, as from Node's threads. */
function callLater(callback: NodeCallback, ...args: unknown[]): void {
  internals.timers.setImmediate(() => callback(...args), []);
}

export function randomBytes(size: unknown, callback?: unknown): unknown {
  const length = checkSize(size, 1, 0, Number.POSITIVE_INFINITY);
  const done = callback === undefined ? undefined : checkCallback(callback);
  const bytes = Buffer.alloc(length);
  fillRandomly(bytes);
  if (!done) return bytes;
  return callLater(done, null, bytes);
}

export function randomFillSync(buffer: unknown, offset: unknown = 0, size?: unknown): unknown {
  fillRandomly(target(buffer, offset, size));
  return buffer;
}

export function randomFill(buffer: unknown, ...rest: unknown[]): void {
  const at = rest.findIndex((value) => typeof value === 'function');
  const [offset = 0, size] = at < 0 ? rest : rest.slice(0, at);
  const bytes = target(buffer, at < 0 ? 0 : offset, at < 0 ? undefined : size);
  const done = checkCallback(at < 0 ? rest[2] : rest[at]);
  fillRandomly(bytes);
  callLater(done, null, buffer);
}

/** Returns a random number from 0 to `range` - 1, all with the same probability. */
function randomBelow(range: number): number {
  const limit = INTEGER_LIMIT - (INTEGER_LIMIT % range);
  for (;;) {
    let drawn = 0;
    for (const byte of randomPiece(INTEGER_BYTES)) drawn = drawn * 256 + byte;
    if (drawn < limit) return drawn % range;
  }
}

export function randomInt(...given: unknown[]): number | undefined {
  const isShort = given[1] === undefined || typeof given[1] === 'function';
  const [min, max, callback] = isShort ? [0, given[0], given[1]] : given;
  const done = callback === undefined ? undefined : checkCallback(callback);
  if (!Number.isSafeInteger(min)) throw invalidArgument('min', 'a safe integer', min);
  if (!Number.isSafeInteger(max)) throw invalidArgument('max', 'a safe integer', max);
  const [least, limit] = [min as number, max as number];
  if (limit <= least) throw outOfRange('max', `greater than the value of "min" (${least})`, limit);
  const range = limit - least;
  if (range > INTEGER_LIMIT) throw outOfRange(isShort ? 'max' : 'max - min', `<= ${INTEGER_LIMIT}`, range);
  const drawn = least + randomBelow(range);
  if (!done) return drawn;
  callLater(done, undefined, drawn);
  return undefined;
}

/** Makes the function that returns a UUID of a version. It checks the options, but they have no effect. */
function identifier(version: number, name: string) {
  const form = (options?: unknown): string => {
    if (options !== undefined && (typeof options !== 'object' || options === null)) {
      throw invalidArgument('options', 'of type object', options);
    }
    const { disableEntropyCache } = (options ?? {}) as { disableEntropyCache?: unknown };
    if (disableEntropyCache !== undefined && typeof disableEntropyCache !== 'boolean') {
      const message = 'The "options.disableEntropyCache" property must be of type boolean.';
      throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', message);
    }
    return internals.host.call('crypto.uuid', version as HostValue) as string;
  };
  return Object.defineProperty(form, 'name', { value: name, configurable: true });
}

export const randomUUID = identifier(4, 'randomUUID');
export const randomUUIDv7 = identifier(7, 'randomUUIDv7');
