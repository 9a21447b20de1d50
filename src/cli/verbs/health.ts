/**
 * `treebox health`: whether the server can carry out runs.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf } from '../connection.ts';
import { contextOf } from '../context.ts';
import { EXIT, Failure } from '../failure.ts';
import { printJson, printLine, shown } from '../terminal.ts';

export function addHealth(program: CommandUnknownOpts): void {
  program
    .command('health')
    .description('tell how the server is; fails when it can not be reached or can not carry out runs')
    .action(async (_, command) => {
      const { server, json } = contextOf(command);
      const answer = await server.GET('/health');
      const failing = answer.response.status === 503 && answer.error?.status === 'failing' ? answer.error : undefined;
      const health = failing ?? (await answerOf(answer));
      if (json) await printJson(health);
      else await printHealth(health);
      if (failing) throw new Failure(EXIT.failed, `runs can not be carried out: ${failing.reasons.join(', ')}`);
    });
}

async function printHealth(health: object): Promise<void> {
  for (const [name, value] of Object.entries(health)) {
    await printLine(`${name} ${shown(typeof value === 'string' ? value : JSON.stringify(value))}`);
  }
}
