/**
 * Locks that a git which treebox has started leaves when it is killed.
 *
 * A git that is asked to end removes its lock files; one that is killed can't, and its refs would stay locked for good.
 * So what it may lock is written down before it starts, in `treebox/children`, and struck out when it has ended by itself. A lock is taken for that of a dead one when it was made after the note, is none of treebox's own, and
 * either
 * - holds the very oid that the ref was to move to: git writes it at once; or
 * - has been there for `ABANDONED_MS`. Nobody who is alive keeps a ref locked for so long, but for a transaction that
 *   somebody has opened by hand on the same ref in the moment of the death.
 *
 * The ref is put right before the lock goes, since git may have written its line to the log.
 */

import { mkdirSync, readdirSync, readFileSync, renameSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFile } from '../../core/files.ts';
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

/** Puts a ref and its log right, of which the lock is left; answers a sentence about what it did. */
export type RepairRef = (ref: string) => readonly string[];

export class ChildLocks {
  readonly #gitDir: string;
  readonly #notes: string;
  readonly #locks: FileLocks;
  readonly #onProblem: (error: unknown) => void;
  #repair: RepairRef = () => [];
  #timer: NodeJS.Timeout | undefined;
  #noted = 0;

  /**
   * @param gitDir absolute path of the repository
   * @param locks of the same repository
   * @param onProblem told when a lock could not be removed in the background
   */
  constructor(gitDir: string, locks: FileLocks, onProblem: (error: unknown) => void) {
    this.#gitDir = gitDir;
    this.#locks = locks;
    this.#onProblem = onProblem;
    this.#notes = join(gitDir, 'treebox', 'children');
    mkdirSync(this.#notes, { recursive: true });
  }

  /**
   * Starts a git that locks refs, and sees to its locks when it is killed. Locks in its way that nobody holds go first.
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
    git.exit.then(({ code }) => (code === null ? this.release() : removeFile(note))).catch(this.#onProblem);
    return git;
  }

  /**
   * Removes what dead ones have left, and comes back for what may yet be somebody's.
   * @param repair how refs are put right from now on
   * @returns a sentence about each lock removed and each ref put right
   */
  release(repair: RepairRef = this.#repair): string[] {
    this.#repair = repair;
    const repaired: string[] = [];
    let isDone = true;
    for (const name of readdirSync(this.#notes)) {
      if (isAlive(name.slice(0, name.lastIndexOf('.')))) isDone = false;
      else if (this.#releaseOf(join(this.#notes, name), repaired)) removeFile(join(this.#notes, name));
      else isDone = false;
    }
    clearTimeout(this.#timer);
    if (!isDone) this.#timer = setTimeout(() => this.#releaseAgain(), ABANDONED_MS).unref();
    return repaired;
  }

  /** Ends the waiting; what is left is for the next start. */
  close(): void {
    clearTimeout(this.#timer);
  }

  /** The names of what a git may have locked, or may find locked. */
  #lockedBy(locks: MayLock): string[] {
    return [...(locks === 'all' ? lockedRefs(this.#gitDir) : Object.keys(locks)), ...ALWAYS];
  }

  #releaseAgain(): void {
    try {
      this.release();
    } catch (error) {
      this.#onProblem(error);
    }
  }

  /** Deals with one note. Returns whether nothing is left to wait for. */
  #releaseOf(note: string, repaired: string[]): boolean {
    const since = statSync(note).mtimeMs;
    const locks = readNote(note);
    if (locks === undefined) return true;
    let isDone = true;
    for (const ref of this.#lockedBy(locks)) {
      const lock = join(this.#gitDir, `${ref}.lock`);
      const stats = statSync(lock, { throwIfNoEntry: false });
      // One of treebox's own has two names.
      if (stats === undefined || stats.nlink > 1 || stats.ctimeMs < since) continue;
      if (!isLeft(lock, stats, locks === 'all' ? undefined : locks[ref])) isDone = false;
      else {
        if (!ALWAYS.includes(ref)) repaired.push(...this.#repair(ref));
        removeFile(lock);
        repaired.push(`${ref}: unlocked, a killed git had left it`);
      }
    }
    return isDone;
  }
}

/** Reads the note; undefined when it was cut short, and so no git was started. */
function readNote(note: string): MayLock | undefined {
  try {
    return JSON.parse(readFileSync(note, 'utf8')) as MayLock;
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
