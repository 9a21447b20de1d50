/**
 * Copies bytes of guest code before they cross the border.
 *
 * It reads the internal slots of a view, never properties that a subclass may have overridden. It also copies shared
 * memory, so that the data can't change while the host uses it.
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

/** Returns the kind of a typed array, such as `Uint8Array`; undefined for anything else. */
export function typedArrayName(value: unknown): string | undefined {
  return tagOf(value);
}

/** Returns whether a value is a buffer source in the standards' sense: not shared, and of fixed size. */
export function isBufferSource(value: unknown): value is ArrayBuffer | ArrayBufferView {
  const buffer = isView(value) ? (typedArrayName(value) === undefined ? dataBufferOf : arrayBufferOf)(value) : value;
  return isArrayBuffer(buffer) && !isResizable(buffer);
}

/** Returns the bytes of a view without a copy; empty if the view is out of bounds or detached. */
export function bytesOf(view: ArrayBufferView): Uint8Array<ArrayBufferLike> {
  if (typedArrayName(view) !== undefined) {
    const length = arrayLength(view);
    return length === 0 ? new Bytes(0) : new Bytes(arrayBufferOf(view), arrayOffset(view), length);
  }
  if (!succeeds(() => dataLength(view))) return new Bytes(0);
  return new Bytes(dataBufferOf(view), dataOffset(view), dataLength(view));
}

/** Returns a copy of the bytes of a view or buffer. */
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

/** Writes bytes into the memory of a view. */
export function fill(view: ArrayBufferView, bytes: Uint8Array, offset = 0): void {
  setBytes(bytesOf(view), bytes, offset);
}
