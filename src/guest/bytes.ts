/**
 * Bytes that guest code gives, copied before they cross.
 *
 * A view's own attributes are asked for, never properties that a subclass may have put in front of them. Memory that
 * is shared is copied too: what the host works on can't change under it.
 */
import { getter, uncurry } from './primordials.ts';

const { isView } = ArrayBuffer;
const { getPrototypeOf } = Object;
const Bytes = Uint8Array;
const BufferPrototype = ArrayBuffer.prototype;
const SharedPrototype = SharedArrayBuffer.prototype;
const TypedArrayPrototype = getPrototypeOf(Uint8Array.prototype) as object;

const tagOf = getter<string | undefined>(TypedArrayPrototype, Symbol.toStringTag);
const arrayBufferOf = getter<ArrayBufferLike>(TypedArrayPrototype, 'buffer');
const arrayOffset = getter<number>(TypedArrayPrototype, 'byteOffset');
const arrayLength = getter<number>(TypedArrayPrototype, 'byteLength');
const dataBufferOf = getter<ArrayBufferLike>(DataView.prototype, 'buffer');
const dataOffset = getter<number>(DataView.prototype, 'byteOffset');
const dataLength = getter<number>(DataView.prototype, 'byteLength');
const lengthOfBuffer = getter<number>(BufferPrototype, 'byteLength');
const isResizable = getter<boolean>(BufferPrototype, 'resizable');
const lengthOfShared = getter<number>(SharedPrototype, 'byteLength');
const setBytes = uncurry(Bytes.prototype.set);

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return typeof value === 'object' && value !== null && succeeds(() => lengthOfBuffer(value));
}

export function isSharedArrayBuffer(value: unknown): value is SharedArrayBuffer {
  return typeof value === 'object' && value !== null && succeeds(() => lengthOfShared(value));
}

/** The name of a typed array's kind, such as `Uint8Array`; undefined for anything else. */
export function typedArrayName(value: unknown): string | undefined {
  return tagOf(value);
}

/** Returns whether a value is a buffer source in the standards' sense: not shared, and of fixed size. */
export function isBufferSource(value: unknown): value is ArrayBuffer | ArrayBufferView {
  const buffer = isView(value) ? (typedArrayName(value) === undefined ? dataBufferOf : arrayBufferOf)(value) : value;
  return isArrayBuffer(buffer) && !isResizable(buffer);
}

/** The bytes that a view shows now, with no copy made. A view out of bounds or detached shows none. */
export function bytesOf(view: ArrayBufferView): Uint8Array<ArrayBufferLike> {
  if (typedArrayName(view) !== undefined) {
    const length = arrayLength(view);
    return length === 0 ? new Bytes(0) : new Bytes(arrayBufferOf(view), arrayOffset(view), length);
  }
  if (!succeeds(() => dataLength(view))) return new Bytes(0);
  return new Bytes(dataBufferOf(view), dataOffset(view), dataLength(view));
}

/** A copy of a view's or buffer's bytes, in memory of its own. */
export function copyOf(source: ArrayBufferView | ArrayBufferLike): Uint8Array<ArrayBuffer> {
  const from = isView(source) ? bytesOf(source) : bytesOfBuffer(source);
  const copy = new Bytes(arrayLength(from));
  setBytes(copy, from);
  return copy;
}

function bytesOfBuffer(buffer: ArrayBufferLike): Uint8Array<ArrayBufferLike> {
  const detached = isArrayBuffer(buffer) && lengthOfBuffer(buffer) === 0;
  return detached ? new Bytes(0) : new Bytes(buffer);
}

/** Puts bytes where a view shows them. */
export function fill(view: ArrayBufferView, bytes: Uint8Array, offset = 0): void {
  setBytes(bytesOf(view), bytes, offset);
}
