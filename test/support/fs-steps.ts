/**
 * Counts every step by which a program changes the file system, and ends the program, or fails the step, at a chosen one.
 *
 * The functions of `node:fs` are replaced for the whole process, named imports included, so that the code under test
 * needs no seam for it. What `writeFileSync` does in one call are two steps here: making the file and filling it.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

// biome-ignore lint/suspicious/noExplicitAny: functions of every shape are wrapped alike
type AnyFunction = (...args: any[]) => any;

/** Whether an opening with these flags makes a file or empties it. */
function isChanging(flags: string | number = 'r'): boolean {
  return typeof flags === 'number' ? (flags & fs.constants.O_CREAT) !== 0 : /^[wa]/.test(flags);
}

/** What to do when the next step is about to be taken; null while steps are not counted. */
let beforeStep: ((name: string) => void) | null = null;

const STEPS = [
  'openSync',
  'writeSync',
  'renameSync',
  'linkSync',
  'unlinkSync',
  'rmSync',
  'rmdirSync',
  'mkdirSync',
  'truncateSync',
  'ftruncateSync',
  'fsyncSync',
] as const;

/** Replaces the functions. Call it before steps are to be counted, in a process that does nothing else. */
export function instrument(): void {
  const { openSync, writeSync, closeSync } = fs;
  const wrapped = fs as unknown as Record<string, AnyFunction>;
  for (const name of STEPS) {
    const real = wrapped[name] as AnyFunction;
    wrapped[name] = (...args) => {
      if (name !== 'openSync' || isChanging(args[1])) beforeStep?.(`${name} ${args[0]}`);
      return real(...args);
    };
  }
  wrapped.writeFileSync = (file: string | number, data: string | Buffer) => {
    if (typeof file === 'number') {
      beforeStep?.(`writeFileSync: write ${file}`);
      writeSync(file, Buffer.from(data as string));
      return;
    }
    beforeStep?.(`writeFileSync: open ${file}`);
    const fd = openSync(file, 'w');
    try {
      beforeStep?.(`writeFileSync: write ${file}`);
      writeSync(fd, Buffer.from(data as string));
    } finally {
      closeSync(fd);
    }
  };
  for (const name of ['fsync', 'open', 'unlink']) {
    const real = wrapped[name] as AnyFunction;
    wrapped[name] = (...args) => {
      try {
        if (name !== 'open' || isChanging(args[1])) beforeStep?.(`${name} ${args[0]}`);
      } catch (error) {
        process.nextTick(args.at(-1), error);
        return;
      }
      real(...args);
    };
  }
  syncBuiltinESMExports();
}

/**
 * Counts steps from now on.
 * @param at called with the number and name of each step, with the path or descriptor,, from 1 on, before it is taken; may throw in its stead
 */
export function countSteps(at: (step: number, name: string) => void): void {
  let step = 0;
  beforeStep = (name) => at(++step, name);
}

/** Counts no more. */
export function stopCounting(): void {
  beforeStep = null;
}
