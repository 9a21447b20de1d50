/**
 * Work with slow operations, written once for two kinds of callers. Some may block the thread, for example while the
 * server starts. Others must serve requests meanwhile.
 *
 * The work is a generator. It yields each slow operation and receives the result.
 */

/** A slow operation in two forms; the caller of the work decides which one is used. */
interface Slow {
  /** Does the operation synchronously. */
  now(): unknown;
  /** Does the operation asynchronously. */
  aside(): Promise<unknown>;
}

export type Steps<T> = Generator<Slow, T, unknown>;

/** Does a slow operation as a step of the work. @returns the operation's result */
export function* slow<T>(now: () => T, aside: () => Promise<T>): Steps<T> {
  return (yield { now, aside }) as T;
}

/** Does all of the work synchronously. */
export function doNow<T>(steps: Steps<T>): T {
  for (let step = steps.next(); ; ) {
    if (step.done) return step.value;
    let came: unknown;
    try {
      came = step.value.now();
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(came);
  }
}

/**
 * Does the work, with its slow steps asynchronously.
 * @param mayGoOn called after each slow step; returns whether to continue; by default the work continues
 * @returns the result of the work; undefined when it was abandoned
 */
export async function doAside<T>(steps: Steps<T>, mayGoOn: () => boolean = () => true): Promise<T | undefined> {
  for (let step = steps.next(); ; ) {
    if (step.done) return step.value;
    let came: unknown;
    try {
      came = await step.value.aside();
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    if (!mayGoOn()) {
      // Run the `finally` blocks of the work, which close its files.
      steps.return(undefined as T);
      return undefined;
    }
    step = steps.next(came);
  }
}
