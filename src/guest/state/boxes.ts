/**
 * Reads the contents of boxed primitives, buffers and views.
 */
import {
  boxedBigint,
  boxedBoolean,
  boxedNumber,
  boxedString,
  boxedSymbol,
  bufferLength,
  bufferMaxLength,
  bufferResizable,
  bufferResize,
  copyBytes,
  dataViewLength,
  dataViewOffset,
  toBase64,
  typedArrayKeys,
  typedArrayLength,
  typedArrayOffset,
  typedArrayTag,
  Uint8ArrayType,
} from './primordials.ts';

const UNBOXING = [boxedString, boxedNumber, boxedBoolean, boxedSymbol, boxedBigint] as unknown[];

/** Returns the primitive in a box; undefined for any other object. */
export function unboxed(object: object): unknown {
  for (let at = 0; at < UNBOXING.length; at += 1) {
    try {
      return (UNBOXING[at] as (value: object) => unknown)(object);
    } catch {
      // The object is not a box of this type.
    }
  }
  return undefined;
}

const { min } = Math;
/**
 * Largest element of a view, in bytes. Resizing a buffer by this much changes the length of every view that tracks it.
 */
const LARGEST_ELEMENT = 8;

/**
 * Returns whether a view tracks the length of its buffer. The engine does not expose this, so the buffer is resized for
 * a moment.
 */
export function followsLength<T extends ArrayBufferView>(
  view: T,
  buffer: ArrayBuffer,
  lengthOf: (view: T) => number,
): boolean {
  if (!bufferResizable(buffer)) return false;
  const bytes = bufferLength(buffer);
  const before = lengthOf(view);
  if (bytes + LARGEST_ELEMENT <= bufferMaxLength(buffer)) {
    bufferResize(buffer, bytes + LARGEST_ELEMENT);
    const follows = lengthOf(view) !== before;
    bufferResize(buffer, bytes);
    return follows;
  }
  // The buffer can't grow. When it shrinks, a view of fixed length goes out of bounds, and a view that tracks it becomes
  // shorter.
  const offset = typedArrayTag(view) === undefined ? dataViewOffset(view) : typedArrayOffset(view);
  const cut = min(bytes - offset, LARGEST_ELEMENT);
  const end = copyOf(new Uint8ArrayType(buffer));
  bufferResize(buffer, bytes - cut);
  const follows = !liesOutside(view) && lengthOf(view) !== before;
  bufferResize(buffer, bytes);
  copyBytes(new Uint8ArrayType(buffer), end);
  return follows;
}

/** Returns whether a view's buffer has become too short for it. */
export function liesOutside(view: ArrayBufferView): boolean {
  try {
    (typedArrayTag(view) === undefined ? dataViewLength : typedArrayKeys)(view);
    return false;
  } catch {
    return true;
  }
}

function copyOf(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8ArrayType(typedArrayLength(bytes));
  copyBytes(copy, bytes);
  return copy;
}

/** Returns the fields of a buffer in a state's text. */
export function bufferFields(buffer: ArrayBuffer): string {
  const bytes = toBase64(new Uint8ArrayType(buffer));
  return `,"base64":"${bytes}"${bufferResizable(buffer) ? `,"maxLength":${bufferMaxLength(buffer)}` : ''}`;
}
