/**
 * Boxes, buffers and views: what lies under them. Layer 0, guest side.
 */
import {
  boxedBigint,
  boxedBoolean,
  boxedNumber,
  boxedString,
  boxedSymbol,
  bufferMaxLength,
  bufferResizable,
  toBase64,
  typedArrayBytes,
  typedArrayLength,
  Uint8ArrayType,
} from './primordials.ts';

const UNBOXING = [boxedString, boxedNumber, boxedBoolean, boxedSymbol, boxedBigint] as unknown[];

/** The primitive in a box; undefined for what is none. */
export function unboxed(object: object): unknown {
  for (let at = 0; at < UNBOXING.length; at += 1) {
    try {
      return (UNBOXING[at] as (value: object) => unknown)(object);
    } catch {
      // It is a box of another type.
    }
  }
  return undefined;
}

/** Bytes per element of a typed array. */
export function elementSize(view: ArrayBufferView): number {
  const length = typedArrayLength(view);
  return length === 0 ? 1 : typedArrayBytes(view) / length;
}

/** The fields of a buffer in a heap's text. */
export function bufferFields(buffer: ArrayBuffer): string {
  const bytes = toBase64(new Uint8ArrayType(buffer));
  return `,"base64":"${bytes}"${bufferResizable(buffer) ? `,"maxLength":${bufferMaxLength(buffer)}` : ''}`;
}
