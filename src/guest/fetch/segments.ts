/**
 * Bytes in immutable pieces, so that values made from others share their memory.
 */
import { bareArray } from '../primordials.ts';
import { Bytes, byteLength, max, min, setBytes, view } from './primordials.ts';

/** A sequence of bytes in pieces. */
export interface Segments {
  /** The pieces. None is empty, and nothing writes into them. */
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
  /** Total size of the pieces, in bytes. */
  readonly size: number;
}

/** Makes segments without a prototype: a promise that is resolved with them finds no `then`. */
function segments(pieces: Segments['pieces'], size: number): Segments {
  return { __proto__: null, pieces, size } as Segments;
}

export const NO_BYTES: Segments = segments(bareArray(), 0);

/** Collects pieces. */
export class SegmentsBuilder {
  readonly #pieces: Uint8Array<ArrayBuffer>[] = bareArray();
  #size = 0;

  /** @param piece bytes that the caller does not change after this */
  add(piece: Uint8Array<ArrayBuffer>): void {
    const size = byteLength(piece);
    if (size === 0) return;
    this.#pieces[this.#pieces.length] = piece;
    this.#size += size;
  }

  addAll({ pieces }: Segments): void {
    for (let at = 0; at < pieces.length; at += 1) this.add(pieces[at] as Uint8Array<ArrayBuffer>);
  }

  build(): Segments {
    return segments(this.#pieces, this.#size);
  }
}

/** @param bytes bytes that the caller does not change after this */
export function segmentsOf(bytes: Uint8Array<ArrayBuffer>): Segments {
  const builder = new SegmentsBuilder();
  builder.add(bytes);
  return builder.build();
}

/** Copies the bytes into a single new array. @throws RangeError if there is not enough memory */
export function joined({ pieces, size }: Segments): Uint8Array<ArrayBuffer> {
  const all = new Bytes(size);
  let offset = 0;
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at] as Uint8Array<ArrayBuffer>;
    setBytes(all, piece, offset);
    offset += byteLength(piece);
  }
  return all;
}

/** Returns the bytes between two offsets, both within the size. */
export function sliced({ pieces, size }: Segments, from: number, to: number): Segments {
  if (from === 0 && to === size) return segments(pieces, size);
  const builder = new SegmentsBuilder();
  let offset = 0;
  for (let at = 0; at < pieces.length && offset < to; at += 1) {
    const piece = pieces[at] as Uint8Array<ArrayBuffer>;
    const start = max(from - offset, 0);
    const end = min(to - offset, byteLength(piece));
    if (start < end) builder.add(view(piece, start, end));
    offset += byteLength(piece);
  }
  return builder.build();
}
