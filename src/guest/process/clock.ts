/**
 * The clocks and counters of `process`. They show no counters of the machine.
 */
import type { Host } from '../host.ts';
import { codedError, invalidArgument } from '../web/errors.ts';

const SECOND_MS = 1000;
const NS_PER_MS = 1_000_000;
const US_PER_MS = 1000;

const NO_USAGE = {
  sharedMemorySize: 0,
  unsharedDataSize: 0,
  unsharedStackSize: 0,
  minorPageFault: 0,
  majorPageFault: 0,
  swappedOut: 0,
  fsRead: 0,
  fsWrite: 0,
  ipcSent: 0,
  ipcReceived: 0,
  signalsCount: 0,
  voluntaryContextSwitches: 0,
  involuntaryContextSwitches: 0,
};

/** Makes the functions. */
export function processClock(host: Host) {
  const hrtime = (since?: readonly [number, number]): [number, number] => {
    if (since !== undefined) checkTuple(since);
    const now = host.now();
    const seconds = Math.floor(now / SECOND_MS);
    const nanoseconds = Math.floor((now % SECOND_MS) * NS_PER_MS);
    if (!since) return [seconds, nanoseconds];
    const borrow = nanoseconds < since[1] ? 1 : 0;
    return [seconds - since[0] - borrow, nanoseconds - since[1] + borrow * SECOND_MS * NS_PER_MS];
  };
  hrtime.bigint = () => BigInt(Math.floor(host.now() * NS_PER_MS));

  const cpuUsage = (since?: { user: number; system: number }) => {
    const user = Math.floor(host.now() * US_PER_MS);
    return { user: user - (since?.user ?? 0), system: 0 - (since?.system ?? 0) };
  };
  const memoryUsage = () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 });
  memoryUsage.rss = () => 0;
  const resourceUsage = () => ({ userCPUTime: cpuUsage().user, systemCPUTime: 0, maxRSS: 0, ...NO_USAGE });
  return { hrtime, cpuUsage, memoryUsage, resourceUsage };
}

function checkTuple(value: unknown): void {
  if (!Array.isArray(value)) throw invalidArgument('time', 'an instance of Array', value);
  if (value.length !== 2) {
    throw codedError(
      RangeError,
      'ERR_OUT_OF_RANGE',
      `The value of "time" is out of range. It must be 2. Received ${value.length}`,
    );
  }
}
