/**
 * The processes below one of this system, as `/proc` tells them.
 */
import { readdirSync, readFileSync } from 'node:fs';

const PAGE_BYTES = 4096;
/** Fields of `/proc/PID/stat` after the name: state, parent, and so on; see proc(5). */
const STATE = 0;
const PARENT = 1;
const RESIDENT_PAGES = 21;

export interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  /** With its arguments, separated by blanks. */
  readonly command: string;
  readonly residentBytes: number;
  readonly descriptors: number;
}

/** A process and all below it; those that have ended and only wait to be asked how are left out. */
export function processTree(root: number): SeenProcess[] {
  const seen = new Map<number, SeenProcess>();
  for (const name of readdirSync('/proc')) {
    const found = /^\d+$/.test(name) ? look(Number(name)) : undefined;
    if (found) seen.set(found.pid, found);
  }
  const isBelow = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined; at = seen.get(at)?.parent) if (at === root) return true;
    return false;
  };
  return [...seen.values()].filter(({ pid }) => isBelow(pid));
}

/** Resident bytes of a process and all below it. */
export function treeBytes(root: number): number {
  return processTree(root).reduce((sum, { residentBytes }) => sum + residentBytes, 0);
}

function look(pid: number): SeenProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[STATE] === 'Z') return undefined;
    return {
      pid,
      parent: Number(fields[PARENT]),
      command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(),
      residentBytes: Number(fields[RESIDENT_PAGES]) * PAGE_BYTES,
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
    };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
