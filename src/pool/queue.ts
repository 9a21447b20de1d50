/**
 * Jobs waiting for a runner: p-queue with a bound and with cancellation. The only importer of p-queue.
 */
import PQueue from 'p-queue';
import type { ExecutionId } from '../core/ids.ts';

/** Why a waiting job will not run. */
export class Dequeued extends Error {
  override readonly name = 'Dequeued';
}

interface Waiting {
  readonly controller: AbortController;
  readonly bytes: number;
}

export class JobQueue {
  readonly #queue: PQueue;
  readonly #limit: number;
  readonly #waiting = new Map<ExecutionId, Waiting>();
  #bytes = 0;

  /**
   * @param concurrency jobs that run at a time
   * @param limit jobs that may wait
   */
  constructor(concurrency: number, limit: number) {
    this.#queue = new PQueue({ concurrency });
    this.#limit = limit;
  }

  /** Jobs that wait. */
  get size(): number {
    return this.#waiting.size;
  }

  get isFull(): boolean {
    return this.#waiting.size >= this.#limit;
  }

  /** Bytes that the waiting jobs hold. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Runs `work` when its turn comes.
   * @param bytes what the job holds while it waits
   * @throws Dequeued when it was taken out before
   */
  async add<T>(id: ExecutionId, bytes: number, work: () => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#waiting.set(id, { controller, bytes });
    this.#bytes += bytes;
    return await this.#queue.add(
      () => {
        this.#take(id);
        return work();
      },
      { signal: controller.signal },
    );
  }

  /** Takes a waiting job out; false when it does not wait. */
  remove(id: ExecutionId): boolean {
    const waiting = this.#take(id);
    waiting?.controller.abort(new Dequeued());
    return waiting !== undefined;
  }

  /** Takes every waiting job out. */
  clear(): void {
    for (const id of [...this.#waiting.keys()]) this.remove(id);
  }

  #take(id: ExecutionId): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    this.#bytes -= waiting?.bytes ?? 0;
    return waiting;
  }
}
