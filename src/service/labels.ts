/**
 * Labels: branches that move from snapshot to snapshot. A move adds a commit or jumps to an existing one, and adds a line to
 * the reflog.
 */
import { TreeboxError } from '../core/errors.ts';
import { type CommitId, isTreeId, type TreeId } from '../core/ids.ts';
import { Turns } from '../core/turns.ts';
import { BRANCHES, branchRef } from '../git/refs/ref-name.ts';
import type { ReflogEntry } from '../git/refs/refs.ts';
import type { Repository } from '../git/repository.ts';
import { type Handles, shown } from './handles.ts';
import { type Label, LabelCommits, mergedInto, type NextCommit, type Origins } from './label-commits.ts';
import { LabelLog, type Move } from './label-log.ts';
import { checkLabel } from './label-name.ts';
import { checkMessage, logMessage, standingText } from './label-text.ts';
import { refusalOfRef } from './ref-refusal.ts';

/** Filter and page of a list of labels. */
export interface LabelPage {
  readonly prefix?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export interface PushRequest {
  readonly label?: string | null;
  /** The CA id to push. */
  readonly snapshot: string;
  readonly expected?: string | null;
  readonly force?: boolean;
  readonly detach?: boolean;
  readonly message?: string | null;
  /** Handles of further parents of the new commit, beside the label's head, as in a merge. */
  readonly parents?: readonly string[];
}

export type PushResult =
  | ({ readonly status: 'advanced' } & Label)
  | { readonly status: 'detached'; readonly tree: TreeId }
  | {
      readonly status: 'rejected';
      readonly label: string;
      readonly current: TreeId | null;
      /** The reason: the label names another snapshot, or its name clashes with another label. */
      readonly error: string;
      readonly code: 'label_moved' | 'label_clash';
    };

/** A push that has been checked. */
interface Advance {
  readonly expected: TreeId | null;
  readonly force: boolean;
  readonly message: string;
  readonly parents: readonly CommitId[];
}

export class Labels {
  readonly #repository: Repository;
  readonly #handles: Handles;
  readonly #commits: LabelCommits;
  readonly #log: LabelLog;

  constructor(repository: Repository, handles: Handles, origins: Origins) {
    this.#repository = repository;
    this.#handles = handles;
    this.#commits = new LabelCommits(repository, handles, origins);
    this.#log = new LabelLog(repository, handles);
  }

  /** Lists all labels, sorted by the bytes of their names. */
  async list(): Promise<Label[]> {
    return (await this.page({})).labels;
  }

  /**
   * Lists labels, sorted by the bytes of their names.
   * @param page `after`: the last name of the previous page; without `limit` the rest of the labels is listed
   * @returns the labels, and the name of the last one when there are more
   */
  async page({ prefix = '', after, limit }: LabelPage): Promise<{ labels: Label[]; next: string | null }> {
    const turns = new Turns();
    const heads = [...(await this.#repository.refs.list(BRANCHES))]
      .map(([ref, commit]) => ({ name: ref.slice(BRANCHES.length), commit }))
      .filter(({ name }) => name.startsWith(prefix) && (after === undefined || comesAfter(name, after)));
    const labels: Label[] = [];
    for (const head of heads.slice(0, limit)) {
      if (turns.isOver) await turns.next();
      labels.push({ ...head, tree: this.#handles.treeOf(head.commit) });
    }
    return { labels, next: labels.length < heads.length ? (labels.at(-1)?.name ?? null) : null };
  }

  /** @throws TreeboxError `unknown_label` */
  async get(label: string): Promise<Label> {
    const head = await this.#handles.label(label);
    if (!head) throw unknownLabel(label);
    return { name: label, tree: head.tree, commit: head.commit };
  }

  /**
   * Creates the label, or moves it, whichever snapshot it names now.
   * @throws TreeboxError `bad_label`, `bad_handle`, `unknown_snapshot`, `bad_message`, `label_clash`, `busy`
   */
  async set(name: string, caId: string, message?: string | null): Promise<Label> {
    checkLabel(name);
    const tree = await this.#handles.snapshot(caId);
    const text = checkMessage(message);
    return await this.#repository.refs.update(branchRef(name), (actual) =>
      this.#commits.onTop(name, tree, actual?.commit, actual ? 'force' : 'create', text),
    );
  }

  /**
   * Creates a label at the commit that a handle names. A CA id names no commit, so the label gets a new first commit.
   * @throws TreeboxError `label_clash` when the name is taken; `unknown_snapshot` when the handle names nothing; and as `set`
   */
  async branch(name: string, from: string, message?: string | null): Promise<Label> {
    checkLabel(name);
    const text = checkMessage(message);
    const named = await this.#handles.named(from);
    const { tree, commit } = named ?? { tree: null, commit: null };
    const isGone = commit !== null && !(await this.#repository.maintenance.hold(commit));
    if (tree === null || isGone) {
      throw new TreeboxError('unknown_snapshot', `from ${shown(from)}: there is no such label, commit or snapshot`);
    }
    return await this.#repository.refs.update<Label>(branchRef(name), async (actual) => {
      if (actual) throw new TreeboxError('label_clash', `label ${shown(name)} exists: choose another name`);
      if (commit === null) return await this.#commits.onTop(name, tree, undefined, 'create', text);
      const why = text || `branch from ${from}`;
      return { next: commit, message: logMessage('create', why), value: { name, tree, commit } };
    });
  }

  /**
   * Moves a label by compare-and-set.
   * @returns `rejected` with the current CA id when it differs from `expected`, or when the name clashes with another label
   * @throws TreeboxError `bad_label`, `bad_handle`, `unknown_snapshot`, `bad_message`, `busy`
   */
  async push(request: PushRequest): Promise<PushResult> {
    const { label, expected, force = false } = request;
    const tree = await this.#handles.snapshot(request.snapshot);
    const message = checkMessage(request.message);
    if (request.detach) return { status: 'detached', tree };
    if (label == null) throw new TreeboxError('bad_label', 'push has no label: it must name one, or set detach');
    checkLabel(label);
    if (expected != null && !isTreeId(expected)) {
      throw new TreeboxError('bad_handle', 'expected must be a CA id of 40 lower-case hexadecimal digits');
    }
    const parents: CommitId[] = [];
    for (const handle of request.parents ?? []) parents.push(await this.#heldCommit(handle));
    try {
      return await this.#advance(label, tree, { expected: expected ?? null, force, message, parents });
    } catch (error) {
      const refusal = refusalOfRef(error);
      if (refusal?.code !== 'label_clash') throw error;
      return { status: 'rejected', label, current: null, error: refusal.message, code: refusal.code };
    }
  }

  /**
   * Moves a label from one commit to a new one.
   * @param from the commit that the label must be at; undefined when it must not exist
   * @param onCommit called with the new commit before the label moves, with the label's lock held
   * @returns undefined when the label is at another commit; it does not move then
   * @throws TreeboxError `label_clash`, `busy`
   */
  async advance(
    label: string,
    from: CommitId | undefined,
    next: NextCommit,
    onCommit?: (commit: CommitId) => Promise<void>,
  ): Promise<Label | undefined> {
    return await this.#repository.refs.update<Label | undefined>(branchRef(label), async (actual) => {
      if (actual?.commit !== from) return { keep: true, value: undefined };
      const [first, ...others] = next.parents;
      const parents = first === undefined ? [] : [first, ...this.#commits.withoutAncestors(first, others)];
      const plan = this.#commits.write(label, actual ? 'push' : 'create', { ...next, parents });
      await onCommit?.(plan.next);
      return plan;
    });
  }

  /** Returns whether a commit is `ancestor` or descends from it. */
  descends(commit: CommitId, ancestor: CommitId): boolean {
    return this.#commits.descends(commit, ancestor);
  }

  /** Returns whether the label's reflog has a move to this commit. */
  async hasLogged(label: string, commit: CommitId): Promise<boolean> {
    return (await this.#repository.refs.findLogged(branchRef(label), { commit })).entry !== undefined;
  }

  /**
   * Reads the label's moves, oldest first.
   * @param limit reads only this many of the newest moves; all when undefined
   * @param before reads only moves older than the move whose `n` is this
   * @throws TreeboxError `unknown_label`
   */
  async log(label: string, limit?: number, before?: number): Promise<Move[]> {
    await this.get(label);
    return await this.#log.read(label, limit, before);
  }

  /** Reads one line of a label's reflog. @param n its place in the reflog */
  move(entry: ReflogEntry, n: number): Move {
    return this.#log.move(entry, n);
  }

  /**
   * Moves the label back to a snapshot in its reflog, to the newest logged commit with that snapshot.
   * @param allowUnlogged true to accept a snapshot that is not in the reflog; it gets a new commit
   * @throws TreeboxError `unknown_label`, `not_logged`, and as `set`
   */
  async reset(name: string, caId: string, allowUnlogged: boolean, message?: string | null): Promise<Label> {
    checkLabel(name);
    const tree = await this.#handles.snapshot(caId);
    const text = checkMessage(message);
    const ref = branchRef(name);
    return await this.#repository.refs.update<Label>(ref, async (actual) => {
      if (!actual) throw new TreeboxError('not_logged', `label ${shown(name)} does not exist, so it can't be reset`);
      const { entry: logged } = await this.#repository.refs.findLogged(ref, { tree });
      if (logged) {
        return {
          next: logged.to,
          message: logMessage('reset', text),
          value: { name, tree, commit: logged.to },
        };
      }
      if (allowUnlogged) return await this.#commits.onTop(name, tree, actual.commit, 'reset', text);
      throw new TreeboxError(
        'not_logged',
        `label ${shown(name)} never had CA id ${tree}: set allow_unlogged to accept it`,
      );
    });
  }

  /**
   * Deletes the label and its log.
   * @returns the label's name and its last CA id
   * @throws TreeboxError `unknown_label`, `busy`
   */
  async delete(name: string): Promise<Omit<Label, 'commit'>> {
    // Check this before `update` takes the lock: a name that git refuses can't have a lock file.
    await this.get(name);
    return await this.#repository.refs.update(branchRef(name), (actual) => {
      if (!actual) throw unknownLabel(name);
      return { delete: true, value: { name, tree: actual.tree } };
    });
  }

  async #advance(label: string, tree: TreeId, { expected, force, message, parents }: Advance): Promise<PushResult> {
    const sides = await this.#commits.knownSides(tree);
    return await this.#repository.refs.update<PushResult>(branchRef(label), async (actual) => {
      const current = actual?.tree ?? null;
      if (!force && current !== expected) return { keep: true, value: moved(label, current, expected) };
      const op = actual ? (force ? 'force' : 'push') : 'create';
      const merged = [...parents, ...mergedInto(tree, sides, actual)];
      const { value, ...plan } = await this.#commits.onTop(label, tree, actual?.commit, op, message, merged);
      return { ...plan, value: { status: 'advanced', ...value } };
    });
  }

  /** Returns the commit that a handle names, and pins it: no collection can delete it while a commit is built on it. */
  async #heldCommit(handle: string): Promise<CommitId> {
    const commit = (await this.#handles.named(handle))?.commit;
    if (commit && (await this.#repository.maintenance.hold(commit))) return commit;
    throw new TreeboxError(
      'bad_handle',
      `parents: ${shown(handle)} names no commit: it must be a label or a commit id`,
    );
  }
}

function comesAfter(name: string, other: string): boolean {
  return Buffer.from(name).compare(Buffer.from(other)) > 0;
}

function moved(label: string, current: TreeId | null, expected: TreeId | null): PushResult {
  const error = `label ${shown(label)} ${standingText(current, expected)}: give the present CA id as expected`;
  return { status: 'rejected', label, current, error, code: 'label_moved' };
}

function unknownLabel(label: string): TreeboxError {
  return new TreeboxError('unknown_label', `label ${shown(label)}: there is no such label`);
}
