/**
 * The three-way rule for one path, as git's `ort` strategy has it with renames off. Layer 1.
 *
 * It looks at modes and names of objects alone. Where both sides changed the content of a regular file it can't tell
 * yet, and says so: `content`.
 */
import type { Oid } from '../../core/ids.ts';
import type { TreeEntry } from '../objects/objects.ts';
import type { ConflictKind } from './conflict.ts';

/** One thing for each of the three trees. */
export interface Sides<T> {
  readonly base: T;
  readonly ours: T;
  readonly theirs: T;
}

/** What one tree has at a path: nothing, or an entry that is no folder, or one that is. */
export type Present = TreeEntry | undefined;

/** What becomes of a path. */
export type Verdict =
  | { readonly result: 'entry'; readonly entry: Present }
  | { readonly result: 'conflict'; readonly kind: ConflictKind; readonly sides: Sides<Present> }
  | {
      /** Both sides changed a regular file. `base` is what to start from; undefined where that is no regular file. */
      readonly result: 'content';
      readonly sides: Sides<Present> & { readonly ours: TreeEntry; readonly theirs: TreeEntry };
      readonly base: TreeEntry | undefined;
      /** The mode of the merged file; null when the sides clash over it. */
      readonly mode: string | null;
    };

/** Whether two trees have the same at a path. */
export function isSame(one: Present, other: Present): boolean {
  return one?.oid === other?.oid && one?.mode === other?.mode;
}

/** The entry that wins because the other side left the path as it was, or because both sides agree. */
export function settleTrivially({ base, ours, theirs }: Sides<Present>): { readonly entry: Present } | undefined {
  if (isSame(ours, theirs) || isSame(base, theirs)) return { entry: ours };
  return isSame(base, ours) ? { entry: theirs } : undefined;
}

/**
 * Judges a path that no tree has a folder at.
 * @param sides entries that are not folders
 */
export function settleFile(sides: Sides<Present>): Verdict {
  const trivial = settleTrivially(sides);
  if (trivial !== undefined) return { result: 'entry', ...trivial };
  const { base, ours, theirs } = sides;
  if (ours === undefined || theirs === undefined) return { result: 'conflict', kind: 'modify/delete', sides };

  const type = typeOf(ours);
  const theirType = typeOf(theirs);
  if (type !== theirType) {
    // Git keeps the base beside the side that is of the same type.
    const kept = base !== undefined && [type, theirType].includes(typeOf(base)) ? base : undefined;
    const kind = [type, theirType].includes('symlink') ? 'symlink' : 'mode';
    return { result: 'conflict', kind, sides: { base: kept, ours, theirs } };
  }
  const mode = settleMode(base?.mode, ours.mode, theirs.mode);
  const oid = settleOid(base?.oid, ours.oid, theirs.oid);
  if (oid !== undefined) {
    return mode === null
      ? { result: 'conflict', kind: 'mode', sides }
      : { result: 'entry', entry: { ...ours, mode, oid } };
  }
  if (type !== 'file') return { result: 'conflict', kind: type === 'symlink' ? 'symlink' : 'binary', sides };
  return { result: 'content', sides: { base, ours, theirs }, base: isRegular(base) ? base : undefined, mode };
}

function settleMode(base: string | undefined, ours: string, theirs: string): string | null {
  if (ours === theirs || base === ours) return theirs;
  return base === theirs ? ours : null;
}

function settleOid(base: Oid | undefined, ours: Oid, theirs: Oid): Oid | undefined {
  if (ours === theirs || base === ours) return theirs;
  return base === theirs ? ours : undefined;
}

/** What kind of thing an entry is that is no folder. */
export function typeOf(entry: TreeEntry): 'file' | 'symlink' | 'submodule' {
  if (entry.mode === '120000') return 'symlink';
  return entry.mode === '160000' ? 'submodule' : 'file';
}

function isRegular(entry: Present): boolean {
  return entry !== undefined && typeOf(entry) === 'file';
}
