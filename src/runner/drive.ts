/**
 * The one loop that drives a sandbox: it runs everything that is due, and waits for timers and for answers of the host.
 */
import type { GuestFailure } from './guest-failure.ts';
import type { Sandbox } from './isolate/sandbox.ts';
import type { PendingWork } from './pending-work.ts';

/** Number of callbacks that run before the process reads its messages again. */
const STEPS_PER_TURN = 1_000;

/** A signal that is never aborted. */
const NEVER = new AbortController().signal;

/** How driving a sandbox ends: nothing is left to do, its source can never end, it was stopped, or it failed. */
export type DriveEnd =
  | { readonly state: 'idle' | 'stuck' | 'stopped' }
  | { readonly state: 'failed'; readonly failure: GuestFailure };

interface DriveOptions {
  /** Aborted when the run is to end. */
  readonly stop?: AbortSignal;
  /** Called after each step. */
  readonly onStep?: () => void;
}

/**
 * Drives a sandbox whose source has been started until nothing is left to do.
 * @param pending the calls that the host answers later
 * @throws OutOfMemory; Exited; Uncaught
 */
export async function drive(
  sandbox: Sandbox,
  pending: PendingWork,
  { stop = NEVER, onStep }: DriveOptions = {},
): Promise<DriveEnd> {
  for (let steps = 1; ; steps += 1) {
    const progress = sandbox.step();
    onStep?.();
    if (progress.state === 'failed') return { state: 'failed', failure: sandbox.failure() };
    if (progress.state === 'again') {
      if (steps % STEPS_PER_TURN !== 0) continue;
      await new Promise(setImmediate);
      pending.check();
    } else if (progress.state === 'waiting') {
      await pending.wait(stop, progress.ms);
    } else if (pending.isBusy) {
      await pending.wait(stop);
    } else {
      return { state: progress.state };
    }
    if (stop.aborted) return { state: 'stopped' };
  }
}
