/**
 * Modes of tree entries: the kind of an entry, and the canonical mode for a stored mode.
 * @see git's `canon_mode` and git-fsck(1), "badFilemode"
 */
import { constants } from 'node:fs';
import type { Oid, TreeId } from '../../core/ids.ts';

const { S_IFMT, S_IFREG, S_IFDIR, S_IFLNK } = constants;
const OWNER_EXECUTES = 0o100;

/** The modes that git writes, as they are stored in trees. */
export const MODE = {
  file: '100644',
  executable: '100755',
  symlink: '120000',
  folder: '40000',
  submodule: '160000',
} as const;

/** Modes of entries that treebox creates: all modes that git writes, except submodules. */
export type EntryMode = Exclude<(typeof MODE)[keyof typeof MODE], typeof MODE.submodule>;

/** The kind of an entry, on which the rules for its name depend. */
export type EntryKind = 'file' | 'folder' | 'symlink';

/** The type of an entry that is not a folder. */
export type EntryType = 'file' | 'symlink' | 'submodule';

/** Modes that git writes, by their numeric value. */
const WRITTEN: ReadonlyMap<number, string> = new Map(
  Object.values(MODE).map((mode) => [Number.parseInt(mode, 8), mode]),
);

/** Returns whether a mode is the mode of a folder. */
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

/** Returns the kind of an entry from the bits of its mode; undefined for a submodule and for unknown types. */
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

/** Returns the mode with these bits as git writes it; undefined when git never writes such a mode. */
export function writtenMode(bits: number): string | undefined {
  return WRITTEN.get(bits);
}

/** Returns the canonical mode that git uses for a stored mode. */
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
