/**
 * The interface to refs and their reflogs: names that move by compare-and-set, with a line in the reflog for each move.
 *
 * These refs name commits. Invariant: the reflog covers every head. Locking is git's own (`<ref>.lock`, created exclusively), so this process,
 * other servers and plain git never lose each other's update.
 * @see https://git-scm.com/docs/gitrepository-layout
 */
import type { CommitId, TreeId } from '../../core/ids.ts';

/** One line of a reflog. `from` is null for the line that created the ref. */
export interface ReflogEntry {
  readonly from: CommitId | null;
  readonly to: CommitId;
  /** Seconds since 1970. */
  readonly atSecs: number;
  /** The line's message, without line feeds. */
  readonly message: string;
}

/** An entry, and the place of its line in the file, in bytes. */
export interface PlacedEntry {
  readonly entry: ReflogEntry;
  readonly start: number;
  /** A later reader can continue from here. */
  readonly end: number;
}

/** Called after a ref has moved, with its new line in the log; without one when the ref was deleted. */
export type RefListener = (ref: string, move: PlacedEntry | undefined) => void;

/** The target by which a move is searched. */
export type Wanted = { readonly commit: CommitId } | { readonly tree: TreeId };

/** The result of a search. */
export interface Found {
  /** The newest line that fits; undefined for none. */
  readonly entry: ReflogEntry | undefined;
  /** How many lines were looked at. */
  readonly lines: number;
}

/** The place where a locked ref stands. */
export interface RefHead {
  readonly commit: CommitId;
  /** The commit's tree, read when it is asked for. @throws Error when the store has no such commit */
  readonly tree: TreeId;
}

/** Decides about a locked ref, given where it stands; undefined when there is none. A store may ask it more than once. */
export type RefPlanner<T> = (actual: RefHead | undefined) => RefPlan<T> | Promise<RefPlan<T>>;

/** The decision of a planner about a locked ref. */
export type RefPlan<T> =
  | { readonly next: CommitId; readonly message: string; readonly value: T }
  | { readonly delete: true; readonly value: T }
  | { readonly keep: true; readonly value: T };

export interface RefStore {
  /** The oid that the ref names now, or undefined. Sees what other processes did. */
  read(ref: string): Promise<CommitId | undefined>;
  /** Every ref below `prefix` (ending in `/`), by full name in byte order. Others have their turns meanwhile. */
  list(prefix: string): Promise<ReadonlyMap<string, CommitId>>;
  /**
   * Takes the ref's lock, shows `plan` the present value, and carries out what it answers: the ref moves when the objects
   * and the log line are safe. Nothing is written when `plan` throws.
   * @throws RefLocked when another process holds the lock for longer than `REF_LOCK_WAIT_MS`
   * @throws NameRefused when a ref of a shorter or longer name is in the way (`a` beside `a/b`)
   */
  update<T>(ref: string, plan: RefPlanner<T>): Promise<T>;
  /**
   * The ref's reflog, oldest first, read from the end of the file.
   * @param limit how many lines at most
   * @param skip how many of the most recent lines to leave out
   */
  log(ref: string, limit?: number, skip?: number): Promise<ReflogEntry[]>;
  /** Where the ref stood so many moves ago, by the reflog. For few moves: others wait. */
  loggedBefore(ref: string, moves: number): Promise<CommitId | undefined>;
  /** The size of the ref's reflog in bytes; 0 when there is none. */
  logSize(ref: string): Promise<number>;
  /**
   * The lines of the reflog from a place in it on, oldest first.
   * @param from in bytes: the `end` of a line, or 0
   */
  logAfter(ref: string, from: number): Promise<PlacedEntry[]>;
  /**
   * Has `listener` called after each move or deletion that this process makes.
   * @returns ends that
   */
  watch(listener: RefListener): () => void;
  /**
   * Searches the reflog for the newest move to a commit, or to any commit of a tree, while others have their turns.
   * @param linesMax how many of the newest lines to look at
   */
  findLogged(ref: string, wanted: Wanted, linesMax?: number): Promise<Found>;
}
