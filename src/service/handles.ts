/**
 * What callers name snapshots by: a CA id or a label. Layer 5.
 */
import { TreeboxError } from '../core/errors.ts';
import { EMPTY_TREE, isOid, type Oid } from '../core/ids.ts';
import { branchRef, checkLabel, isLabel } from '../git/refs/ref-name.ts';
import type { Repository } from '../git/repository.ts';

/** What is meant as a CA id: no label may look like it. */
const LIKE_OID = /^[0-9A-Fa-f]{40}$/;
/** A caller's text that is repeated in an error is cut at so many characters. */
const SHOWN_MAX = 100;

/** Where a label stands. */
export interface LabelHead {
  readonly commit: Oid;
  /** The commit's tree: the label's CA id. */
  readonly tree: Oid;
}

export class Handles {
  readonly #repository: Pick<Repository, 'objects' | 'commits' | 'refs' | 'pins' | 'maintenance'>;

  constructor(repository: Pick<Repository, 'objects' | 'commits' | 'refs' | 'pins' | 'maintenance'>) {
    this.#repository = repository;
  }

  /**
   * The CA id that `text` is. It is pinned from now on, and so is safe while the caller does something with it.
   * @throws TreeboxError `bad_handle` when it has not the form of one, `unknown_snapshot` when the store has none such
   */
  async snapshot(text: string): Promise<Oid> {
    const oid = this.#stored(text);
    const { pins, maintenance } = this.#repository;
    if (!pins.has(oid) && !(await maintenance.hold(oid))) throw unknownSnapshot(text);
    return oid;
  }

  /**
   * The snapshot that a CA id or a label names.
   * @returns undefined when `handle` is a label that does not exist
   * @throws TreeboxError `bad_handle`, `unknown_snapshot`, or `bad_label` when it could be neither
   */
  async resolve(handle: string): Promise<Oid | undefined> {
    if (LIKE_OID.test(handle)) return await this.snapshot(handle);
    checkLabel(handle);
    return this.label(handle)?.tree;
  }

  /**
   * The snapshot that a CA id or a label names, for looking at it: it is not pinned.
   * @throws TreeboxError `not_found` when there is none
   */
  find(handle: string): Oid {
    const tree = isOid(handle) ? (this.#isSnapshot(handle) ? handle : undefined) : this.label(handle)?.tree;
    if (tree) return tree;
    throw new TreeboxError('not_found', `${shown(handle)}: there is no such snapshot or label`);
  }

  /** Where the label stands now, or undefined when it does not exist. */
  label(name: string): LabelHead | undefined {
    const commit = isLabel(name) ? this.#repository.refs.read(branchRef(name)) : undefined;
    return commit && { commit, tree: this.treeOf(commit) };
  }

  /** The tree of a commit. @throws Error when the store has no such commit */
  treeOf(commit: Oid): Oid {
    const tree = this.#repository.commits.of(commit);
    if (tree === undefined) throw new Error(`${commit} is named by a ref and is no commit`);
    return tree;
  }

  #stored(text: string): Oid {
    if (!isOid(text)) {
      throw new TreeboxError('bad_handle', `CA id ${shown(text)}: it must be 40 lower-case hexadecimal digits`);
    }
    if (!this.#isSnapshot(text)) throw unknownSnapshot(text);
    return text;
  }

  #isSnapshot(oid: Oid): boolean {
    return oid === EMPTY_TREE || this.#repository.objects.stat(oid)?.type === 'tree';
  }
}

function unknownSnapshot(text: string): TreeboxError {
  return new TreeboxError('unknown_snapshot', `CA id ${text}: there is no such snapshot; push or import it first`);
}

/** A caller's text, quoted for an error. */
export function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text);
}
