/**
 * Where a runner's runs print: one file each, and one for its spans, both made by the server.
 *
 * The runner knows the file by a second name, in a folder of its own, and may open nothing else there: so it can't touch
 * what other runs have printed, and the name that the server reads by is never a link of the runner's making. A file is
 * made ahead and goes on to the next run when nothing was printed, as in most.
 */
import { closeSync, linkSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SPANS_ENDING } from '../core/output-files.ts';

/** Where files wait and runners have their folders, below the folder of output files. */
const FOLDER = '.running';

/** What the names of a run's files end in. */
const ENDINGS = ['', SPANS_ENDING] as const;

/** Removes what an earlier server has left. @param root folder of output files */
export function clearRunningOutput(root: string): void {
  rmSync(join(root, FOLDER), { recursive: true, force: true });
}

export class RunOutput {
  /** The runner's folder, which is all that it may write to of these. */
  readonly folder: string;
  readonly #waiting: string;
  #files = 0;
  /** The runner's name of the file that waits; undefined when none does. */
  #link: string | undefined;
  /** The server's name of the present run's file. */
  #path: string | undefined;
  #closed = false;

  /**
   * @param root absolute path of the folder of output files
   * @param name unique among the runners of this server
   */
  constructor(root: string, name: string) {
    this.folder = join(root, FOLDER, name);
    this.#waiting = join(root, FOLDER, `${name}.next`);
    mkdirSync(this.folder, { recursive: true });
  }

  /**
   * Gives a run its file.
   * @param path absolute path by which the server reads it
   * @returns the path by which the runner writes it
   */
  begin(path: string): string {
    this.#link ??= this.#makeFiles();
    for (const ending of ENDINGS) renameSync(this.#waiting + ending, path + ending);
    this.#path = path;
    return this.#link;
  }

  /** Ends the present run's output, if a run has begun any. A file to which nothing was written goes. */
  end(): void {
    const path = this.#path;
    this.#path = undefined;
    if (path === undefined || this.#link === undefined) return;
    const empty = ENDINGS.filter((ending) => statSync(path + ending).size === 0);
    if (empty.length === ENDINGS.length && !this.#closed) {
      for (const ending of ENDINGS) renameSync(path + ending, this.#waiting + ending);
      return;
    }
    for (const ending of empty) rmSync(path + ending);
    // Whatever the runner has made of its names.
    for (const ending of ENDINGS) rmSync(this.#link + ending, { force: true, recursive: true });
    this.#link = undefined;
  }

  /** Removes what is left when the runner is gone. */
  close(): void {
    this.#closed = true;
    rmSync(this.folder, { recursive: true, force: true });
    for (const ending of ENDINGS) rmSync(this.#waiting + ending, { force: true });
  }

  #makeFiles(): string {
    this.#files += 1;
    const link = join(this.folder, `${this.#files}`);
    for (const ending of ENDINGS) {
      closeSync(openSync(this.#waiting + ending, 'w'));
      linkSync(this.#waiting + ending, link + ending);
    }
    return link;
  }
}
