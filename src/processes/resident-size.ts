/**
 * Resident memory of a process, as the kernel counts it.
 * @see proc_pid_statm(5)
 */
import { openSync, readFileSync, readSync } from 'node:fs';

/** ASCII codes. */
const [SPACE, ZERO] = [0x20, 0x30];

/** Bytes per page, computed from two figures about this process; zero where there is no /proc. */
const PAGE_BYTES = pageBytes();

function pageBytes(): number {
  try {
    const pages = residentPages(readFileSync('/proc/self/statm'));
    // The two figures are read a moment apart, so the quotient is rounded to a power of two, which every page size is.
    return 2 ** Math.round(Math.log2(process.memoryUsage.rss() / pages));
  } catch {
    return 0;
  }
}

/** Parses the second number. It makes no string, because the watching thread calls this all the time. */
function residentPages(statm: Uint8Array): number {
  const from = statm.indexOf(SPACE) + 1;
  const to = statm.indexOf(SPACE, from);
  let pages = 0;
  for (let at = from; at < to; at += 1) pages = pages * 10 + (statm[at] as number) - ZERO;
  return pages;
}

/** True when this system reports the size of a process. */
export const CAN_WATCH_MEMORY = PAGE_BYTES > 0;

/** Opens a process's statm file, which takes a few microseconds to read; null where the system has no /proc. */
export function openResidentSize(pid: number | undefined): number | null {
  return CAN_WATCH_MEMORY && pid !== undefined ? openSync(`/proc/${pid}/statm`, 'r') : null;
}

const buffer = Buffer.alloc(128);

/** Reads a process's resident size. @returns bytes; zero once the process is gone */
export function readResidentBytes(fd: number): number {
  try {
    readSync(fd, buffer, 0, buffer.length, 0);
    return residentPages(buffer) * PAGE_BYTES;
  } catch (error) {
    // The process has ended and its exit event is on the way.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 0;
    throw error;
  }
}

/**
 * Returns the memory of a process and of the children that its main thread started, in bytes; zero where the system
 * does not report it.
 */
export function residentBytesOf(pid: number | undefined): number {
  const sizes = processAndChildren(pid).map((each) => residentPages(Buffer.from(readIfThere(`/proc/${each}/statm`))));
  return sizes.reduce((sum, pages) => sum + pages, 0) * PAGE_BYTES;
}

/** Returns the ids of a process and of the children that its main thread started; none where there is no /proc. */
export function processAndChildren(pid: number | undefined): (number | string)[] {
  if (!CAN_WATCH_MEMORY || pid === undefined) return [];
  return [pid, ...readIfThere(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean)];
}

/** Reads a file of a process; empty when the process is gone. */
export function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
