/**
 * Helpers for the ends of executions when the disk or the server itself fails.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DISK_IS, type DiskTrouble, diskTrouble } from '../core/disk-trouble.ts';
import type { JobResult } from '../pool/job.ts';

/** Pause between two tries to record an end while the disk accepts no writes, in ms. */
export const RECORD_RETRY_MS = 500;

/**
 * Calls `write` until the disk accepts it.
 * @param onWait called once with the reason for waiting
 */
export async function whenRoom(write: () => Promise<void>, onWait: (error: unknown) => void): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await write();
      return;
    } catch (error) {
      if (!(error instanceof Error) || diskTrouble(error.message) === undefined) throw error;
      if (tries === 0) onWait(error);
      await sleep(RECORD_RETRY_MS, undefined, { ref: false });
    }
  }
}

/** Makes the end that is recorded when treebox itself failed. The log has the reason. */
export function brokenEnd(trouble: DiskTrouble | undefined): JobResult {
  return {
    outcome: 'crashed',
    started: true,
    result: null,
    error:
      trouble === undefined
        ? 'the server failed to carry the execution out; nothing was committed'
        : `${DISK_IS[trouble]}: nothing was committed`,
    exitCode: null,
    cpuMs: 0,
    stateEnd: null,
    artifacts: [],
    memoryPeakBytes: 0,
    outputTruncated: false,
    tree: null,
    state: null,
    timings: { queued: 0, mount: 0, compile: 0, run: 0, commit: 0 },
  };
}
