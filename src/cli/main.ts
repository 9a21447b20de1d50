/**
 * The command line: reads the verb, runs it, and reports how it ended.
 *
 * It talks to a server over HTTP and contains no code of the server, so that it works both from a checkout on Node.js
 * and as a single-file program. Exit status: 0 done, 1 failed, 2 bad usage, 3 rejected or in conflict (`failure.ts`).
 * `run` exits with the program's own status (`run/status.ts`).
 */
import { CommanderError } from '@commander-js/extra-typings';
import { EXIT, Failure } from './failure.ts';
import { createProgram } from './program.ts';
import { note } from './terminal.ts';
import { serve } from './verbs/serve.ts';

/** Status that a shell reports for a program that ended because its reader went away. */
const BROKEN_PIPE_STATUS = 141;

async function main(args: readonly string[]): Promise<number> {
  try {
    // The flags after `serve` belong to the server, and some of their names mean something else here.
    if (args[0] === 'serve') return serve(args.slice(1));
    await createProgram().parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander's own status for a wrong command line is 1.
    if (error instanceof CommanderError) return error.exitCode === 1 ? EXIT.usage : error.exitCode;
    if (!(error instanceof Failure)) throw error;
    const { status, message, code, details } = error;
    if (args.includes('--json')) note(JSON.stringify({ error: message, code }));
    else note([`treebox: ${message}`, ...details].join('\n'));
    return status;
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(BROKEN_PIPE_STATUS);
});
process.exitCode = await main(process.argv.slice(2));
