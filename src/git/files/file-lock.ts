/**
 * Git's lock files: the process that creates `<file>.lock` may replace `<file>`, by renaming the lock to it.
 *
 * treebox takes a lock by creating a hard link of that name to a file of its own. This fails if the name exists, like an
 * exclusive creation. The file's first name, in `treebox/locks`, begins with the identity of this process. By this name the
 * next start distinguishes the locks of a dead server from the locks of other processes.
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

/** First and longest pause between two attempts to take a lock that another process holds, in ms. */
const PAUSE_MS = { first: 1, longest: 100 } as const;
/** Pause between two checks whether a lock is left, in ms. Each check reads the list of all processes. */
const LOOK_PAUSE_MS = 1_000;
/** Retries when another process removes a folder between its creation and its use. */
const FOLDER_TRIES = 20;

/** A file in `treebox/locks` that becomes a lock when it gets a second hard link. `fd` is open for writing. */
interface OwnFile {
  readonly path: string;
  readonly fd: number;
}

/** A lock that this process holds. `replace`, `commit` or `release` ends it. */
export class FileLock {
  readonly #file: string;
  readonly #own: OwnFile;
  #held = true;

  /** @param file absolute path of the locked file @param own the lock file under its name in `treebox/locks` */
  constructor(file: string, own: OwnFile) {
    this.#file = file;
    this.#own = own;
  }

  /** Writes the new content into the lock file. Neither replaces the file nor syncs. Call it once at most. */
  write(content: string | Buffer): void {
    const bytes = Buffer.from(content as string);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#own.fd, bytes, at, bytes.length - at, at);
  }

  /**
   * Replaces the file with the lock file, which ends the lock.
   * @throws the error of rename(2); the lock is still held then
   */
  replace(): void {
    renameSync(`${this.#file}.lock`, this.#file);
    this.#end();
  }

  /** Writes the new content, syncs it, and replaces the file with it. */
  async commit(content: string | Buffer): Promise<void> {
    this.write(content);
    await syncFile(this.#own.fd);
    this.replace();
  }

  /** Removes the lock and leaves the file unchanged. Does nothing when the lock has ended already. */
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
      // The lock itself has ended. The next start removes this file.
    }
  }
}

/** Number of lock files created by this process. It makes their names unique, even when two objects use one repository. */
let made = 0;

/** Repairs the ref that a left lock protects. Stops when `isThere` returns false: the lock is gone, or a new lock exists. */
export type BeforeEnd = (what: string, isThere: () => boolean, signal: AbortSignal) => Promise<void>;

interface FileLocksHooks {
  readonly beforeEnd: BeforeEnd;
  /** Called when a left lock has been removed. @param what the ref, or another name for messages */
  readonly onEnded: (what: string) => void;
  /** Called when a left lock could not be removed, with the reason. Callers continue to wait for the lock. */
  readonly onProblem: (error: unknown) => void;
}

export class FileLocks {
  readonly #folder: string;
  readonly #stock: Stock<OwnFile>;
  readonly #hooks: FileLocksHooks | undefined;
  /** Removals of left locks in progress, by the locked file. */
  readonly #ending = new Map<string, Promise<boolean>>();
  readonly #closed = new AbortController();

  /**
   * @param folder absolute path of `treebox/locks` in the repository; it exists
   * @param stockFolders folders of this process on the same file system, for files that are created in advance
   * @param hooks without them, left locks are removed without a repair and without a report
   */
  constructor(folder: string, stockFolders: readonly [string, string], hooks?: FileLocksHooks) {
    this.#folder = folder;
    this.#hooks = hooks;
    this.#stock = new Stock(stockFolders, async (stockFolder) => {
      const path = join(stockFolder, randomUUID());
      return { path, fd: await openFile(path, 'wx') };
    });
  }

  /** Stops the removal of left locks, and deletes the files that were created in advance. */
  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.all(this.#ending.values());
    for (const own of await this.#stock.close()) discard(own);
  }

  /**
   * Begins to remove the lock of `file` if another program has left it and no process can still hold it. Callers that wait for
   * the lock get it afterwards.
   * @param what the ref, or another name for messages
   */
  endLeft(file: string, what: string): void {
    const left = statSync(`${file}.lock`, { throwIfNoEntry: false });
    if (left !== undefined) void this.#endOnce(file, what, left, async () => (await doAside(isLeft(left))) === true);
  }

  /**
   * Repairs the ref of a lock that nobody holds, and then removes the lock.
   * @param file absolute path of the locked file
   * @param what the ref, or another name for messages
   * @param left stats of the lock file; a new lock file with the same name is not removed
   * @returns whether the lock was removed
   */
  end(file: string, what: string, left: Stats): Promise<boolean> {
    return this.#endOnce(file, what, left, async () => true);
  }

  /** Removes a left lock like `end`. Concurrent calls for the same file share the work. */
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
   * Takes the lock of `file`. Creates missing parent folders.
   * @param what the ref, or another name for messages
   * @throws RefLocked when another process holds the lock for longer than `REF_LOCK_WAIT_MS`;
   *   an Error with code ENOTDIR or EEXIST when a parent folder is a file
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

  /** Tries to take the lock once, synchronously. Returns undefined when another process holds it. */
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
   * Finds the locks that dead treebox processes have left.
   * @returns the inode of each lock file, with its path in `treebox/locks`, to be removed after the lock
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
