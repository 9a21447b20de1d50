/**
 * The interface to refs and their reflogs: names that move by compare-and-set, with a line in the reflog for each move.
 *
 * These refs name commits. Invariant: every head is in the reflog. Locks are git's own (`<ref>.lock`, created exclusively), so
 * this process, other servers and plain git never overwrite each other's updates.
 * @see https://git-scm.com/docs/gitrepository-layout
 */
import type { CommitId, TreeId } from '../../core/ids.ts';

/** One line of a reflog. `from` is null when the move created the ref. */
export interface ReflogEntry {
  readonly from: CommitId | null;
  readonly to: CommitId;
  /** Seconds since 1970. */
  readonly atSecs: number;
  /** The line's message, without line feeds. */
  readonly message: string;
}

/** An entry, and the offsets of its line in the file, in bytes. */
export interface PlacedEntry {
  readonly entry: ReflogEntry;
  readonly start: number;
  /** Offset after the line, from which a later read can continue. */
  readonly end: number;
}

/** Called after a ref has moved, with the new line of its log; `move` is undefined when the ref was deleted. */
export type RefListener = (ref: string, move: PlacedEntry | undefined) => void;

/** The target of the move to search for. */
export type Wanted = { readonly commit: CommitId } | { readonly tree: TreeId };

/** The result of a search. */
export interface Found {
  /** The newest matching line; undefined when there is none. */
  readonly entry: ReflogEntry | undefined;
  /** Number of lines that were read. */
  readonly lines: number;
}

/** The current value of a locked ref. */
export interface RefHead {
  readonly commit: CommitId;
  /** The commit's tree, read on each access. @throws Error when the store has no such commit */
  readonly tree: TreeId;
}

/** Decides about a locked ref. `actual` is undefined when the ref does not exist. A store may call it more than once. */
export type RefPlanner<T> = (actual: RefHead | undefined) => RefPlan<T> | Promise<RefPlan<T>>;

/** The decision of a planner about a locked ref. */
export type RefPlan<T> =
  | { readonly next: CommitId; readonly message: string; readonly value: T }
  | { readonly delete: true; readonly value: T }
  | { readonly keep: true; readonly value: T };

export interface RefStore {
  /** Returns the current value of the ref, or undefined. Sees changes by other processes. */
  read(ref: string): Promise<CommitId | undefined>;
  /** Returns all refs below `prefix` (ending in `/`), by full name in byte order. Lets other work run meanwhile. */
  list(prefix: string): Promise<ReadonlyMap<string, CommitId>>;
  /**
   * Takes the ref's lock, calls `plan` with the current value, and carries out its decision. The ref moves after the objects
   * and the log line are on disk. Nothing is written when `plan` throws.
   * @throws RefLocked when another process holds the lock for longer than `REF_LOCK_WAIT_MS`
   * @throws NameRefused when a ref with a shorter or longer name exists (`a` and `a/b`), or the ref is symbolic
   */
  update<T>(ref: string, plan: RefPlanner<T>): Promise<T>;
  /**
   * Returns the newest lines of the ref's reflog, oldest first. Reads the file from its end.
   * @param limit maximum number of lines
   * @param skip number of the newest lines to leave out
   */
  log(ref: string, limit?: number, skip?: number): Promise<ReflogEntry[]>;
  /** Returns the value of the ref `moves` moves ago, from the reflog. Only for few moves, because other work waits. */
  loggedBefore(ref: string, moves: number): Promise<CommitId | undefined>;
  /** Returns the size of the ref's reflog in bytes; 0 when there is none. */
  logSize(ref: string): Promise<number>;
  /**
   * Returns the lines of the reflog after an offset, oldest first. A store may limit the number of bytes that it reads; then
   * the newest lines are returned.
   * @param from offset in bytes: the `end` of a line, or 0
   */
  logAfter(ref: string, from: number): Promise<PlacedEntry[]>;
  /**
   * Calls `listener` after each move or deletion by this process.
   * @returns a function that ends this
   */
  watch(listener: RefListener): () => void;
  /**
   * Searches the reflog for the newest move to a commit, or to any commit of a tree. Lets other work run meanwhile.
   * @param linesMax maximum number of lines to read, beginning with the newest
   */
  findLogged(ref: string, wanted: Wanted, linesMax?: number): Promise<Found>;
}
