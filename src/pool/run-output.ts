/**
 * Where a runner's runs print: one file each, and one for its spans, both made by the server.
 *
 * The runner knows the file by a second name, in a folder of its own, and may open nothing else there: so it can't touch
 * what other runs have printed, and the name that the server reads by is never a link of the runner's making. A file is
 * made ahead, gets the name that the server reads by when the runner says that its run prints, and waits for the next run
 * when nothing was printed, as in most.
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
  /** Whether the file has that name. */
  #isShown = false;
  /** Why it could not be given that name. */
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
   * Gives a run its file.
   * @param path absolute path by which the server reads it, once it is shown
   * @returns the path by which the runner writes it
   */
  begin(path: string): string {
    this.#link ??= this.#makeFiles();
    this.#path = path;
    this.#isShown = false;
    this.#failure = undefined;
    return this.#link;
  }

  /** Gives the present run's file the name that the server reads by. What fails here is told by `end`. */
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
   * Ends the present run's output, if a run has begun any. A file to which nothing was written goes.
   * @throws Error when what was printed can't be read, or was not put away
   */
  end(): void {
    const path = this.#path;
    if (path === undefined || this.#link === undefined) return;
    this.#showWhatIsThere();
    this.#path = undefined;
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#isShown) return;
    const empty = ENDINGS.filter((ending) => statSync(path + ending).size === 0);
    for (const ending of empty) rmSync(path + ending);
    // Whatever the runner has made of its names.
    for (const ending of ENDINGS) rmSync(this.#link + ending, { force: true, recursive: true });
    this.#link = undefined;
  }

  /** Removes what is left when the runner is gone. */
  close(): void {
    this.#showWhatIsThere();
    this.#closed = true;
    rmSync(this.folder, { recursive: true, force: true });
    for (const ending of ENDINGS) rmSync(this.#waiting + ending, { force: true });
  }

  /** Shows what a runner has printed without a word: it must not go on to the next run. */
  #showWhatIsThere(): void {
    const sizes = ENDINGS.map((ending) => statSync(this.#waiting + ending, { throwIfNoEntry: false })?.size ?? 0);
    if (sizes.some((size) => size > 0)) this.show();
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
