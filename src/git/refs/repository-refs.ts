/**
 * Refs and reflogs in git's own files.
 *
 * The order of the steps makes sure that every head is in the reflog, even if the process is killed at any moment:
 * 1. Take `<ref>.lock` and compare.
 * 2. Append the line to the reflog, and write the new oid into the lock file.
 * 3. Wait until the line and all objects are on disk.
 * 4. Rename the lock file to the ref.
 *
 * A kill before the rename may leave the line and the lock, which the next start removes. The ref itself is not synced: after
 * a loss of power it is restored from the reflog.
 *
 * Callers of one process wait in a queue per ref before they take the lock file, so they are served in order and don't poll.
 * Symbolic refs below `refs/` are neither followed nor moved.
 * @see https://github.com/git/git/blob/v2.39.5/refs/files-backend.c
 */

import { rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isInTheWay, removeFile } from '../../core/files.ts';
import type { CommitId } from '../../core/ids.ts';
import { KeyedMutex } from '../../core/mutex.ts';
import { Turns } from '../../core/turns.ts';
import type { FileLock, FileLocks } from '../files/file-lock.ts';
import { syncIfPresent } from '../files/sync-path.ts';
import type { CommitTrees } from '../objects/commit-trees.ts';
import { LooseRefs, type RefFolder, SYMBOLIC } from './loose-refs.ts';
import type { PackedRefs } from './packed-refs.ts';
import { NameRefused } from './ref-errors.ts';
import { removeEmptyFolders, removeEmptyParents } from './ref-folders.ts';
import { BRANCHES, isRefName } from './ref-name.ts';
import { appendReflog, reflogAfter, reflogBackwards, reflogSize } from './reflog.ts';
import type { Found, PlacedEntry, RefHead, RefListener, ReflogEntry, RefPlanner, RefStore, Wanted } from './refs.ts';

const LONGER_EXISTS = 'a longer name exists';
/** Maximum bytes of a reflog that `logAfter` reads: about 5,000 lines. */
const LOG_READ_MAX_BYTES = 1024 * 1024;

/** A cached listing of all branches, and the folders and packed refs that it was built from. */
interface Listing {
  readonly folders: readonly RefFolder[];
  readonly packed: ReadonlyMap<string, CommitId>;
  readonly refs: ReadonlyMap<string, CommitId>;
}

export class RepositoryRefs implements RefStore {
  readonly #gitDir: string;
  readonly #loose: LooseRefs;
  readonly #packed: PackedRefs;
  readonly #locks: FileLocks;
  readonly #publishObjects: () => Promise<void>;
  readonly #commits: CommitTrees;
  readonly #beforeDelete: (head: CommitId) => void;
  readonly #onUpdate: (ms: number, hasMoved: boolean) => void;
  readonly #queue = new KeyedMutex();
  #branches: Listing | undefined;
  readonly #listeners = new Set<RefListener>();

  /**
   * @param gitDir absolute path of the bare repository
   * @param hooks `publishObjects` returns when all objects written so far are on disk; `commits` finds the trees of commits;
   *   `beforeDelete` gets the head of a ref before its deletion; `onUpdate` gets the duration of an update in ms and whether
   *   the ref has moved
   */
  constructor(
    gitDir: string,
    packed: PackedRefs,
    locks: FileLocks,
    hooks: {
      publishObjects: () => Promise<void>;
      commits: CommitTrees;
      beforeDelete: (head: CommitId) => void;
      onUpdate?: (ms: number, hasMoved: boolean) => void;
    },
  ) {
    this.#gitDir = gitDir;
    this.#loose = new LooseRefs(gitDir);
    this.#packed = packed;
    this.#locks = locks;
    this.#publishObjects = hooks.publishObjects;
    this.#commits = hooks.commits;
    this.#beforeDelete = hooks.beforeDelete;
    this.#onUpdate = hooks.onUpdate ?? (() => {});
  }

  async read(ref: string): Promise<CommitId | undefined> {
    return this.readNow(ref);
  }

  /** Reads a ref like `read`, but synchronously. */
  readNow(ref: string): CommitId | undefined {
    if (!isRefName(ref)) return undefined;
    const loose = this.#loose.read(ref);
    return loose === SYMBOLIC ? undefined : (loose ?? this.#packed.read().get(ref));
  }

  async list(prefix: string): Promise<ReadonlyMap<string, CommitId>> {
    await this.#loose.readInTurns(prefix.replace(/\/$/, ''));
    // The folders are cached now, so this call reads only later changes.
    return this.#listNow(prefix);
  }

  #listNow(prefix: string): ReadonlyMap<string, CommitId> {
    // Read loose refs before packed ones: a ref that git packs in between is then found in `packed-refs`.
    const folders = this.#loose.below(prefix.replace(/\/$/, ''));
    const packed = this.#packed.read();
    const last = prefix === BRANCHES ? this.#branches : undefined;
    if (last?.packed === packed && isSameList(last.folders, folders)) return last.refs;
    const refs = listed(prefix, folders, packed);
    if (prefix === BRANCHES) this.#branches = { folders, packed, refs };
    return refs;
  }

  async update<T>(ref: string, plan: RefPlanner<T>): Promise<T> {
    if (!isRefName(ref) || !ref.startsWith('refs/')) throw new Error(`${ref}: not the full name of a ref`);
    const from = performance.now();
    return this.#queue.run(ref, async () => {
      const lock = await this.#lock(ref);
      if (lock instanceof NameRefused) {
        // A ref with a shorter name exists, so this ref does not exist. That is an error only if the plan creates it.
        const decided = await plan(undefined);
        if ('next' in decided) throw lock;
        return decided.value;
      }
      let stays = true;
      let hasMoved = false;
      let move: PlacedEntry | undefined;
      try {
        const loose = this.#loose.read(ref);
        if (loose === SYMBOLIC) throw new NameRefused(ref, 'it is symbolic');
        const actual = loose ?? this.#packed.read().get(ref);
        stays = actual !== undefined;
        const decided = await plan(actual && this.#headAt(actual));
        if ('next' in decided) {
          move = await this.#move(ref, lock, actual ?? null, decided.next, decided.message);
          stays = true;
          hasMoved = true;
        } else if ('delete' in decided && actual !== undefined) {
          this.#beforeDelete(actual);
          await this.#delete(ref);
          stays = false;
          hasMoved = true;
        }
        return decided.value;
      } finally {
        lock.release();
        if (!stays) for (const folder of ['', 'logs']) removeEmptyParents(join(this.#gitDir, folder), ref);
        this.#onUpdate(performance.now() - from, hasMoved);
        if (hasMoved) for (const listener of this.#listeners) listener(ref, move);
      }
    });
  }

  async log(ref: string, limit: number = Number.POSITIVE_INFINITY, skip = 0): Promise<ReflogEntry[]> {
    const entries: ReflogEntry[] = [];
    if (!isRefName(ref) || limit <= 0) return entries;
    const turns = new Turns();
    let left = skip;
    for (const entry of reflogBackwards(this.#logPath(ref))) {
      if (turns.isOver) await turns.next();
      if (left-- > 0) continue;
      entries.push(entry);
      if (entries.length >= limit) break;
    }
    return entries.reverse();
  }

  async loggedBefore(ref: string, moves: number): Promise<CommitId | undefined> {
    if (!isRefName(ref)) return undefined;
    let left = moves;
    for (const { to } of reflogBackwards(this.#logPath(ref))) if (left-- === 0) return to;
    return undefined;
  }

  async logSize(ref: string): Promise<number> {
    return isRefName(ref) ? reflogSize(this.#logPath(ref)) : 0;
  }

  async logAfter(ref: string, from: number): Promise<PlacedEntry[]> {
    return isRefName(ref) ? reflogAfter(this.#logPath(ref), from, LOG_READ_MAX_BYTES) : [];
  }

  watch(listener: RefListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async findLogged(ref: string, wanted: Wanted, linesMax: number = Number.POSITIVE_INFINITY): Promise<Found> {
    let lines = 0;
    if (!isRefName(ref)) return { entry: undefined, lines };
    const fits = (to: CommitId) => ('commit' in wanted ? to === wanted.commit : this.#commits.of(to) === wanted.tree);
    const turns = new Turns();
    for (const entry of reflogBackwards(this.#logPath(ref))) {
      if (lines >= linesMax) break;
      lines += 1;
      if (turns.isOver) await turns.next();
      if (fits(entry.to)) return { entry, lines };
    }
    return { entry: undefined, lines };
  }

  #headAt(commit: CommitId): RefHead {
    const commits = this.#commits;
    return {
      commit,
      get tree() {
        return commits.ofNamed(commit);
      },
    };
  }

  /** Takes the ref's lock, or returns the error to throw when the ref conflicts with another ref. */
  async #lock(ref: string): Promise<FileLock | NameRefused> {
    try {
      return await this.#locks.acquire(this.#refPath(ref), ref);
    } catch (error) {
      if (isInTheWay(error)) return new NameRefused(ref, 'a shorter name exists');
      throw error;
    }
  }

  async #move(ref: string, lock: FileLock, from: CommitId | null, to: CommitId, message: string): Promise<PlacedEntry> {
    if (from === null) {
      this.#checkRoom(ref);
      this.#removeStaleLogs(ref);
    }
    const entry = { from, to, atSecs: Math.floor(Date.now() / 1000), message };
    const logPath = this.#logPath(ref);
    const line = overEmptyFolders(logPath, ref, () => appendReflog(logPath, entry));
    try {
      lock.write(`${to}\n`);
      await allDone([this.#publishObjects(), line.sync()]);
      overEmptyFolders(this.#refPath(ref), ref, () => lock.replace());
      return { entry, start: line.start, end: line.end };
    } catch (error) {
      line.withdraw();
      throw isInTheWay(error) ? new NameRefused(ref, LONGER_EXISTS) : error;
    }
  }

  async #delete(ref: string): Promise<void> {
    const lock = await this.#locks.acquire(this.#packed.path, 'packed-refs');
    try {
      // Remove the packed value first: it may be old, and would become visible without the loose ref.
      const repacked = await this.#packed.remove(new Set([ref]), lock);
      removeFile(this.#refPath(ref));
      // Sync the removal of the ref before removing its log: a crash must not leave a ref without a log.
      await Promise.all([...(repacked ? [this.#gitDir] : []), dirname(this.#refPath(ref))].map(syncIfPresent));
      removeFile(this.#logPath(ref));
      await syncIfPresent(dirname(this.#logPath(ref)));
    } finally {
      lock.release();
    }
  }

  /** Removes logs that interrupted deletions have left: the log of `ref`, and logs where its log needs a folder. */
  #removeStaleLogs(ref: string): void {
    const parts = ref.split('/');
    for (let depth = 3; depth <= parts.length; depth++) {
      const log = this.#logPath(parts.slice(0, depth).join('/'));
      if (statSync(log, { throwIfNoEntry: false })?.isFile()) rmSync(log);
    }
  }

  /** @throws NameRefused when `ref` conflicts with an existing ref with a shorter or longer name */
  #checkRoom(ref: string): void {
    for (let at = ref.lastIndexOf('/'); at > 0; at = ref.lastIndexOf('/', at - 1)) {
      const shorter = ref.slice(0, at);
      if (isRefName(shorter) && this.readNow(shorter) !== undefined) {
        throw new NameRefused(ref, 'a shorter name exists', shorter);
      }
    }
    const [longer] = this.#listNow(`${ref}/`).keys();
    if (longer !== undefined) throw new NameRefused(ref, LONGER_EXISTS, longer);
  }

  #refPath(ref: string): string {
    return join(this.#gitDir, ref);
  }

  #logPath(ref: string): string {
    return join(this.#gitDir, 'logs', ref);
  }
}

/** Merges loose and packed refs, sorted by the bytes of their names. */
function listed(
  prefix: string,
  folders: readonly RefFolder[],
  packed: ReadonlyMap<string, CommitId>,
): ReadonlyMap<string, CommitId> {
  const found = new Map<string, CommitId>();
  const symbolic = new Set<string>();
  for (const { refs } of folders) {
    for (const [ref, { value }] of refs) {
      if (value === SYMBOLIC) symbolic.add(ref);
      else found.set(ref, value);
    }
  }
  for (const [ref, oid] of packed) {
    if (ref.startsWith(prefix) && !found.has(ref) && !symbolic.has(ref)) found.set(ref, oid);
  }
  const keyed = [...found].map(([ref, oid]) => ({ ref, oid, key: Buffer.from(ref) }));
  keyed.sort((one, other) => Buffer.compare(one.key, other.key));
  return new Map(keyed.map(({ ref, oid }) => [ref, oid]));
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}

/**
 * Calls `put`, which creates a file at `path`. If a folder is in the way and has only folders in it, removes it and calls `put`
 * again. A look for a folder before each move would cost the bench row `push` 2 %.
 * @throws NameRefused when there are files in the folder
 */
function overEmptyFolders<T>(path: string, ref: string, put: () => T): T {
  try {
    return put();
  } catch (error) {
    if (!isInTheWay(error)) throw error;
    if (!removeEmptyFolders(path)) throw new NameRefused(ref, LONGER_EXISTS);
    return put();
  }
}

/** Waits for all promises, even if one rejects, and throws the first error. */
async function allDone(works: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}
