/**
 * Tells processes of this machine apart for good: a process id alone is given again.
 */
import { readFileSync } from 'node:fs';

/** Form of a process's identity: boot of the machine, process id, and the tick that it started at. */
const FORM = /^([0-9a-f-]+)_(\d+)_(\d+)$/;

/** Value of `BOOT_ID` where the system does not tell. */
export const UNKNOWN_BOOT = '0';

/** Which of the fields after the name is the start time. */
const START_FIELD = 19;
const NO_TICK = '0';

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
