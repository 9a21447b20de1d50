/**
 * The conflicts that a merge reports.
 */
import type { Oid } from '../../core/ids.ts';

/**
 * The reason why a path is in conflict.
 * - `text`: both sides changed the same lines of a text file, or added different text files
 * - `binary`: both sides changed a binary file or a submodule, or added different ones
 * - `modify/delete`: one side changed a file that the other side deleted
 * - `file/directory`: one side has a file where the other side has a folder
 * - `mode`: the sides have different modes although the contents merge, or one has a file and the other a submodule
 * - `symlink`: the sides have different targets of a symbolic link, or one side has a symbolic link and the other another type
 * - `rename/rename`: the sides renamed a file to different names, or renamed two files to the same name
 * - `rename/delete`: one side renamed a file that the other side deleted
 * - `rename/add`: one side renamed a file to a name under which the other side added a file
 * - `directory rename`: one side renamed a folder to which the other side added a file, or the folder's new name is not clear
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

/** The paths of a conflicting file in the three trees; null where it does not exist. */
export interface ConflictPaths {
  readonly base: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
}

/** One conflicting path. */
export interface Conflict {
  /** Full path. Bytes that are not UTF-8 are replaced by U+FFFD. */
  readonly path: string;
  /** The path in each tree, if the file was renamed. */
  readonly paths?: ConflictPaths;
  /** The object of each tree at the path; null for a folder, or if there is nothing. */
  readonly base: Oid | null;
  readonly ours: Oid | null;
  readonly theirs: Oid | null;
  readonly kind: ConflictKind;
  /** For `text`: the whole file, with diff3 markers around each conflict; else null. */
  readonly markers: string | null;
  /** For `text`: unified diff from base to ours; else null. */
  readonly diffOurs: string | null;
  /** For `text`: unified diff from base to theirs; else null. */
  readonly diffTheirs: string | null;
}
