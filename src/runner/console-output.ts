/**
 * A run's console output, on its way to its file.
 *
 * Each call is one synchronous write, so that whatever was printed before a kill is there to be read. A run that prints
 * much is lent memory instead, from which a thread of its own writes all the time (`output-memory.ts`); the thread starts
 * with the process, which then gives up the right to start threads.
 */
import { Worker } from 'node:worker_threads';
import { OutputMemory, STDERR, STDOUT } from './output-memory.ts';

/** What the runs of a process print, one after the other. */
export class ConsoleOutput {
  readonly #memory = new OutputMemory();
  readonly #onPrint: () => void;
  #path = '';
  #hasPrinted = false;

  /** @param onPrint called once in each run that prints, when it begins to */
  constructor(onPrint: () => void) {
    this.#onPrint = onPrint;
    const url = new URL('./output-worker.ts', import.meta.url);
    new Worker(url, { workerData: this.#memory.shared }).unref();
  }

  /**
   * Begins a run's output.
   * @param path absolute path of the file, which is there and empty
   * @param limit bytes kept; past them the rest is dropped
   */
  begin(path: string, limit: number): void {
    this.#path = path;
    this.#hasPrinted = false;
    this.#memory.begin(limit);
  }

  /** Appends text as UTF-8. @param stream 1 for stdout, 2 for stderr */
  write(text: string, stream: number): void {
    if (!this.#hasPrinted) this.#onPrint();
    this.#hasPrinted = true;
    this.#memory.write(this.#path, text, stream === STDERR ? STDERR : STDOUT);
  }

  /** Memory that the guest may put ASCII text into instead, see `src/guest/output.ts`. */
  lend(): SharedArrayBuffer {
    return this.#memory.lend();
  }

  /** Writes what the guest has put there. */
  flush(): void {
    this.#memory.flush();
  }

  /** Whether text was dropped because there was too much of it. */
  get isCut(): boolean {
    return this.#memory.isCut;
  }

  /** Ends a run's output; all of it is in the file. */
  end(): void {
    this.#memory.end();
  }
}
