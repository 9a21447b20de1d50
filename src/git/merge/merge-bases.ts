/**
 * Finds the best common ancestors of two commits, as `git merge-base --all` does: common ancestors that are not ancestors of
 * another common ancestor.
 *
 * The walk visits commits newest first. It ends when all commits left to visit are known ancestors of common ancestors. So the
 * cost depends on the commits since the histories diverged, not on the whole history. Wrong commit times can make the walk
 * longer, but not the result wrong: candidates are checked again afterwards.
 * @see git-merge-base(1)
 */

/** The parents and the time of a commit. `Id` is the type of its id. */
export interface HistoryNode<Id> {
  readonly parents: readonly Id[];
  /** Seconds since 1970; NaN counts as 0. */
  readonly atSecs: number;
}

/** Reads a node. @returns undefined when the history does not have it; it then counts as a commit without parents */
export type ReadNode<Id> = (id: Id) => HistoryNode<Id> | undefined;

/** Flag of a commit that is reachable from the first commit. */
const FIRST = 1;
/** Flag of a commit that is reachable from one of the other commits. */
const OTHER = 2;
/** Flag of a commit that is an ancestor of a common ancestor. */
const STALE = 4;
const COMMON = FIRST | OTHER;
/** Flag of a commit that is in the list of common ancestors. */
const NOTED = 8;

/**
 * Returns all best common ancestors of two commits, newest first.
 * @param read called once for each commit of the walk
 */
export function mergeBases<Id>(one: Id, other: Id, read: ReadNode<Id>): Id[] {
  if (one === other) return [one];
  const history = new CachedHistory(read);
  const paint = new Paint(history, one, [other]);
  const found = paint.common.filter((id) => (paint.flagsOf(id) & STALE) === 0);
  return found.length < 2 ? found : withoutAncestors(history, found);
}

/** Returns whether `ancestor` is `descendant` or one of its ancestors. */
export function isAncestor<Id>(ancestor: Id, descendant: Id, read: ReadNode<Id>): boolean {
  if (ancestor === descendant) return true;
  const paint = new Paint(new CachedHistory(read), ancestor, [descendant]);
  return (paint.flagsOf(ancestor) & OTHER) !== 0;
}

/** Removes commits that are ancestors of another commit in the list. */
function withoutAncestors<Id>(history: CachedHistory<Id>, commits: readonly Id[]): Id[] {
  const redundant = new Set<Id>();
  for (const commit of commits) {
    if (redundant.has(commit)) continue;
    const others = commits.filter((other) => other !== commit && !redundant.has(other));
    const paint = new Paint(history, commit, others);
    if ((paint.flagsOf(commit) & OTHER) !== 0) redundant.add(commit);
    for (const other of others) if ((paint.flagsOf(other) & FIRST) !== 0) redundant.add(other);
  }
  return commits.filter((commit) => !redundant.has(commit));
}

class CachedHistory<Id> {
  readonly #read: ReadNode<Id>;
  readonly #nodes = new Map<Id, HistoryNode<Id>>();

  constructor(read: ReadNode<Id>) {
    this.#read = read;
  }

  node(id: Id): HistoryNode<Id> {
    let node = this.#nodes.get(id);
    if (node === undefined) {
      node = this.#read(id) ?? { parents: [], atSecs: 0 };
      this.#nodes.set(id, node);
    }
    return node;
  }

  timeOf(id: Id): number {
    const { atSecs } = this.node(id);
    return Number.isNaN(atSecs) ? 0 : atSecs;
  }
}

/** Marks ancestors with flags, newest first, until only stale commits are left to visit. */
class Paint<Id> {
  /** Common ancestors, newest first. Some of them may have become stale. */
  readonly common: Id[] = [];
  readonly #flags = new Map<Id, number>();
  readonly #queue: Newest<Id>;
  /** Number of queued visits of commits that are not stale. */
  #fresh = 0;
  /** Number of queued visits of each commit. */
  readonly #queued = new Map<Id, number>();

  constructor(history: CachedHistory<Id>, one: Id, others: readonly Id[]) {
    this.#queue = new Newest((id) => history.timeOf(id));
    this.#mark(one, FIRST);
    for (const other of others) this.#mark(other, OTHER);
    while (this.#fresh > 0) this.#visit(history, this.#take());
  }

  flagsOf(id: Id): number {
    return this.#flags.get(id) ?? 0;
  }

  #visit(history: CachedHistory<Id>, id: Id): void {
    let flags = this.flagsOf(id) & (COMMON | STALE);
    if (flags === COMMON) {
      if ((this.flagsOf(id) & NOTED) === 0) insertByTime(this.common, id, (each) => history.timeOf(each));
      this.#flags.set(id, this.flagsOf(id) | NOTED);
      flags |= STALE;
    }
    for (const parent of history.node(id).parents) {
      if ((this.flagsOf(parent) & flags) !== flags) this.#mark(parent, flags);
    }
  }

  #mark(id: Id, flags: number): void {
    const waiting = this.#queued.get(id) ?? 0;
    const before = this.flagsOf(id);
    const after = before | flags;
    if ((before & STALE) === 0 && (after & STALE) !== 0) this.#fresh -= waiting;
    this.#flags.set(id, after);
    if ((after & STALE) === 0) this.#fresh += 1;
    this.#queued.set(id, waiting + 1);
    this.#queue.add(id);
  }

  #take(): Id {
    const id = this.#queue.take();
    this.#queued.set(id, (this.#queued.get(id) as number) - 1);
    if ((this.flagsOf(id) & STALE) === 0) this.#fresh -= 1;
    return id;
  }
}

function insertByTime<Id>(list: Id[], id: Id, timeOf: (id: Id) => number): void {
  const time = timeOf(id);
  const at = list.findIndex((each) => timeOf(each) < time);
  list.splice(at < 0 ? list.length : at, 0, id);
}

/** A heap that returns the newest commit first, and of equally new commits the one that was added first. */
class Newest<Id> {
  readonly #timeOf: (id: Id) => number;
  readonly #heap: { readonly id: Id; readonly time: number; readonly order: number }[] = [];
  #order = 0;

  constructor(timeOf: (id: Id) => number) {
    this.#timeOf = timeOf;
  }

  add(id: Id): void {
    const heap = this.#heap;
    heap.push({ id, time: this.#timeOf(id), order: this.#order++ });
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** Removes and returns the first commit. The heap must not be empty. */
  take(): Id {
    const heap = this.#heap;
    this.#swap(0, heap.length - 1);
    const { id } = heap.pop() as { id: Id };
    for (let at = 0; ; ) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && this.#isBefore(child, first)) first = child;
      }
      if (first === at) return id;
      this.#swap(at, first);
      at = first;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const a = this.#heap[one] as { time: number; order: number };
    const b = this.#heap[other] as { time: number; order: number };
    return a.time === b.time ? a.order < b.order : a.time > b.time;
  }

  #swap(one: number, other: number): void {
    const heap = this.#heap;
    [heap[one], heap[other]] = [heap[other] as never, heap[one] as never];
  }
}
