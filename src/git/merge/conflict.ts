/**
 * What a merge reports where the two sides can't both have their way. Layer 1.
 */
import type { Oid } from '../../core/ids.ts';

/**
 * Why a path is in conflict.
 * - `text`: both sides changed the same lines of a UTF-8 text without NUL, or both added different texts
 * - `binary`: the same for content that is not such a text, or for submodules
 * - `modify/delete`: one side changed what the other deleted
 * - `file/directory`: one side has a file where the other has a folder
 * - `mode`: the sides agree on the content but not on its mode or, submodules among them, on its type
 * - `symlink`: a symbolic link that the sides point elsewhere, or that one of them has in place of a file
 */
export type ConflictKind = 'text' | 'binary' | 'modify/delete' | 'file/directory' | 'mode' | 'symlink';

/** One conflicting path, as the service answers it. */
export interface Conflict {
  /** Full path; bytes that are not UTF-8 show as U+FFFD. */
  readonly path: string;
  /** What each tree has at the path, if it is no folder. */
  readonly base: Oid | null;
  readonly ours: Oid | null;
  readonly theirs: Oid | null;
  readonly kind: ConflictKind;
  /** For `text`: the whole file, each conflict between diff3 markers; else null. */
  readonly markers: string | null;
  /** For `text`: unified diff from base to ours; else null. */
  readonly diff_ours: string | null;
  /** For `text`: unified diff from base to theirs; else null. */
  readonly diff_theirs: string | null;
}
