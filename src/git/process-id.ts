/**
 * Tells processes of this machine apart for good: a process id alone is given again. Layer 1.
 */
import { readFileSync } from 'node:fs';

/** What identifies a process: boot of the machine, process id, and the tick that it started at. */
const FORM = /^([0-9a-f-]+)_(\d+)_(\d+)$/;

/** What `BOOT_ID` is where the system does not tell. */
export const UNKNOWN_BOOT = '0';

/** The id of the machine's present boot. */
export const BOOT_ID = readOr('/proc/sys/kernel/random/boot_id', UNKNOWN_BOOT).trim();

/** Identifies this process, in characters that a file's name may have. */
export const THIS_PROCESS: string = identityOf(process.pid);

/** What identifies the process that has this id now. */
export function identityOf(pid: number): string {
  return `${BOOT_ID}_${pid}_${startTick(pid)}`;
}

/** Whether the process that `identity` was the `THIS_PROCESS` of is still there. What is no identity is taken as alive. */
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
  return startTick(Number(pid)) === tick;
}

/** When the process started, in clock ticks since boot (proc(5), field 22 of `stat`); `0` where there is no such file. */
function startTick(pid: number): string {
  const stat = readOr(`/proc/${pid}/stat`, '');
  const afterName = stat.slice(stat.lastIndexOf(')') + 2);
  return afterName.split(' ')[19] ?? '0';
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return otherwise;
  }
}
