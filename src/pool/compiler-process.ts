/**
 * Starts compiler processes, with their rights and their limits.
 */
import { join } from 'node:path';
import { FROM_COMPILER_BOUNDS } from '../compiler/protocol.ts';
import { AskedProcess, type ProcessPlan } from '../processes/asked-process.ts';
import { PACKAGE_FOLDERS, PROGRAM_FILES, ROOT } from '../processes/program-files.ts';
import type { Walls } from '../walls/policy.ts';

const MAIN = new URL('../compiler/main.ts', import.meta.url).pathname;

/** Rights of a compiler: it reads the program, whose guest library it bundles, and runs esbuild's binary. */
const RIGHTS: ProcessPlan['rights'] = {
  read: [...PROGRAM_FILES, join(ROOT, 'tsconfig.json')],
  write: [],
  execute: PACKAGE_FOLDERS.flatMap((folder) => [join(folder, '@esbuild'), join(folder, 'esbuild')]),
  startsProcesses: true,
  fileBytes: 0,
};

/** Memory that a process and its esbuild may hold together, in MiB: ten times what bundling the guest library takes. */
const RESIDENT_MAX_MIB = 512;

/**
 * Starts a compiler. It answers a `CompilerRequest` with what `readReply` reads.
 * @param main path of the program, which the process may read; tests pass another one
 */
export function startCompiler(walls: Walls, main = MAIN): AskedProcess {
  return new AskedProcess({
    name: 'compiler',
    main,
    walls,
    rights: RIGHTS,
    bounds: FROM_COMPILER_BOUNDS,
    residentMaxMiB: RESIDENT_MAX_MIB,
    stderr: 'inherit',
  });
}
