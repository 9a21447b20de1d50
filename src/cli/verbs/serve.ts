/**
 * `treebox serve`: the server of this checkout, with its own flags.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { EXIT, Failure } from '../failure.ts';

/** The server's program. The command line contains no code of the server. */
const SERVER = new URL('../../main.ts', import.meta.url);

export function addServe(program: CommandUnknownOpts): void {
  program
    .command('serve')
    .description('start a server (treebox serve --help lists its flags)')
    .argument('[flags...]')
    .allowUnknownOption()
    .helpOption(false)
    .action((flags) => serve(flags));
}

/**
 * Replaces this process by the server: same process, terminal, signals and exit status.
 * @param flags the flags of `npm start --`
 * @throws Failure in a one-file program
 */
export function serve(flags: readonly string[]): never {
  if (!existsSync(SERVER)) {
    throw new Failure(EXIT.failed, 'this program contains no server; start one in a checkout of treebox: npm start');
  }
  const { execPath, execve } = process;
  if (execve === undefined) throw new Failure(EXIT.failed, "a server can't be started from here; use: npm start");
  return execve(execPath, [execPath, fileURLToPath(SERVER), ...flags]);
}
