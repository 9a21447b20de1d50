/**
 * Jobs waiting for a runner, first come, first served, with a bound and with cancellation.
 */
import type { ExecutionId } from '../core/ids.ts';

/** Why a waiting job will not run. */
export class Dequeued extends Error {
  override readonly name = 'Dequeued';
}

interface Waiting {
  /** Bytes that the job holds while it waits. */
  readonly bytes: number;
  /** Runs the job. Never rejects. */
  start(): Promise<void>;
  /** Ends the job unrun. */
  giveUp(): void;
}

export class JobQueue {
  readonly #concurrency: number;
  readonly #limit: number;
  /** By id, in the order of their turns. */
  readonly #waiting = new Map<ExecutionId, Waiting>();
  #bytes = 0;
  #running = 0;

  /**
   * @param concurrency jobs that run at a time
   * @param limit jobs that may wait
   */
  constructor(concurrency: number, limit: number) {
    this.#concurrency = concurrency;
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
   * Runs `work` when its turn comes, at the earliest in this call.
   * @param bytes what the job holds while it waits
   * @throws Dequeued when it was taken out before
   */
  async add<T>(id: ExecutionId, bytes: number, work: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const start = () => work().then(resolve, reject);
    this.#waiting.set(id, { bytes, start, giveUp: () => reject(new Dequeued()) });
    this.#bytes += bytes;
    this.#startNext();
    return await promise;
  }

  /** Takes a waiting job out; false when it does not wait. */
  remove(id: ExecutionId): boolean {
    const waiting = this.#take(id);
    waiting?.giveUp();
    return waiting !== undefined;
  }

  /** Takes every waiting job out. */
  clear(): void {
    for (const id of [...this.#waiting.keys()]) this.remove(id);
  }

  #startNext(): void {
    const [id] = this.#waiting.keys();
    if (id === undefined || this.#running >= this.#concurrency) return;
    this.#running += 1;
    void this.#take(id)
      ?.start()
      .then(() => {
        this.#running -= 1;
        this.#startNext();
      });
  }

  #take(id: ExecutionId): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    this.#bytes -= waiting?.bytes ?? 0;
    return waiting;
  }
}
