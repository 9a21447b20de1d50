/**
 * Finds the locks that remain when a git process of treebox is killed.
 *
 * On SIGTERM, git removes its lock files. On SIGKILL it can't, and its refs would stay locked permanently. So before treebox
 * starts a git process, it writes a note in `treebox/children` that lists the refs that git may lock. The note is removed when
 * git has exited by itself. A lock counts as left by a dead git process when it is newer than the note, is not one of treebox's
 * own locks, and either
 * - contains exactly the oid to which the ref should move: git writes it immediately; or
 * - has existed for `ABANDONED_MS`. No running process keeps a ref locked for so long, except a transaction that somebody
 *   opened by hand on the same ref when the git process died.
 *
 * The ref is repaired before the lock is removed, because git may have written its line to the reflog.
 */

import { mkdirSync, readdirSync, readFileSync, renameSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTextIfPresent, removeFile } from '../../core/files.ts';
import type { Oid } from '../../core/ids.ts';
import type { GitProcess } from '../git-process.ts';
import { lockedRefs } from '../refs/ref-folders.ts';
import type { FileLocks } from './file-lock.ts';
import { identityOf, isAlive, THIS_PROCESS } from './process-id.ts';

/** Age at which a lock counts as left, in ms: twice as long as a process waits for a lock. */
export const ABANDONED_MS = 10_000;
/** Locks that git may take in addition to those of moved refs. A move of the ref that HEAD names is also logged for HEAD. */
export const ALWAYS = ['HEAD', 'packed-refs'];

/** Refs that a git process may lock: the refs that it should move, each with its new oid; or all refs. */
export type MayLock = Readonly<Record<string, Oid>> | 'all';

export class ChildLocks {
  readonly #gitDir: string;
  readonly #notes: string;
  readonly #locks: FileLocks;
  readonly #onProblem: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #noted = 0;

  /**
   * @param gitDir absolute path of the repository
   * @param locks of the same repository
   * @param onProblem called when a note could not be read or removed in the background
   */
  constructor(gitDir: string, locks: FileLocks, onProblem: (error: unknown) => void) {
    this.#gitDir = gitDir;
    this.#locks = locks;
    this.#onProblem = onProblem;
    this.#notes = join(gitDir, 'treebox', 'children');
    mkdirSync(this.#notes, { recursive: true });
  }

  /**
   * Starts a git process that locks refs. Removes its locks if it is killed. Also begins to remove locks of the same refs that
   * nobody holds any more, so that git does not wait for them in vain.
   * @param start starts the git process
   */
  guard(locks: MayLock, start: () => GitProcess): GitProcess {
    for (const ref of this.#lockedBy(locks)) this.#locks.endLeft(join(this.#gitDir, ref), ref);
    const nth = this.#noted++;
    // Until git has started and has an identity, the note carries the identity of this process.
    const noted = join(this.#notes, `${THIS_PROCESS}.${nth}`);
    let git: GitProcess | undefined;
    try {
      writeFileSync(noted, JSON.stringify(locks));
      git = start();
    } finally {
      if (git?.pid === undefined) removeFile(noted);
    }
    if (git.pid === undefined) return git;
    const note = join(this.#notes, `${identityOf(git.pid)}.${nth}`);
    renameSync(noted, note);
    git.exit.then(({ code }) => (code === null ? this.#release() : removeFile(note))).catch(this.#onProblem);
    return git;
  }

  /**
   * Synchronously removes the locks that dead git processes have left. Checks again later for locks that may still be held.
   * @param repair repairs a ref with a left lock and its log, and returns a sentence about each repair
   * @returns a sentence about each removed lock and each repaired ref
   */
  releaseNow(repair: (ref: string) => readonly string[]): string[] {
    const repaired: string[] = [];
    let isDone = true;
    for (const name of readdirSync(this.#notes)) {
      const { left, isAll } = this.#leftBy(name);
      for (const ref of left.keys()) {
        if (!ALWAYS.includes(ref)) repaired.push(...repair(ref));
        removeFile(join(this.#gitDir, `${ref}.lock`));
        repaired.push(unlocked(ref));
      }
      if (isAll) removeFile(join(this.#notes, name));
      else isDone = false;
    }
    if (!isDone) this.#comeBack();
    return repaired;
  }

  /** Cancels the next check. The next start removes the remaining locks. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** Does the same as `releaseNow`, but asynchronously. */
  async #release(): Promise<void> {
    let isDone = false;
    try {
      // Handle all notes concurrently: the repair of one ref may take minutes.
      const done = await Promise.all(readdirSync(this.#notes).map((name) => this.#releaseOf(name)));
      isDone = done.every(Boolean);
    } finally {
      if (!isDone) this.#comeBack();
    }
  }

  /** Removes the left locks of one note. @returns whether all were removed, and the note too */
  async #releaseOf(name: string): Promise<boolean> {
    const { left, isAll } = this.#leftBy(name);
    const ended = await Promise.all(
      Array.from(left, ([ref, lock]) => this.#locks.end(join(this.#gitDir, ref), ref, lock)),
    );
    if (!isAll || ended.includes(false)) return false;
    removeFile(join(this.#notes, name));
    return true;
  }

  #comeBack(): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => this.#release().catch(this.#onProblem), ABANDONED_MS).unref();
  }

  /** Returns the names of the refs and files that a git process may have locked, or may need to lock. */
  #lockedBy(locks: MayLock): string[] {
    return [...(locks === 'all' ? lockedRefs(this.#gitDir) : Object.keys(locks)), ...ALWAYS];
  }

  /** Finds the locks that the git process of a note has left. `isAll` is false when a later check is needed. */
  #leftBy(name: string): { left: Map<string, Stats>; isAll: boolean } {
    const left = new Map<string, Stats>();
    if (isAlive(name.slice(0, name.lastIndexOf('.')))) return { left, isAll: false };
    const note = join(this.#notes, name);
    const locks = readNote(note);
    const since = statSync(note, { throwIfNoEntry: false })?.mtimeMs;
    if (locks === undefined || since === undefined) return { left, isAll: true };
    let isAll = true;
    for (const ref of this.#lockedBy(locks)) {
      const lock = join(this.#gitDir, `${ref}.lock`);
      const stats = statSync(lock, { throwIfNoEntry: false });
      // Skip treebox's own locks, which have two hard links, and locks that are older than the note.
      if (stats === undefined || stats.nlink > 1 || stats.ctimeMs < since) continue;
      if (isLeft(lock, stats, locks === 'all' ? undefined : locks[ref])) left.set(ref, stats);
      else isAll = false;
    }
    return { left, isAll };
  }
}

/** Returns the sentence for the log about a removed lock. */
export function unlocked(ref: string): string {
  return `${ref}: unlocked, a killed git had left it`;
}

/** Reads a note. Returns undefined when it is gone because its git has ended, or incomplete because git was never started. */
function readNote(note: string): MayLock | undefined {
  const text = readTextIfPresent(note);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as MayLock;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isLeft(lock: string, stats: Stats, next: Oid | undefined): boolean {
  return (
    Date.now() - stats.ctimeMs >= ABANDONED_MS || (next !== undefined && readFileSync(lock, 'latin1') === `${next}\n`)
  );
}
