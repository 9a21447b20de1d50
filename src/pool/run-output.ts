/**
 * Output files of a runner's runs: one for the output and one for its spans, both made by the server.
 *
 * The runner knows the file by a second name, in a folder of its own, and can open nothing else there. So it can't
 * touch the output of other runs, and the server's name is never a link that the runner made. The file is made before
 * the run, and gets the server's name when the runner reports that its run prints. Most runs print nothing; then the
 * next run uses the same file.
 */
import { closeSync, fstatSync, linkSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SPANS_ENDING } from '../core/output-files.ts';

/** Folder, below the folder of output files, that holds the waiting files and the runners' own folders. */
const FOLDER = '.running';

/** Endings of the names of a run's files. */
const ENDINGS = ['', SPANS_ENDING] as const;

/** Removes the files of an earlier server. @param root folder of output files */
export function clearRunningOutput(root: string): void {
  rmSync(join(root, FOLDER), { recursive: true, force: true });
}

export class RunOutput {
  /** The runner's folder, the only one of these folders that it may write to. */
  readonly folder: string;
  readonly #waiting: string;
  #files = 0;
  /** The runner's name for the waiting file; undefined when there is none. */
  #link: string | undefined;
  /** Descriptors of its two files. Every run asks for the sizes, and asking by path costs three times as much. */
  readonly #descriptors: number[] = [];
  /** The server's name for the file of the current run. */
  #path: string | undefined;
  /** True when the file has the server's name. */
  #isShown = false;
  /** The error that kept the file from getting the server's name. */
  #failure: unknown;
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
   * Gives a run its output file.
   * @param path absolute path from which the server reads it, once it is shown
   * @returns the path to which the runner writes
   */
  begin(path: string): string {
    this.#link ??= this.#makeFiles();
    this.#path = path;
    this.#isShown = false;
    this.#failure = undefined;
    return this.#link;
  }

  /** Gives the current run's file the server's name. A failure is thrown later, by `end`. */
  show(): void {
    if (this.#path === undefined || this.#isShown || this.#closed) return;
    try {
      for (const ending of ENDINGS) renameSync(this.#waiting + ending, this.#path + ending);
      this.#isShown = true;
    } catch (error) {
      this.#failure = error;
    }
  }

  /**
   * Ends the current run's output, if there is any. A file to which nothing was written is removed.
   * @throws Error when the output can't be read or could not be stored
   */
  end(): void {
    const path = this.#path;
    if (path === undefined || this.#link === undefined) return;
    this.#showWhatIsThere();
    this.#path = undefined;
    try {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#isShown) this.#putAway(path, this.#link);
    } finally {
      if (this.#isShown || this.#closed) this.#forgetFiles();
    }
  }

  /** Removes the remaining files when the runner is gone. */
  close(): void {
    this.#showWhatIsThere();
    this.#closed = true;
    // The end of the current run asks for the sizes once more.
    if (this.#path === undefined) this.#forgetFiles();
    rmSync(this.folder, { recursive: true, force: true });
    for (const ending of ENDINGS) rmSync(this.#waiting + ending, { force: true });
  }

  /** Removes a run's empty files, and the runner's names for its files. */
  #putAway(path: string, link: string): void {
    for (const [at, size] of this.#sizes.entries()) if (size === 0) rmSync(path + ENDINGS[at]);
    // The runner may have put anything in place of its names.
    for (const ending of ENDINGS) rmSync(link + ending, { force: true, recursive: true });
  }

  /** Shows output that the runner printed without reporting it: the next run must not get that file. */
  #showWhatIsThere(): void {
    if (this.#sizes.some((size) => size > 0)) this.show();
  }

  /** Sizes of the two files in bytes, in the order of `ENDINGS`. */
  get #sizes(): number[] {
    return this.#descriptors.map((fd) => fstatSync(fd).size);
  }

  #forgetFiles(): void {
    for (const fd of this.#descriptors.splice(0)) closeSync(fd);
    this.#link = undefined;
  }

  #makeFiles(): string {
    // An earlier attempt may have failed half-way.
    this.#forgetFiles();
    this.#files += 1;
    const link = join(this.folder, `${this.#files}`);
    for (const ending of ENDINGS) {
      this.#descriptors.push(openSync(this.#waiting + ending, 'w'));
      linkSync(this.#waiting + ending, link + ending);
    }
    return link;
  }
}
