/**
 * Looks at a process of which nothing is asked. Code that has taken a process over could go on working after its answer.
 */
import { cpuMsOf } from './cpu-time.ts';

/** Interval of the looks, in ms. */
export const IDLE_LOOK_EVERY_MS = 1_000;
/** Part of a core above which a process is not idle: a collection of its garbage ends before so many looks. */
const BUSY_SHARE = 0.2;
const BUSY_LOOKS_MAX = 10;

export class IdleLook {
  readonly #pid: number | undefined;
  #begun: number | undefined;
  #at = 0;
  #cpuMs = 0;
  #busyLooks = 0;

  constructor(pid: number | undefined) {
    this.#pid = pid;
  }

  /** Forgets the looks so far, because something is asked of the process. */
  reset(): void {
    this.#begun = undefined;
    this.#busyLooks = 0;
  }

  /** Looks at the process. It must have been idle since the last look or the last `reset`. */
  look(): void {
    const now = performance.now();
    const cpuMs = cpuMsOf(this.#pid);
    const isBusy = this.#begun !== undefined && cpuMs - this.#cpuMs > (now - this.#at) * BUSY_SHARE;
    this.#busyLooks = isBusy ? this.#busyLooks + 1 : 0;
    this.#begun ??= now;
    this.#at = now;
    this.#cpuMs = cpuMs;
  }

  /** How long the process has been idle, in ms. */
  get idleMs(): number {
    return this.#begun === undefined ? 0 : this.#at - this.#begun;
  }

  /** True when the process has used the processor for a long time although nothing was asked of it. */
  get isBusy(): boolean {
    return this.#busyLooks >= BUSY_LOOKS_MAX;
  }
}
