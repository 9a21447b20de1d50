/**
 * Finds the locks that are left when a git process of treebox is killed.
 *
 * A git that is asked to end removes its lock files. A killed git can't, and its refs would stay locked permanently. So a
 * note in `treebox/children` lists the refs that a git may lock, before it starts. The note is removed when the git has
 * ended by itself. A lock counts as left by a dead git when it is newer than the note, is not one of treebox's own locks,
 * and either
 * - contains exactly the oid to which the ref should move: git writes it immediately; or
 * - has existed for `ABANDONED_MS`. No living process keeps a ref locked for so long, except a transaction that somebody
 *   has opened by hand on the same ref at the moment of the death.
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

/** From when on a lock counts as left, in ms: twice as long as anybody waits for one. */
export const ABANDONED_MS = 10_000;
/** Refs that git locks beside those that it moves: what HEAD points to is logged for HEAD too. */
export const ALWAYS = ['HEAD', 'packed-refs'];

/** Locks that a git may take: the refs that it is to move, each with where to; or any ref. */
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
   * @param onProblem told when a note could not be read or removed in the background
   */
  constructor(gitDir: string, locks: FileLocks, onProblem: (error: unknown) => void) {
    this.#gitDir = gitDir;
    this.#locks = locks;
    this.#onProblem = onProblem;
    this.#notes = join(gitDir, 'treebox', 'children');
    mkdirSync(this.#notes, { recursive: true });
  }

  /**
   * Starts a git that locks refs, and sees to its locks when it is killed. Locks in its way that nobody holds go while it
   * waits for them.
   * @param start starts it
   */
  guard(locks: MayLock, start: () => GitProcess): GitProcess {
    for (const ref of this.#lockedBy(locks)) this.#locks.endLeft(join(this.#gitDir, ref), ref);
    const nth = this.#noted++;
    // Until the process has an identity the note is in this one's name.
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
   * Removes within the call the locks that dead ones have left, and looks again later for those that may be held.
   * @param repair repairs a ref with a left lock and its log, and returns a sentence about each repair
   * @returns a sentence about each lock removed and each ref put right
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

  /** Ends the waiting; what is left is for the next start. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** Removes what dead ones have left, while others are served, and comes back like `releaseNow`. */
  async #release(): Promise<void> {
    let isDone = false;
    try {
      // All at once: a lock whose repair takes minutes holds up no other.
      const done = await Promise.all(readdirSync(this.#notes).map((name) => this.#releaseOf(name)));
      isDone = done.every(Boolean);
    } finally {
      if (!isDone) this.#comeBack();
    }
  }

  /** Deals with the note of this name. @returns whether nothing of it is left */
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

  /** The names of what a git may have locked, or may find locked. */
  #lockedBy(locks: MayLock): string[] {
    return [...(locks === 'all' ? lockedRefs(this.#gitDir) : Object.keys(locks)), ...ALWAYS];
  }

  /** Finds what the git has left whose note has this name. `isAll` is true when nothing else is to be waited for. */
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
      // One of treebox's own has two names.
      if (stats === undefined || stats.nlink > 1 || stats.ctimeMs < since) continue;
      if (isLeft(lock, stats, locks === 'all' ? undefined : locks[ref])) left.set(ref, stats);
      else isAll = false;
    }
    return { left, isAll };
  }
}

/** Says that a lock has been removed. */
export function unlocked(ref: string): string {
  return `${ref}: unlocked, a killed git had left it`;
}

/** Reads the note; undefined when it was cut short, and so no git was started, and when its git has ended meanwhile. */
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
