/**
 * The processes below one of this system, as `/proc` tells them.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** The command of a runner, whose program is bundled or not. */
export const RUNNER = /\/runner\/\S*main\.[jt]s/;

const PAGE_BYTES = 4096;
/** Fields of `/proc/PID/stat` after the name: state, parent, and so on; see proc(5). */
const STATE = 0;
const PARENT = 1;
/** Time in user mode and in the kernel, and both again for children that have ended. */
const TIMES = { first: 11, last: 14 } as const;
const RESIDENT_PAGES = 21;
/** Linux gives these times in hundredths of a second everywhere. */
const TICK_MS = 10;

export interface SeenProcess {
  readonly pid: number;
  /** With its arguments, separated by blanks. */
  readonly command: string;
  readonly residentBytes: number;
  readonly descriptors: number;
}

/** A process and all below it; those that have ended and only wait to be asked how are left out. */
export function processTree(root: number): SeenProcess[] {
  const parents = new Map<number, number>();
  const sizes = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = fieldsOf(name);
    if (!fields || fields[STATE] === 'Z') continue;
    parents.set(Number(name), Number(fields[PARENT]));
    sizes.set(Number(name), Number(fields[RESIDENT_PAGES]) * PAGE_BYTES);
  }
  const isBelow = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined; at = parents.get(at)) if (at === root) return true;
    return false;
  };
  return [...sizes].flatMap(([pid, residentBytes]) => (isBelow(pid) ? look(pid, residentBytes) : []));
}

/** All processes below one, by the children that each has: quick enough to meet one that lives for milliseconds. */
export function commandsBelow(root: number): Pick<SeenProcess, 'pid' | 'command'>[] {
  // A child is listed by the thread that started it.
  const threads = read(() => readdirSync(`/proc/${root}/task`)) ?? [];
  const lists = threads.map((thread) => read(() => readFileSync(`/proc/${root}/task/${thread}/children`, 'latin1')));
  const children = lists.flatMap((list) => (list ?? '').split(' ').filter(Boolean).map(Number));
  return children.flatMap((pid) => {
    const command = commandOf(pid);
    return [...(command === undefined ? [] : [{ pid, command }]), ...commandsBelow(pid)];
  });
}

/** Resident bytes of a process and all below it. */
export function treeBytes(root: number): number {
  return processTree(root).reduce((sum, { residentBytes }) => sum + residentBytes, 0);
}

/** Processor time of a process and all below it, with those that have ended, in ms. */
export function treeProcessorMs(root: number): number {
  const ticks = processTree(root).flatMap(({ pid }) => fieldsOf(`${pid}`)?.slice(TIMES.first, TIMES.last + 1) ?? []);
  return ticks.reduce((sum, each) => sum + Number(each), 0) * TICK_MS;
}

/** How long a process's first thread has been on a processor and has waited for one. @see proc(5), `/proc/PID/schedstat` */
export function processorMs(pid: number): { readonly ran: number; readonly waited: number } {
  const [ran, waited] = readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ');
  return { ran: Number(ran) / 1e6, waited: Number(waited) / 1e6 };
}

/** What `/proc/PID/stat` has after the name; undefined when the process has ended meanwhile. */
function fieldsOf(pid: string): string[] | undefined {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function commandOf(pid: number): string | undefined {
  return read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim());
}

function look(pid: number, residentBytes: number): SeenProcess[] {
  const command = commandOf(pid);
  const descriptors = read(() => readdirSync(`/proc/${pid}/fd`).length);
  return command === undefined || descriptors === undefined ? [] : [{ pid, command, residentBytes, descriptors }];
}

function read<T>(from: () => T): T | undefined {
  try {
    return from();
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
