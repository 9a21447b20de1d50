/**
 * Estimates how much of one file is in another, as git does to detect renames: it splits both into pieces that end at a line
 * feed or after 64 bytes, and counts the bytes of equal pieces. Their order does not matter.
 *
 * Pieces count as equal when their small hashes are equal. The numbers are those of git's `diffcore_count_changes`, because the
 * detected renames depend on them.
 * @see gitdiffcore(7), "diffcore-rename"
 */
import { isBinary } from '../format/blob-kind.ts';

/** Similarity of equal files. */
export const SIMILARITY_MAX = 60_000;
/** Minimum similarity of a rename: 50 %. */
export const RENAME_SIMILARITY = SIMILARITY_MAX / 2;

const PIECE_BYTES_MAX = 64;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Number of hash values of pieces; a prime. */
const CLASSES = 107_927;

/** Counts the bytes of a file per class of pieces with equal hashes. `classes` is sorted; `counts` has the bytes of each. */
export interface Fingerprint {
  readonly bytes: number;
  readonly classes: Int32Array;
  readonly counts: Int32Array;
}

/** Bytes per class, used by `fingerprint` only. All zero between calls. */
const tally = new Int32Array(CLASSES);

export function fingerprint(content: Buffer): Fingerprint {
  const found: number[] = [];
  const isText = !isBinary(content);
  let first = 0;
  let second = 0;
  let length = 0;
  const endPiece = () => {
    const kind = ((first + Math.imul(second, 0x61)) >>> 0) % CLASSES;
    if (tally[kind] === 0) found.push(kind);
    (tally[kind] as number) += length;
    first = 0;
    second = 0;
    length = 0;
  };
  for (let at = 0; at < content.length; at += 1) {
    const byte = content[at] as number;
    if (isText && byte === CARRIAGE_RETURN && content[at + 1] === LINE_FEED) continue;
    const before = first;
    first = (((first << 7) ^ (second >>> 25)) + byte) | 0;
    second = (second << 7) ^ (before >>> 25);
    length += 1;
    if (length === PIECE_BYTES_MAX || byte === LINE_FEED) endPiece();
  }
  if (length > 0) endPiece();
  const classes = Int32Array.from(found).sort();
  const counts = classes.map((kind) => tally[kind] as number);
  for (const kind of found) tally[kind] = 0;
  return { bytes: content.length, classes, counts };
}

/** Returns whether files of these sizes can reach the similarity `least`. If not, they need not be read. */
export function canBeSimilar(bytes: number, otherBytes: number, least: number): boolean {
  const most = Math.max(bytes, otherBytes);
  return most * (SIMILARITY_MAX - least) >= (most - Math.min(bytes, otherBytes)) * SIMILARITY_MAX;
}

/** Returns the similarity of two files that are not both empty, from 0 to `SIMILARITY_MAX`. */
export function similarity(source: Fingerprint, target: Fingerprint): number {
  if (target.bytes === 0) return 0;
  let common = 0;
  let at = 0;
  for (let index = 0; index < source.classes.length; index += 1) {
    const kind = source.classes[index] as number;
    while (at < target.classes.length && (target.classes[at] as number) < kind) at += 1;
    if (at === target.classes.length) break;
    if (target.classes[at] === kind) common += Math.min(source.counts[index] as number, target.counts[at] as number);
  }
  return Math.floor((common * SIMILARITY_MAX) / Math.max(source.bytes, target.bytes));
}
