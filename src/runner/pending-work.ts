/**
 * Work that the host does for the guest and answers later; a run waits for it as for its timers.
 *
 * An answer enters the isolate, so it may end the run. The error that ended it is kept and thrown at the next check.
 */
export class PendingWork {
  #count = 0;
  #wake: (() => void) | undefined;
  #fatal: { readonly error: unknown } | undefined;

  /** Returns whether any work has not been answered yet. */
  get isBusy(): boolean {
    return this.#count > 0;
  }

  /**
   * Keeps the run going until `work` settles.
   * @param work passes its own answer to the guest; an error that it throws ends the run
   */
  async add(work: Promise<void>): Promise<void> {
    this.#count += 1;
    try {
      await work;
    } catch (error) {
      this.#fatal ??= { error };
    }
    this.#count -= 1;
    this.#wake?.();
  }

  /** @throws the error with which an answer ended the run */
  check(): void {
    if (this.#fatal) throw this.#fatal.error;
  }

  /**
   * Waits until some work has been answered, `ms` have passed or `stop` is aborted.
   * @throws the error with which an answer ended the run
   */
  async wait(stop: AbortSignal, ms?: number): Promise<void> {
    this.check();
    if (stop.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    this.#wake = wake;
    const timer = ms === undefined ? undefined : setTimeout(wake, ms);
    stop.addEventListener('abort', wake);
    await promise;
    clearTimeout(timer);
    stop.removeEventListener('abort', wake);
    this.#wake = undefined;
    this.check();
  }
}
