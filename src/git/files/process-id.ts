/**
 * Identifies a process uniquely on this machine. A process id alone is not unique, because the system reuses it.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Format of an identity: the boot id of the machine, the process id, and the start time in clock ticks. */
const FORM = /^([0-9a-f-]+)_(\d+)_(\d+)$/;

/** Value of `BOOT_ID` on systems without a boot id. */
export const UNKNOWN_BOOT = '0';

/** Index of the start time among the fields after the name. */
const START_FIELD = 19;
/** Start time on systems without `/proc`. */
const NO_TICK = '0';
/** Length of a clock tick in ms: Linux reports 100 ticks per second to all programs. */
const TICK_MS = 10;
/** The first process of a system or a container. It is visible exactly when other users' processes are visible. */
const FIRST_PID = 1;

/** Identifies the current boot of the machine. */
export const BOOT_ID = readOr('/proc/sys/kernel/random/boot_id', UNKNOWN_BOOT).trim();

/** Identifies this process. Contains only characters that are allowed in file names. */
export const THIS_PROCESS: string = identityOf(process.pid);

/** Returns the identity of the process that has this process id now. */
export function identityOf(pid: number): string {
  return `${BOOT_ID}_${pid}_${startTick(pid)}`;
}

/** Returns whether the process with this identity is still running. Returns true for a text that is not an identity. */
export function isAlive(identity: string): boolean {
  const match = FORM.exec(identity);
  if (match === null) return true;
  const [, boot, pid, tick] = match;
  if (boot !== BOOT_ID) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const [state, ...rest] = statOf(Number(pid));
  // A zombie process holds no files any more.
  return state !== 'Z' && state !== 'X' && (rest[START_FIELD - 1] ?? NO_TICK) === tick;
}

/** A process of this machine. */
interface Running {
  /** Name of the program, cut to 15 bytes by the system. */
  readonly name: string;
  /** Start time in ms since 1970. */
  readonly sinceMs: number;
}

/** Returns whether the system shows the processes of all users. */
export function showsAllProcesses(): boolean {
  return statOf(FIRST_PID).length > 0;
}

/** Yields the running processes that the system shows. Reads one file for each. */
export function* runningProcesses(): Generator<Running> {
  // Measured from this process: in a container the uptime is the container's, but ticks count from the machine's boot.
  const ownMs = Date.now() - process.uptime() * 1000;
  const ownTick = Number(startTick(process.pid));
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const stat = readOr(`/proc/${pid}/stat`, '');
    const tick = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_FIELD];
    // The process has ended meanwhile.
    if (tick === undefined) continue;
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    yield { name, sinceMs: ownMs + (Number(tick) - ownTick) * TICK_MS };
  }
}

/** Returns the start time of the process in clock ticks since boot, or `NO_TICK` if it is unknown. */
function startTick(pid: number): string {
  return statOf(pid)[START_FIELD] ?? NO_TICK;
}

/** Returns the fields of `/proc/<pid>/stat` after the name, beginning with the state (proc(5)); none without the file. */
function statOf(pid: number): string[] {
  const stat = readOr(`/proc/${pid}/stat`, '');
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return otherwise;
  }
}
