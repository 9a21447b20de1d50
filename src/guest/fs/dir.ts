/**
 * `Dir`: a folder that is read entry by entry.
 *
 * The names are read when the folder is opened. If `recursive` is set, the names of each subfolder are read when the
 * walk finds it.
 * @see https://nodejs.org/api/fs.html#class-fsdir
 */
import type { FsContext } from './context.ts';
import { Dirent } from './dirent.ts';
import { plainError } from './errors.ts';
import { type Listing, listFolder } from './listing.ts';
import { joinPath } from './paths.ts';
import { PromiseType, promiseReject } from './primordials.ts';
import { checkFunction } from './validate.ts';

/** A folder being read. */
interface Level {
  readonly path: string;
  /** The `parentPath` of the entries. */
  readonly shown: unknown;
  readonly listing: Listing;
  next: number;
}

export class Dir {
  readonly #context: FsContext;
  readonly #path: unknown;
  readonly #encoding: unknown;
  readonly #recursive: boolean;
  /** All folders found so far; `#current` is the index of the one being read. */
  readonly #levels: Level[];
  #current = 0;
  #closed = false;

  /** @internal */
  constructor(context: FsContext, path: string, given: unknown, encoding: unknown, recursive: boolean) {
    this.#context = context;
    this.#path = given;
    this.#encoding = encoding;
    this.#recursive = recursive;
    this.#levels = [{ path, shown: given, listing: listFolder(context, path, 'opendir'), next: 0 }];
  }

  /** The path that the caller gave. */
  get path(): unknown {
    return this.#path;
  }

  readSync(): Dirent | null {
    this.#checkOpen();
    for (;;) {
      const level = this.#levels[this.#current];
      if (level === undefined) return null;
      const name = level.listing.names[level.next];
      if (name === undefined) {
        this.#current += 1;
        continue;
      }
      const kind = level.listing.kinds[level.next] as string;
      level.next += 1;
      if (this.#recursive && kind === 'd') this.#enter(joinPath(level.path, name));
      return new Dirent(this.#context.encodeName(name, this.#encoding), kind, level.shown);
    }
  }

  read(callback?: unknown): unknown {
    if (callback === undefined) return this.#later(() => this.readSync());
    const call = checkFunction(callback, 'callback');
    this.#checkOpen();
    this.#calledBack(call, () => this.readSync());
    return undefined;
  }

  closeSync(): void {
    this.#checkOpen();
    this.#closed = true;
  }

  close(callback?: unknown): unknown {
    if (callback === undefined)
      return this.#closed ? promiseReject(closedError()) : this.#later(() => this.closeSync());
    this.#calledBack(checkFunction(callback, 'callback'), () => this.closeSync());
    return undefined;
  }

  async *entries(): AsyncGenerator<Dirent> {
    try {
      for (;;) {
        const entry = (await this.read()) as Dirent | null;
        if (entry === null) return;
        yield entry;
      }
    } finally {
      await this.close();
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<Dirent> {
    return this.entries();
  }

  [Symbol.dispose](): void {
    if (!this.#closed) this.closeSync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) await this.close();
  }

  #enter(path: string): void {
    const levels = this.#levels;
    levels[levels.length] = { path, shown: path, listing: listFolder(this.#context, path, 'opendir'), next: 0 };
  }

  #checkOpen(): void {
    if (this.#closed) throw closedError();
  }

  #later<T>(work: () => T): Promise<T> {
    return new PromiseType((resolve, reject) => {
      try {
        const value = work();
        this.#context.needs.defer(() => resolve(value));
      } catch (error) {
        reject(error);
      }
    });
  }

  #calledBack(callback: (...args: unknown[]) => unknown, work: () => unknown): void {
    let outcome: [unknown, unknown?];
    try {
      outcome = [null, work()];
    } catch (error) {
      outcome = [error];
    }
    this.#context.needs.defer(() => void callback(outcome[0], outcome[1]));
  }
}

function closedError(): Error {
  return plainError('ERR_DIR_CLOSED', 'Directory handle was closed');
}
