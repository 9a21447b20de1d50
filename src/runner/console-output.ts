/**
 * Writes a run's console output to its file.
 *
 * Each call is one synchronous write, so that everything printed before a kill can be read. A run that prints much
 * gets shared memory instead, from which a separate thread writes all the time (`output-memory.ts`). The thread
 * starts with the process, which then gives up the right to start threads.
 */
import { Worker } from 'node:worker_threads';
import { OutputMemory, STDERR, STDOUT } from './output-memory.ts';

/** Output of the runs of a process, one after the other. */
export class ConsoleOutput {
  readonly #memory = new OutputMemory();
  readonly #onPrint: () => void;
  #path = '';
  #hasPrinted = false;

  /** @param onPrint called once in each run that prints, when it begins to print */
  constructor(onPrint: () => void) {
    this.#onPrint = onPrint;
    const url = new URL('./output-worker.ts', import.meta.url);
    new Worker(url, { workerData: this.#memory.shared }).unref();
  }

  /**
   * Begins a run's output.
   * @param path absolute path of the file, which exists and is empty
   * @param limit bytes that are kept; the rest is dropped
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

  /** Returns memory into which the guest may write ASCII text instead; see `src/guest/output.ts`. */
  lend(): SharedArrayBuffer {
    return this.#memory.lend();
  }

  /** Writes the text from that memory to the file. */
  flush(): void {
    this.#memory.flush();
  }

  /** Returns whether text was dropped because there was too much of it. */
  get isCut(): boolean {
    return this.#memory.isCut;
  }

  /** Ends a run's output; all of it is in the file. */
  end(): void {
    this.#memory.end();
  }
}
