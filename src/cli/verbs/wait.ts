/**
 * `treebox wait`: waits for the end of an execution.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { contextOf } from '../context.ts';
import { ended, failureText } from '../execution.ts';
import { EXIT, Failure } from '../failure.ts';
import { report } from '../run/report.ts';
import { printJson } from '../terminal.ts';

export function addWait(program: CommandUnknownOpts): void {
  program
    .command('wait')
    .description('wait for the end of an execution; fails when it did not complete')
    .argument('<id>', 'id of the execution')
    .option('-p, --print', 'print the result on stdout; by default it is a line on stderr')
    .action(async (id, { print = false }, command) => {
      const { server, json } = contextOf(command);
      const execution = await ended(server, id);
      await (json ? printJson(execution) : report(execution, print));
      if (execution.status !== 'completed') throw new Failure(EXIT.failed, failureText(execution));
    });
}
