/**
 * Queue of jobs that wait for a runner: first come, first served, bounded, with cancellation.
 */
import type { ExecutionId } from '../core/ids.ts';

/** Rejects a waiting job that will not run. */
export class Dequeued extends Error {
  override readonly name = 'Dequeued';
}

interface Waiting {
  /** Memory that the job holds while it waits, in bytes. */
  readonly bytes: number;
  /** Runs the job. Never rejects. */
  start(): Promise<void>;
  /** Ends the job without running it. */
  giveUp(): void;
}

export class JobQueue {
  readonly #concurrency: number;
  readonly #limit: number;
  /** Waiting jobs by id, in the order of their turns. */
  readonly #waiting = new Map<ExecutionId, Waiting>();
  #bytes = 0;
  #running = 0;

  /**
   * @param concurrency number of jobs that run at a time
   * @param limit number of jobs that may wait
   */
  constructor(concurrency: number, limit: number) {
    this.#concurrency = concurrency;
    this.#limit = limit;
  }

  /** Number of jobs that wait. */
  get size(): number {
    return this.#waiting.size;
  }

  get isFull(): boolean {
    return this.#waiting.size >= this.#limit;
  }

  /** Memory that the waiting jobs hold together, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Runs `work` when its turn comes, which may be during this call.
   * @param bytes memory that the job holds while it waits
   * @throws Dequeued when the job was taken out of the queue before its turn
   */
  async add<T>(id: ExecutionId, bytes: number, work: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const start = () => work().then(resolve, reject);
    this.#waiting.set(id, { bytes, start, giveUp: () => reject(new Dequeued()) });
    this.#bytes += bytes;
    this.#startNext();
    return await promise;
  }

  /** Takes a waiting job out of the queue; false when it does not wait. */
  remove(id: ExecutionId): boolean {
    const waiting = this.#take(id);
    waiting?.giveUp();
    return waiting !== undefined;
  }

  /** Takes all waiting jobs out of the queue. */
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
