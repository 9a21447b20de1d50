/**
 * What callers name snapshots by: a CA id or a label. Layer 5.
 */
import { TreeboxError } from '../core/errors.ts';
import { EMPTY_TREE, isOid, type Oid } from '../core/ids.ts';
import { decodeCommit } from '../git/commit-codec.ts';
import type { ObjectReader } from '../git/objects.ts';
import { branchRef, checkLabel } from '../git/ref-name.ts';
import type { RefStore } from '../git/refs.ts';

/** What looks like a CA id but is none: 40 hex digits, not all lower case. */
const MISSPELT_OID = /^[0-9A-Fa-f]{40}$/;
/** A caller's text that is repeated in an error is cut at so many characters. */
const SHOWN_MAX = 100;

/** Where a label stands. */
export interface LabelHead {
  readonly commit: Oid;
  /** The commit's tree: the label's CA id. */
  readonly tree: Oid;
}

export class Handles {
  readonly #objects: ObjectReader;
  readonly #refs: RefStore;

  constructor(objects: ObjectReader, refs: RefStore) {
    this.#objects = objects;
    this.#refs = refs;
  }

  /**
   * The CA id that `text` is.
   * @throws TreeboxError `bad_handle` when it has not the form of one, `unknown_snapshot` when the store has none such
   */
  snapshot(text: string): Oid {
    if (!isOid(text)) {
      throw new TreeboxError('bad_handle', `CA id ${shown(text)}: it must be 40 lower-case hexadecimal digits`);
    }
    if (text !== EMPTY_TREE && this.#objects.stat(text)?.type !== 'tree') {
      throw new TreeboxError('unknown_snapshot', `CA id ${text}: there is no such snapshot; push or import it first`);
    }
    return text;
  }

  /**
   * The snapshot that a CA id or a label names.
   * @returns undefined when `handle` is a label that does not exist
   * @throws TreeboxError `bad_handle`, `unknown_snapshot`, or `bad_label` when it could be neither
   */
  resolve(handle: string): Oid | undefined {
    if (MISSPELT_OID.test(handle)) return this.snapshot(handle);
    checkLabel(handle);
    return this.label(handle)?.tree;
  }

  /** Where the label stands now, or undefined when it does not exist. */
  label(name: string): LabelHead | undefined {
    const commit = this.#refs.read(branchRef(name));
    return commit && { commit, tree: this.treeOf(commit) };
  }

  /** The tree of a commit. @throws Error when the store has no such commit */
  treeOf(commit: Oid): Oid {
    const object = this.#objects.read(commit);
    if (object?.type !== 'commit') throw new Error(`${commit} is named by a ref and is no commit`);
    return decodeCommit(object.data).tree;
  }
}

/** A caller's text, quoted for an error. */
export function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text);
}
