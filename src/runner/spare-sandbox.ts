/**
 * A sandbox made ahead for the next run.
 *
 * Consecutive runs are mostly alike. So while the process is idle, the sandbox loads the parts of the guest library
 * that the last run used. Loading a part takes up to four milliseconds, as much as the rest of a short run.
 *
 * Justified by the bench row `mounted run`: without the parts it takes 1.1 times as long, and a run that prints an
 * object 1.9 times.
 */
import { HEAP_MIB } from '../core/limits.ts';
import type { Sandbox } from './isolate/sandbox.ts';

/** Idle time before a part is loaded, in ms: when runs follow each other quickly, nothing is loaded ahead. */
const IDLE_MS = 2;

export class SpareSandbox {
  readonly #make: (heapMiB: number) => Sandbox;
  #sandbox: Sandbox | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(make: (heapMiB: number) => Sandbox) {
    this.#make = make;
  }

  /**
   * Makes a new sandbox if the last one was taken, and prepares it.
   * @param parts parts that the last run used
   */
  prepare(parts: readonly string[]): void {
    const sandbox = this.#sandbox ?? this.#make(HEAP_MIB.default);
    this.#sandbox = sandbox;
    if (parts.length === 0) return;
    const left = [...parts];
    const next = () => {
      const part = left.shift();
      if (part === undefined) return;
      sandbox.loadAhead(part);
      this.#timer = setTimeout(next, IDLE_MS);
    };
    this.#timer = setTimeout(next, IDLE_MS);
  }

  /** Returns the spare sandbox, or a new one when the run asks for another amount of memory. */
  take(heapMiB: number): Sandbox {
    clearTimeout(this.#timer);
    const sandbox = this.#sandbox;
    if (sandbox?.heapMiB !== heapMiB) return this.#make(heapMiB);
    this.#sandbox = undefined;
    return sandbox;
  }
}
