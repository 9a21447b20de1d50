/**
 * How much memory a process really has, as the kernel counts it. Layer 4.
 * @see proc_pid_statm(5)
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** Bytes a page, found by comparing this process's own figures; zero where there is no /proc. */
const PAGE_BYTES = pageBytes();

function pageBytes(): number {
  try {
    const pages = residentPages(readFileSync('/proc/self/statm', 'latin1'));
    // The two figures are read a moment apart, so round to the power of two that every page size is.
    return 2 ** Math.round(Math.log2(process.memoryUsage.rss() / pages));
  } catch {
    return 0;
  }
}

function residentPages(statm: string): number {
  return Number(statm.split(' ', 2)[1]);
}

/** Whether this system tells. */
export const CAN_WATCH_MEMORY = PAGE_BYTES > 0;

/** One process's resident size, through a descriptor kept open: a few microseconds a reading. */
export class ResidentSize {
  readonly #buffer = Buffer.alloc(128);
  #fd: number | undefined;

  constructor(pid: number | undefined) {
    if (CAN_WATCH_MEMORY && pid !== undefined) this.#fd = openSync(`/proc/${pid}/statm`, 'r');
  }

  /** Bytes; zero once the process is gone. */
  read(): number {
    if (this.#fd === undefined) return 0;
    try {
      const length = readSync(this.#fd, this.#buffer, 0, this.#buffer.length, 0);
      return residentPages(this.#buffer.toString('latin1', 0, length)) * PAGE_BYTES;
    } catch {
      // ESRCH: the process has ended and its exit event is on the way.
      return 0;
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

/** What a process and those that its first thread has started hold, in bytes; zero where the system does not say. */
export function residentBytesOf(pid: number | undefined): number {
  if (!CAN_WATCH_MEMORY || pid === undefined) return 0;
  const children = readIfThere(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
  const sizes = [pid, ...children].map((each) => residentPages(readIfThere(`/proc/${each}/statm`)) || 0);
  return sizes.reduce((sum, pages) => sum + pages, 0) * PAGE_BYTES;
}

/** A file of a process; empty when that is gone. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
