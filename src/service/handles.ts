/**
 * Resolves handles, the names of snapshots in requests: CA ids, commit ids, labels, and positions in a label's history.
 *
 * `label@{n}` is the label's position n moves ago, by the reflog; `label~n` is the commit n first parents before its head,
 * by git's history.
 */
import { TreeboxError } from '../core/errors.ts';
import { type CommitId, EMPTY_TREE, isOid, OID_PATTERN, type Oid, type TreeId } from '../core/ids.ts';
import { readCommit } from '../git/objects/commit-trees.ts';
import { branchRef } from '../git/refs/ref-name.ts';
import type { Repository } from '../git/repository.ts';
import { checkLabel, isLabel } from './label-name.ts';

/** Text in the form of a CA id or commit id, in upper or lower case. No label may have this form. */
const LIKE_OID = new RegExp(`^${OID_PATTERN}$`, 'i');
/** A label with a position in its reflog or its history. The name of a label contains neither `@{` nor `~`. */
const PLACED = /^(?<label>[^~]*?)(?:@\{(?<moves>\d+)\}|~(?<parents>\d*))$/;
/** Characters of a caller's text that an error shows; the rest is cut off. */
const SHOWN_MAX = 100;
/** Largest `n` of `~n` and `@{n}`: other requests wait during the walk. */
const BACK_MAX = 1_000;

/** The head of a label. */
export interface LabelHead {
  readonly commit: CommitId;
  /** The commit's tree: the label's CA id. */
  readonly tree: TreeId;
}

/** The snapshot that a handle names. */
export interface Named {
  readonly tree: TreeId;
  /** The commit that the handle names; null when it is a CA id. */
  readonly commit: CommitId | null;
}

type HandleRepository = Pick<Repository, 'objects' | 'commits' | 'refs' | 'pins' | 'maintenance'>;

export class Handles {
  readonly #repository: HandleRepository;

  constructor(repository: HandleRepository) {
    this.#repository = repository;
  }

  /**
   * Checks that `text` is the CA id of a stored snapshot, and pins the snapshot, so that it can't be deleted.
   * @throws TreeboxError `bad_handle` when it does not have the form of a CA id, `unknown_snapshot` when it is not stored
   */
  async snapshot(text: string): Promise<TreeId> {
    if (!isOid(text)) throw notAnId(text);
    if (!this.#isSnapshot(text)) throw unknownSnapshot(text);
    return await this.#hold(text, text);
  }

  /**
   * Finds what a handle names. Its snapshot is pinned from now on.
   * @returns undefined when `handle` is a label that does not exist
   * @throws TreeboxError `bad_handle`, `unknown_snapshot`, or `bad_label` when it does not have the form of any handle
   */
  async named(handle: string): Promise<Named | undefined> {
    if (LIKE_OID.test(handle) && !isOid(handle)) throw notAnId(handle);
    const place = PLACED.exec(handle)?.groups;
    if (!isOid(handle)) checkLabel(place?.label ?? handle);
    const found = await this.#look(handle);
    if (found) return { ...found, tree: await this.#hold(found.tree, handle) };
    if (isOid(handle) || place) throw unknownSnapshot(handle);
    return undefined;
  }

  /**
   * Returns the snapshot that a handle names, as `named` does.
   * @returns undefined when `handle` is a label that does not exist
   */
  async resolve(handle: string): Promise<TreeId | undefined> {
    return (await this.named(handle))?.tree;
  }

  /**
   * Returns the snapshot that a handle names, for reading only: it is not pinned.
   * @throws TreeboxError `not_found` when the handle names nothing
   */
  async find(handle: string): Promise<TreeId> {
    return (await this.look(handle)).tree;
  }

  /**
   * Finds what a handle names, for reading only: nothing is pinned.
   * @throws TreeboxError `not_found` when the handle names nothing
   */
  async look(handle: string): Promise<Named> {
    const found = await this.#look(handle);
    if (found) return found;
    throw new TreeboxError('not_found', `${shown(handle)}: there is no such snapshot, commit or label`);
  }

  /** Returns the head of a label; undefined when the label does not exist. */
  async label(name: string): Promise<LabelHead | undefined> {
    const commit = isLabel(name) ? await this.#repository.refs.read(branchRef(name)) : undefined;
    return commit && { commit, tree: this.treeOf(commit) };
  }

  /** Returns the tree of a commit. @throws Error when the store has no such commit */
  treeOf(commit: CommitId): TreeId {
    return this.#repository.commits.ofNamed(commit);
  }

  async #look(handle: string): Promise<Named | undefined> {
    if (isOid(handle)) return this.#ofId(handle);
    const { label, moves, parents } = PLACED.exec(handle)?.groups ?? {};
    if (label === undefined) return await this.label(handle);
    const commit = await (moves === undefined
      ? this.#before(label, Number(parents || 1))
      : this.#logged(label, Number(moves)));
    return commit && { commit, tree: this.treeOf(commit) };
  }

  #ofId(oid: Oid): Named | undefined {
    if (this.#isSnapshot(oid)) return { tree: oid, commit: null };
    if (!this.#isCommit(oid)) return undefined;
    const tree = this.#repository.commits.of(oid);
    return tree && { tree, commit: oid };
  }

  /** Returns the commit that is `parents` first parents before the label's head. */
  async #before(label: string, parents: number): Promise<CommitId | undefined> {
    checkDistance(parents);
    let commit = (await this.label(label))?.commit;
    for (let left = parents; left > 0 && commit; left -= 1) {
      commit = readCommit(this.#repository.objects, commit)?.parents[0];
    }
    return commit;
  }

  /** Returns the commit that the label was at `moves` moves ago. */
  async #logged(label: string, moves: number): Promise<CommitId | undefined> {
    checkDistance(moves);
    return (await this.label(label)) && (await this.#repository.refs.loggedBefore(branchRef(label), moves));
  }

  async #hold(tree: TreeId, text: string): Promise<TreeId> {
    const { pins, maintenance } = this.#repository;
    if (!pins.has(tree) && !(await maintenance.hold(tree))) throw unknownSnapshot(text);
    return tree;
  }

  #isSnapshot(oid: Oid): oid is TreeId {
    return oid === EMPTY_TREE || this.#repository.objects.stat(oid)?.type === 'tree';
  }

  #isCommit(oid: Oid): oid is CommitId {
    return this.#repository.objects.stat(oid)?.type === 'commit';
  }
}

function checkDistance(steps: number): void {
  if (steps <= BACK_MAX) return;
  throw new TreeboxError('bad_handle', `a handle goes back at most ${BACK_MAX} steps: name the commit by its id`);
}

function notAnId(text: string): TreeboxError {
  return new TreeboxError('bad_handle', `CA id ${shown(text)}: it must be 40 lower-case hexadecimal digits`);
}

function unknownSnapshot(text: string): TreeboxError {
  const what = isOid(text) ? `CA id ${text}: there is no such snapshot` : `${shown(text)}: there is no such snapshot`;
  return new TreeboxError('unknown_snapshot', `${what}; push or import it first`);
}

/** Quotes a caller's text for an error. */
export function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text);
}
