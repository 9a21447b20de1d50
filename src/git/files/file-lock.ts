/**
 * Git's lock files: the process that creates `<file>.lock` may replace `<file>`, by renaming the lock to it.
 *
 * A lock is taken by linking a file of ours to that name, which fails if the name exists, like an exclusive creation. The
 * file's other name, in `treebox/locks`, begins with the identity of this process. By this name the next start
 * distinguishes the locks of a dead server from the locks of other processes.
 * @see https://github.com/git/git/blob/v2.39.5/lockfile.h
 */

import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsync,
  linkSync,
  mkdirSync,
  open,
  openSync,
  readdirSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { removeFile } from '../../core/files.ts';
import { REF_LOCK_WAIT_MS } from '../../core/limits.ts';
import { doAside } from '../../core/steps.ts';
import { RefLocked } from '../refs/ref-errors.ts';
import { isLeft } from './left-locks.ts';
import { isAlive, THIS_PROCESS } from './process-id.ts';
import { Stock } from './stock.ts';

const openFile = promisify(open);
const syncFile = promisify(fsync);

/** First and longest pause between two attempts at a lock that another process holds, in ms. */
const PAUSE_MS = { first: 1, longest: 100 } as const;
/** Pause between two looks at whether another program has left a lock, in ms: each looks at all processes. */
const LOOK_PAUSE_MS = 1_000;
/** How often a folder may be removed by another process between its making and its use. */
const FOLDER_TRIES = 20;

/** A file of ours that becomes a lock by getting a second name; `fd` is open for writing. */
interface OwnFile {
  readonly path: string;
  readonly fd: number;
}

/** A lock that is held. Either `commit` or `release` ends it. */
export class FileLock {
  readonly #file: string;
  readonly #own: OwnFile;
  #held = true;

  /** @param file what is locked; `own` the lock file by its other name */
  constructor(file: string, own: OwnFile) {
    this.#file = file;
    this.#own = own;
  }

  /** Writes the new content, without putting it in place yet or waiting for the disk. Once only. */
  write(content: string | Buffer): void {
    const bytes = Buffer.from(content as string);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#own.fd, bytes, at, bytes.length - at, at);
  }

  /**
   * Puts what was written in place, which ends the lock.
   * @throws the error of rename(2), the lock then being held still
   */
  replace(): void {
    renameSync(`${this.#file}.lock`, this.#file);
    this.#end();
  }

  /** Puts the new content in place when it is on disk. */
  async commit(content: string | Buffer): Promise<void> {
    this.write(content);
    await syncFile(this.#own.fd);
    this.replace();
  }

  /** Gives the lock up, leaving the file as it is. Does nothing after a commit. */
  release(): void {
    if (!this.#held) return;
    removeFile(`${this.#file}.lock`);
    this.#end();
  }

  #end(): void {
    this.#held = false;
    closeSync(this.#own.fd);
    try {
      unlinkSync(this.#own.path);
    } catch {
      // The lock itself was released; the next start removes the file.
    }
  }
}

/** How many locks this process has made files for: each is to have a name of its own, also in two of the same repository. */
let made = 0;

/** Repairs what a left lock guards. Gives up when `isThere` returns false: the lock is gone, or another one has its place. */
export type BeforeEnd = (what: string, isThere: () => boolean, signal: AbortSignal) => Promise<void>;

interface FileLocksHooks {
  readonly beforeEnd: BeforeEnd;
  /** Called when a left lock has been removed. @param what names the thing that it locked */
  readonly onEnded: (what: string) => void;
  /** Called with the reason why a left lock could not be removed; callers continue to wait for it. */
  readonly onProblem: (error: unknown) => void;
}

export class FileLocks {
  readonly #folder: string;
  readonly #stock: Stock<OwnFile>;
  readonly #hooks: FileLocksHooks | undefined;
  /** Left locks that are being ended, by the file that they lock. */
  readonly #ending = new Map<string, Promise<boolean>>();
  readonly #closed = new AbortController();

  /**
   * @param folder absolute path of `treebox/locks` in the repository; exists
   * @param stockFolders of this process, beside it, where files are made ahead
   * @param hooks without them what left locks guard needs no repair
   */
  constructor(folder: string, stockFolders: readonly [string, string], hooks?: FileLocksHooks) {
    this.#folder = folder;
    this.#hooks = hooks;
    this.#stock = new Stock(stockFolders, async (stockFolder) => {
      const path = join(stockFolder, randomUUID());
      return { path, fd: await openFile(path, 'wx') };
    });
  }

  /** Gives up what it does about left locks, and removes what was made ahead. */
  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.all(this.#ending.values());
    for (const own of await this.#stock.close()) discard(own);
  }

  /**
   * Begins to remove the lock of `file`, when another program has left it and nobody can hold it any more. Whoever tries
   * for the lock gets it once that is done.
   * @param what names the thing that is locked
   */
  endLeft(file: string, what: string): void {
    const left = statSync(`${file}.lock`, { throwIfNoEntry: false });
    if (left !== undefined) void this.#endOnce(file, what, left, async () => (await doAside(isLeft(left))) === true);
  }

  /**
   * Removes the lock of `file`, which nobody holds, when what it guards has been put right.
   * @param what names the thing that is locked
   * @param left the lock file as it was found; another one at its place stays
   * @returns whether it was removed
   */
  end(file: string, what: string, left: Stats): Promise<boolean> {
    return this.#endOnce(file, what, left, async () => true);
  }

  /** Two who ask for the same at a time share the work. */
  #endOnce(file: string, what: string, left: Stats, isEnded: () => Promise<boolean>): Promise<boolean> {
    const ending =
      this.#ending.get(file) ?? this.#end(file, what, left, isEnded).finally(() => this.#ending.delete(file));
    this.#ending.set(file, ending);
    return ending;
  }

  async #end(file: string, what: string, left: Stats, isEnded: () => Promise<boolean>): Promise<boolean> {
    const lock = `${file}.lock`;
    const { signal } = this.#closed;
    const isThere = () => {
      const now = signal.aborted ? undefined : statSync(lock, { throwIfNoEntry: false });
      return now?.ino === left.ino && now.mtimeMs === left.mtimeMs;
    };
    try {
      if (!(await isEnded()) || !isThere()) return false;
      await this.#hooks?.beforeEnd(what, isThere, signal);
      if (!isThere()) return false;
      removeFile(lock);
      this.#hooks?.onEnded(what);
      return true;
    } catch (error) {
      if (!signal.aborted) this.#hooks?.onProblem(error);
      return false;
    }
  }

  /**
   * Takes the lock of `file`, making the folders above it where they are missing.
   * @param what names the thing in errors
   * @throws RefLocked when it is held by another process for longer than `REF_LOCK_WAIT_MS`;
   *   an Error with code ENOTDIR or EEXIST when a file lies where a folder has to be
   */
  async acquire(file: string, what: string): Promise<FileLock> {
    const own = this.#makeOwn();
    const deadline = performance.now() + REF_LOCK_WAIT_MS;
    let lookAt = 0;
    try {
      for (let pauseMs: number = PAUSE_MS.first; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS.longest)) {
        if (linkInto(own.path, `${file}.lock`)) return new FileLock(file, own);
        if (performance.now() >= lookAt) {
          lookAt = performance.now() + LOOK_PAUSE_MS;
          this.endLeft(file, what);
        }
        if (performance.now() >= deadline) throw new RefLocked(what);
        await sleep(pauseMs * (0.5 + Math.random()));
      }
    } catch (error) {
      discard(own);
      throw error;
    }
  }

  /** Takes the lock like `acquire`, within the call. Returns undefined when another process holds it. */
  acquireNow(file: string): FileLock | undefined {
    const own = this.#makeOwn();
    try {
      if (linkInto(own.path, `${file}.lock`)) return new FileLock(file, own);
    } catch (error) {
      discard(own);
      throw error;
    }
    discard(own);
    return undefined;
  }

  /**
   * Finds the locks that dead processes of this kind have left.
   * @returns the inode of each such lock file, with its other name to remove once the lock has been dealt with
   */
  abandoned(): Map<number, string> {
    const found = new Map<number, string>();
    for (const name of readdirSync(this.#folder)) {
      if (isAlive(name.slice(0, name.lastIndexOf('.')))) continue;
      const path = join(this.#folder, name);
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats !== undefined) found.set(stats.ino, path);
    }
    return found;
  }

  #makeOwn(): OwnFile {
    made += 1;
    const path = join(this.#folder, `${THIS_PROCESS}.${made}`);
    const ready = this.#stock.take();
    if (ready === undefined) return { path, fd: openSync(path, 'wx') };
    try {
      renameSync(ready.path, path);
    } catch (error) {
      discard(ready);
      throw error;
    }
    return { path, fd: ready.fd };
  }
}

function discard({ path, fd }: OwnFile): void {
  closeSync(fd);
  removeFile(path);
}

/** Links `own` to `lock`. Returns false when `lock` exists. */
function linkInto(own: string, lock: string): boolean {
  for (let tries = 0; ; tries++) {
    try {
      linkSync(own, lock);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return false;
      if (code !== 'ENOENT' || tries === FOLDER_TRIES) throw error;
      mkdirSync(dirname(lock), { recursive: true });
    }
  }
}
