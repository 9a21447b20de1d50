/**
 * Work that waits for slow things, written once for two kinds of callers: those that may hold up the thread, as while the
 * server starts, and those that serve others meanwhile.
 *
 * The work is a generator. It yields each slow operation, and gets the result back.
 */

/** A slow operation in two forms, of which one is used. */
interface Slow {
  /** Does it within the call. */
  now(): unknown;
  /** Leaves the thread to others until it is done. */
  aside(): Promise<unknown>;
}

export type Steps<T> = Generator<Slow, T, unknown>;

/** Does something slow as a step of such work. @returns what the form that was used returns */
export function* slow<T>(now: () => T, aside: () => Promise<T>): Steps<T> {
  return (yield { now, aside }) as T;
}

/** Does all of the work within the call. */
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
 * Does the work, and leaves the thread to others during its slow steps.
 * @param mayGoOn asked after each slow step: whether the work still makes sense; without it, it does
 * @returns what the work returns; undefined when it was given up
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
      // Closes what the work has open.
      steps.return(undefined as T);
      return undefined;
    }
    step = steps.next(came);
  }
}
