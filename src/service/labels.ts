/**
 * Labels: branches that move from snapshot to snapshot, each move one commit or one jump and one line in the reflog.
 *
 * A line's message begins with the kind of move (`push: ...`), from which the log reads it back. Lines that plain git
 * wrote have its own wording and count as `push`.
 */
import { TreeboxError } from '../core/errors.ts';
import { isOid, type Oid } from '../core/ids.ts';
import { Turns } from '../core/turns.ts';
import { encodeCommit, type Identity, type Trailer, withTrailers } from '../git/format/commit-codec.ts';
import { isAncestor } from '../git/merge/merge-bases.ts';
import { readCommit } from '../git/objects/commit-trees.ts';
import { BRANCHES, branchRef, checkLabel } from '../git/refs/ref-name.ts';
import type { ReflogEntry, RefPlan } from '../git/refs/refs.ts';
import type { Repository } from '../git/repository.ts';
import { type Handles, type LabelHead, type Named, shown } from './handles.ts';
import { checkMessage, logMessage, type MoveOp, type Origin, originTrailers } from './label-text.ts';

/** One move as the log shows it. */
export interface Move {
  /** Its place in the reflog: 0 is the newest. */
  readonly n: number;
  /** Milliseconds since 1970, whole seconds. */
  readonly at: number;
  /** CA ids. */
  readonly from: Oid | null;
  readonly to: Oid;
  readonly op: MoveOp;
  readonly message: string;
  readonly commit: Oid;
}

export interface Label {
  readonly label: string;
  readonly ca_id: Oid;
  readonly commit: Oid;
}

/** Which labels are asked for. */
export interface LabelPage {
  readonly prefix?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export interface PushRequest {
  readonly label?: string | null;
  readonly ca_id: string;
  readonly expected?: string | null;
  readonly force?: boolean;
  readonly detach?: boolean;
  readonly message?: string | null;
  /** Handles of commits that the new one descends from beside the label's head, as a merge does. */
  readonly parents?: readonly string[];
}

export type PushResult =
  | ({ readonly status: 'advanced' } & Label)
  | { readonly status: 'detached'; readonly ca_id: Oid }
  | {
      readonly status: 'rejected';
      readonly label: string;
      readonly current: Oid | null;
      /** Why: the label is elsewhere, or can't be made beside another. */
      readonly error: string;
      readonly code: 'label_moved' | 'label_clash';
    };

/** A commit that a label is to move to. */
export interface NextCommit {
  readonly tree: Oid;
  /** Its parents, the label's head first where there is one; those that the first descends from are left out. */
  readonly parents: readonly Oid[];
  /** Empty for a plain default. */
  readonly message: string;
  readonly author: Identity | undefined;
  readonly trailers: readonly Trailer[];
}

/** Where a snapshot came from, as far as it is known. */
export interface Origins {
  /** Returns the newest execution that left it. */
  readonly execution: (tree: Oid) => Promise<Origin | undefined>;
  /** Returns the sides that were merged into it. */
  readonly mergedSides: (tree: Oid) => Promise<readonly Named[]>;
}

/** What a push asks of a label. */
interface Advance {
  readonly expected: Oid | null;
  readonly force: boolean;
  readonly message: string;
  readonly parents: readonly Oid[];
}

/** One side of a merge. */
interface Side extends Named {
  /** Whether the merge named it by its commit, rather than by its CA id. */
  readonly isNamed: boolean;
}

const OP_PREFIX = /^(create|push|force|reset)(?:: |$)/;

export class Labels {
  readonly #repository: Repository;
  readonly #handles: Handles;
  readonly #origins: Origins;

  constructor(repository: Repository, handles: Handles, origins: Origins) {
    this.#repository = repository;
    this.#handles = handles;
    this.#origins = origins;
  }

  /** Every label by name, in the order of their bytes. */
  async list(): Promise<{ name: string; ca_id: Oid; commit: Oid }[]> {
    return (await this.page({})).labels;
  }

  /**
   * Lists labels by name, in the order of their bytes.
   * @param page `after`: the name that the page comes after; all are listed without `limit`
   * @returns the labels, and the last one's name when there are more
   */
  async page({ prefix = '', after, limit }: LabelPage): Promise<{
    labels: { name: string; ca_id: Oid; commit: Oid }[];
    next: string | null;
  }> {
    const turns = new Turns();
    const heads = [...(await this.#repository.refs.listInTurns(BRANCHES))]
      .map(([ref, commit]) => ({ name: ref.slice(BRANCHES.length), commit }))
      .filter(({ name }) => name.startsWith(prefix) && (after === undefined || comesAfter(name, after)));
    const labels: { name: string; ca_id: Oid; commit: Oid }[] = [];
    for (const head of heads.slice(0, limit)) {
      if (turns.isOver) await turns.next();
      labels.push({ ...head, ca_id: this.#handles.treeOf(head.commit) });
    }
    return { labels, next: labels.length < heads.length ? (labels.at(-1)?.name ?? null) : null };
  }

  /** @throws TreeboxError `unknown_label` */
  get(label: string): Label {
    const head = this.#handles.label(label);
    if (!head) throw unknownLabel(label);
    return { label, ca_id: head.tree, commit: head.commit };
  }

  /**
   * Creates the label, or moves it whatever it names.
   * @throws TreeboxError `bad_label`, `bad_handle`, `unknown_snapshot`, `bad_message`, `label_clash`, `busy`
   */
  async set(name: string, caId: string, message?: string | null): Promise<Label> {
    checkLabel(name);
    const tree = await this.#handles.snapshot(caId);
    const text = checkMessage(message);
    return await this.#repository.refs.update(branchRef(name), (actual) =>
      this.#commitOnTop(name, tree, actual, actual ? 'force' : 'create', text),
    );
  }

  /**
   * Makes a label that starts at the commit that a handle names; a CA id, which names none, gets a first commit.
   * @throws TreeboxError `label_clash` when the name is taken; `unknown_snapshot` when nothing has the handle; and as `set`
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
      if (actual) throw new TreeboxError('label_clash', `label ${shown(name)} exists: take another name`);
      if (commit === null) return await this.#commitOnTop(name, tree, undefined, 'create', text);
      const why = text || `branch from ${from}`;
      return { next: commit, message: logMessage('create', why), value: { label: name, ca_id: tree, commit } };
    });
  }

  /**
   * Moves a label by compare-and-set.
   * @returns `rejected` with the present CA id when the label is not where `expected` says, or can't be beside another
   * @throws TreeboxError `bad_label`, `bad_handle`, `unknown_snapshot`, `bad_message`, `busy`
   */
  async push(request: PushRequest): Promise<PushResult> {
    const { label, expected, force = false } = request;
    const tree = await this.#handles.snapshot(request.ca_id);
    const message = checkMessage(request.message);
    if (request.detach) return { status: 'detached', ca_id: tree };
    if (label == null) throw new TreeboxError('bad_label', 'push has no label: it must name one, or set detach');
    checkLabel(label);
    if (expected != null && !isOid(expected)) {
      throw new TreeboxError('bad_handle', 'expected must be a CA id of 40 lower-case hexadecimal digits');
    }
    const parents: Oid[] = [];
    for (const handle of request.parents ?? []) parents.push(await this.#heldCommit(handle));
    try {
      return await this.#advance(label, tree, { expected: expected ?? null, force, message, parents });
    } catch (error) {
      if (!(error instanceof TreeboxError && error.code === 'label_clash')) throw error;
      return { status: 'rejected', label, current: null, error: error.message, code: error.code };
    }
  }

  /**
   * Moves a label from one commit to a new one.
   * @param from where the label must stand; undefined when it must not exist
   * @param onCommit called with the new commit before the label moves, with the label's lock held
   * @returns undefined, with nothing moved, when the label stands elsewhere
   * @throws TreeboxError `label_clash`, `busy`
   */
  async advance(
    label: string,
    from: Oid | undefined,
    next: NextCommit,
    onCommit?: (commit: Oid) => Promise<void>,
  ): Promise<Label | undefined> {
    return await this.#repository.refs.update<Label | undefined>(branchRef(label), async (actual) => {
      if (actual !== from) return { keep: true, value: undefined };
      const [first, ...others] = next.parents;
      const parents = first === undefined ? [] : [first, ...this.#beside(first, others)];
      const plan = this.#commit(label, actual ? 'push' : 'create', { ...next, parents });
      await onCommit?.(plan.next);
      return plan;
    });
  }

  /** Returns whether a commit is another one or comes from it. */
  descends(commit: Oid, ancestor: Oid): boolean {
    return isAncestor(ancestor, commit, (each: Oid) => readCommit(this.#repository.objects, each));
  }

  /** Whether the label's log says that it was ever moved to this commit. */
  async hasLogged(label: string, commit: Oid): Promise<boolean> {
    return (await this.#repository.refs.findLogged(branchRef(label), ({ to }) => to === commit)) !== undefined;
  }

  /**
   * The label's moves, oldest first.
   * @param limit the newest so many; all when undefined
   * @param before only moves older than the one of this `n`
   * @throws TreeboxError `unknown_label`
   */
  async log(label: string, limit?: number, before?: number): Promise<Move[]> {
    this.get(label);
    const moves: Move[] = [];
    const skipped = before === undefined ? 0 : before + 1;
    const entries = await this.#repository.refs.log(branchRef(label), limit, skipped);
    const turns = new Turns();
    for (const [index, entry] of entries.entries()) {
      if (turns.isOver) await turns.next();
      moves.push(this.move(entry, skipped + entries.length - 1 - index));
    }
    return moves;
  }

  /**
   * Takes the label back to a logged snapshot, by a jump to the newest commit that had it.
   * @param allowUnlogged also takes a snapshot that the log does not have, by a new commit
   * @throws TreeboxError `unknown_label`, `not_logged`, and as `set`
   */
  async reset(name: string, caId: string, allowUnlogged: boolean, message?: string | null): Promise<Label> {
    checkLabel(name);
    const tree = await this.#handles.snapshot(caId);
    const text = checkMessage(message);
    const ref = branchRef(name);
    return await this.#repository.refs.update<Label>(ref, async (actual) => {
      if (!actual)
        throw new TreeboxError('not_logged', `label ${shown(name)} does not exist: it has nothing to go back to`);
      const logged = await this.#repository.refs.findLogged(ref, ({ to }) => this.#repository.commits.of(to) === tree);
      if (logged) {
        return {
          next: logged.to,
          message: logMessage('reset', text),
          value: { label: name, ca_id: tree, commit: logged.to },
        };
      }
      if (allowUnlogged) return await this.#commitOnTop(name, tree, actual, 'reset', text);
      throw new TreeboxError(
        'not_logged',
        `label ${shown(name)} never had CA id ${tree}: set allow_unlogged to take it`,
      );
    });
  }

  /**
   * Deletes the label and its log.
   * @returns what it named
   * @throws TreeboxError `unknown_label`, `busy`
   */
  async delete(name: string): Promise<{ label: string; ca_id: Oid }> {
    // Asked before the lock is taken, which a name that git does not take can't have.
    this.get(name);
    return await this.#repository.refs.update(branchRef(name), (actual) => {
      if (!actual) throw unknownLabel(name);
      return { delete: true, value: { label: name, ca_id: this.#handles.treeOf(actual) } };
    });
  }

  async #advance(label: string, tree: Oid, { expected, force, message, parents }: Advance): Promise<PushResult> {
    const sides = await this.#knownSides(tree);
    return await this.#repository.refs.update<PushResult>(branchRef(label), async (actual) => {
      const current = actual ? this.#handles.treeOf(actual) : null;
      if (!force && current !== expected) return { keep: true, value: moved(label, current, expected) };
      const op = actual ? (force ? 'force' : 'push') : 'create';
      const merged = [...parents, ...mergedInto(tree, sides, actual && { commit: actual, tree: current as Oid })];
      const { value, ...plan } = await this.#commitOnTop(label, tree, actual, op, message, merged);
      return { ...plan, value: { status: 'advanced', ...value } };
    });
  }

  /** The sides that a merged snapshot was made of, each with the commit that it was named by then or is by now. */
  async #knownSides(tree: Oid): Promise<Side[]> {
    const sides = await this.#origins.mergedSides(tree);
    const heads = sides.some(({ commit }) => commit === null) ? await this.list() : [];
    const known: Side[] = [];
    for (const side of sides) {
      const commit = side.commit ?? heads.find(({ ca_id }) => ca_id === side.tree)?.commit ?? null;
      // One of a label that was deleted since may be gone.
      const isHeld = commit !== null && (await this.#repository.maintenance.hold(commit));
      known.push({ tree: side.tree, commit: isHeld ? commit : null, isNamed: side.commit !== null });
    }
    return known;
  }

  /** The commit that a handle names, safe from any collection while something is built on it. */
  async #heldCommit(handle: string): Promise<Oid> {
    const commit = (await this.#handles.named(handle))?.commit;
    if (commit && (await this.#repository.maintenance.hold(commit))) return commit;
    throw new TreeboxError(
      'bad_handle',
      `parents: ${shown(handle)} names no commit: it must be a label or a commit id`,
    );
  }

  /** Drops what the first commit descends from already. */
  #beside(head: Oid | undefined, commits: readonly Oid[]): Oid[] {
    return [...new Set(commits)].filter((commit) => head === undefined || !this.descends(head, commit));
  }

  async #commitOnTop(
    label: string,
    tree: Oid,
    actual: Oid | undefined,
    op: MoveOp,
    message: string,
    merged: readonly Oid[] = [],
  ): Promise<RefPlan<Label> & { readonly next: Oid; readonly value: Label }> {
    const parents = [...(actual ? [actual] : []), ...this.#beside(actual, merged)];
    const trailers = await this.#trailers(tree);
    return this.#commit(label, op, { tree, parents, message, author: undefined, trailers });
  }

  #commit(
    label: string,
    op: MoveOp,
    { tree, parents, message, author, trailers }: NextCommit,
  ): RefPlan<Label> & { readonly next: Oid; readonly value: Label } {
    const atSecs = Math.floor(Date.now() / 1000);
    const text = withTrailers(message || `${op} ${label}`, trailers);
    const content = encodeCommit({ tree, parents, atSecs, message: text }, author);
    const commit = this.#repository.incoming.write((writer) => writer.write('commit', content));
    this.#repository.commits.written(commit, tree);
    return { next: commit, message: logMessage(op, message), value: { label, ca_id: tree, commit } };
  }

  async #trailers(tree: Oid): Promise<Trailer[]> {
    const origin = await this.#origins.execution(tree);
    return origin ? originTrailers(origin) : [];
  }

  /** What a line of a label's reflog says. @param n its place in the reflog */
  move(entry: ReflogEntry, n: number): Move {
    const written = OP_PREFIX.exec(entry.message);
    return {
      n,
      at: entry.atSecs * 1000,
      from: entry.from && this.#handles.treeOf(entry.from),
      to: this.#handles.treeOf(entry.to),
      op: entry.from === null ? 'create' : ((written?.[1] as MoveOp | undefined) ?? 'push'),
      message: written ? entry.message.slice(written[0].length) : entry.message,
      commit: entry.to,
    };
  }
}

function comesAfter(name: string, other: string): boolean {
  return Buffer.from(name).compare(Buffer.from(other)) > 0;
}

/**
 * The commits that were merged into `tree`, for a commit on top of `head`. A merge whose result is one of its sides is
 * taken for a merge only where the label stands at a side: the same snapshot may come from anywhere else.
 */
function mergedInto(tree: Oid, sides: readonly Side[], head: LabelHead | undefined): Oid[] {
  const isHead = (side: Side) => (side.isNamed ? side.commit === head?.commit : side.tree === head?.tree);
  if (sides.some((side) => side.tree === tree) && !sides.some(isHead)) return [];
  return sides.flatMap((side) => (isHead(side) || side.commit === null ? [] : [side.commit]));
}

function moved(label: string, current: Oid | null, expected: Oid | null): PushResult {
  const there = current === null ? 'does not exist' : `names ${current}`;
  const wanted = expected === null ? 'must not exist yet' : `must name ${expected}`;
  const error = `label ${shown(label)} ${there}; for this push it ${wanted}: give the present CA id as expected`;
  return { status: 'rejected', label, current, error, code: 'label_moved' };
}

function unknownLabel(label: string): TreeboxError {
  return new TreeboxError('unknown_label', `label ${shown(label)}: there is no such label`);
}
