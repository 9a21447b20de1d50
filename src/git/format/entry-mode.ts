/**
 * Modes of tree entries: the kind of an entry, and the canonical mode for a stored mode.
 * @see git's `canon_mode` and git-fsck(1), "badFilemode"
 */
import { constants } from 'node:fs';
import type { Oid, TreeId } from '../../core/ids.ts';

const { S_IFMT, S_IFREG, S_IFDIR, S_IFLNK } = constants;
const OWNER_EXECUTES = 0o100;

/** The modes that git writes, as a tree holds them. */
export const MODE = {
  file: '100644',
  executable: '100755',
  symlink: '120000',
  folder: '40000',
  submodule: '160000',
} as const;

/** Modes that a tree entry may have here: git's own ones, submodules apart. */
export type EntryMode = Exclude<(typeof MODE)[keyof typeof MODE], typeof MODE.submodule>;

/** An entry's kind, as far as the rules for its name depend on it. */
export type EntryKind = 'file' | 'folder' | 'symlink';

/** An entry's type, when it is not a folder. */
export type EntryType = 'file' | 'symlink' | 'submodule';

/** Modes that git writes, by their bits. */
const WRITTEN: ReadonlyMap<number, string> = new Map(
  Object.values(MODE).map((mode) => [Number.parseInt(mode, 8), mode]),
);

/** Returns whether an entry's mode says that it is a folder. */
export function isTreeMode(mode: string): boolean {
  return mode === MODE.folder;
}

/** Returns whether an entry is a folder, so that its oid names a tree. */
export function isFolderEntry<E extends { readonly mode: string; readonly oid: Oid }>(
  entry: E,
): entry is E & { readonly oid: TreeId } {
  return isTreeMode(entry.mode);
}

/** Returns the tree of an entry; undefined when there is no entry or it is not a folder. */
export function treeOf(entry: { readonly mode: string; readonly oid: Oid } | undefined): TreeId | undefined {
  return entry !== undefined && isFolderEntry(entry) ? entry.oid : undefined;
}

/** Returns the type of an entry that is not a folder. */
export function typeOf(mode: string): EntryType {
  if (mode === MODE.symlink) return 'symlink';
  return mode === MODE.submodule ? 'submodule' : 'file';
}

/** Returns whether an entry is a regular file, executable or not. */
export function isFileMode(mode: string): boolean {
  return !isTreeMode(mode) && typeOf(mode) === 'file';
}

/** Returns an entry's kind by the bits of its mode; undefined for a submodule and for bits that say no type. */
export function kindOfBits(bits: number): EntryKind | undefined {
  switch (bits & S_IFMT) {
    case S_IFDIR:
      return 'folder';
    case S_IFREG:
      return 'file';
    case S_IFLNK:
      return 'symlink';
    default:
      return undefined;
  }
}

/** Returns the mode that git writes for these bits, when they are one that it writes. */
export function writtenMode(bits: number): string | undefined {
  return WRITTEN.get(bits);
}

/** Returns the mode that git takes a stored one for. */
export function canonicalMode(bits: number): string {
  switch (kindOfBits(bits)) {
    case 'file':
      return (bits & OWNER_EXECUTES) === 0 ? MODE.file : MODE.executable;
    case 'symlink':
      return MODE.symlink;
    case 'folder':
      return MODE.folder;
    default:
      return MODE.submodule;
  }
}
