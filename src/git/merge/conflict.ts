/**
 * Conflicts as a merge reports them.
 */
import type { Oid } from '../../core/ids.ts';

/**
 * Why a path is in conflict.
 * - `text`: both sides changed the same lines of a file that git merges by lines, or both added different ones
 * - `binary`: the same for content that git does not merge by lines, or for submodules
 * - `modify/delete`: one side changed what the other deleted
 * - `file/directory`: one side has a file where the other has a folder
 * - `mode`: the sides agree on the content but not on its mode or, submodules among them, on its type
 * - `symlink`: a symbolic link that the sides point elsewhere, or that one of them has in place of a file
 * - `rename/rename`: both sides renamed a file, each to another name, or renamed two files to one name
 * - `rename/delete`: one side renamed what the other deleted
 * - `rename/add`: one side renamed a file to a name under which the other added one
 * - `directory rename`: one side renamed a folder to which the other added a file, or it is not clear where to
 */
export type ConflictKind =
  | 'text'
  | 'binary'
  | 'modify/delete'
  | 'file/directory'
  | 'mode'
  | 'symlink'
  | 'rename/rename'
  | 'rename/delete'
  | 'rename/add'
  | 'directory rename';

/** The names that a conflicting file has in the three trees; null where it has none. */
export interface ConflictPaths {
  readonly base: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
}

/** One conflicting path. */
export interface Conflict {
  /** Full path; bytes that are not UTF-8 show as U+FFFD. */
  readonly path: string;
  /** Where a rename is part of it: the names on each side. */
  readonly paths?: ConflictPaths;
  /** The object of each tree at the path, if it is not a folder. */
  readonly base: Oid | null;
  readonly ours: Oid | null;
  readonly theirs: Oid | null;
  readonly kind: ConflictKind;
  /** For `text`: the whole file, each conflict between diff3 markers; else null. */
  readonly markers: string | null;
  /** For `text`: unified diff from base to ours; else null. */
  readonly diffOurs: string | null;
  /** For `text`: unified diff from base to theirs; else null. */
  readonly diffTheirs: string | null;
}
