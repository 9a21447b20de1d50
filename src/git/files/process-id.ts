/**
 * Makes an identity of a process that is never used again on this machine; a process id alone can be.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Form of a process's identity: boot of the machine, process id, and the tick that it started at. */
const FORM = /^([0-9a-f-]+)_(\d+)_(\d+)$/;

/** Value of `BOOT_ID` where the system does not tell. */
export const UNKNOWN_BOOT = '0';

/** Which of the fields after the name is the start time. */
const START_FIELD = 19;
const NO_TICK = '0';
/** Length of a tick in ms: Linux tells every program the same. */
const TICK_MS = 10;
/** The first process of a system or a container, which everybody sees who sees those of others. */
const FIRST_PID = 1;

/** The id of the machine's present boot. */
export const BOOT_ID = readOr('/proc/sys/kernel/random/boot_id', UNKNOWN_BOOT).trim();

/** Identifies this process, in characters that a file's name may have. */
export const THIS_PROCESS: string = identityOf(process.pid);

/** Returns the identity of the process that has this id now. */
export function identityOf(pid: number): string {
  return `${BOOT_ID}_${pid}_${startTick(pid)}`;
}

/** Returns whether the process that `identity` was the `THIS_PROCESS` of is still there. What is no identity is taken as alive. */
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
  // One that has ended holds nothing any more, also when nobody has asked how it ended.
  return state !== 'Z' && state !== 'X' && (rest[START_FIELD - 1] ?? NO_TICK) === tick;
}

/** A process of this machine. */
interface Running {
  /** The first letters of its program's name. */
  readonly name: string;
  /** When it started, in ms since 1970. */
  readonly sinceMs: number;
}

/** Returns whether the system shows all processes, also those of others. */
export function showsAllProcesses(): boolean {
  return statOf(FIRST_PID).length > 0;
}

/** Yields the processes that run now, as far as the system shows them. Each costs the reading of a file. */
export function* runningProcesses(): Generator<Running> {
  // Measured from this process: in a container the uptime is the container's, but ticks count from the machine's boot.
  const ownMs = Date.now() - process.uptime() * 1000;
  const ownTick = Number(startTick(process.pid));
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const stat = readOr(`/proc/${pid}/stat`, '');
    const tick = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_FIELD];
    // Without one it has ended meanwhile.
    if (tick === undefined) continue;
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    yield { name, sinceMs: ownMs + (Number(tick) - ownTick) * TICK_MS };
  }
}

/** When the process started, in clock ticks since boot; `NO_TICK` where the system does not tell. */
function startTick(pid: number): string {
  return statOf(pid)[START_FIELD] ?? NO_TICK;
}

/** Reads the fields of `/proc/<pid>/stat` after the process's name, beginning with its state (proc(5)); none without such a file. */
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
