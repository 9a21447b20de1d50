/**
 * The executions that have not ended, and the requests that wait for their ends.
 */

import { Capacity } from '../core/capacity.ts';
import type { ExecutionId } from '../core/ids.ts';
import { WAITS_MAX } from '../core/limits.ts';

interface Run {
  /** Settles when the record is complete. */
  readonly done: Promise<void>;
  /** Wakes the waiting requests. A promise would keep a reaction of each of them until the run ends. */
  readonly waiting: Set<() => void>;
}

export class RunningExecutions {
  readonly #runs = new Map<ExecutionId, Run>();
  readonly #waits = new Capacity(WAITS_MAX, 'requests that wait');
  readonly #onError: (error: unknown) => void;

  /** @param onError called when an execution could not be put on record */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Counts an execution as running until `work` has put it on record. */
  track(id: ExecutionId, work: Promise<void>): void {
    const waiting: Run['waiting'] = new Set();
    const done = work.catch(this.#onError).then(() => {
      this.#runs.delete(id);
      for (const wake of waiting) wake();
    });
    this.#runs.set(id, { done, waiting });
  }

  /** Returns whether the execution is queued or running. Its record is complete when it is not. */
  has(id: ExecutionId): boolean {
    return this.#runs.has(id);
  }

  /**
   * Returns when the execution has ended or `ms` have passed.
   * @throws TreeboxError `busy` when too many requests wait
   */
  async wait(id: ExecutionId, ms: number): Promise<void> {
    const run = this.#runs.get(id);
    if (!run) return;
    const leave = this.#waits.take();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    run.waiting.add(resolve);
    await promise;
    run.waiting.delete(resolve);
    clearTimeout(timer);
    leave();
  }

  /** Settles when the execution has ended. */
  async ended(id: ExecutionId): Promise<void> {
    await this.#runs.get(id)?.done;
  }

  /** Settles when every execution is on record. */
  async settled(): Promise<void> {
    await Promise.all([...this.#runs.values()].map(({ done }) => done));
  }
}
