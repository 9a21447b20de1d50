/**
 * `treebox health`: reports whether the server can carry out runs.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf, refusedWith, type Schemas } from '../connection.ts';
import { contextOf } from '../context.ts';
import { EXIT, Failure } from '../failure.ts';
import { printJson, printLine, shown } from '../terminal.ts';

export function addHealth(program: CommandUnknownOpts): void {
  program
    .command('health')
    .description("show the server's health; fails when it can't be reached or can't carry out runs")
    .action(async (_, command) => {
      const { server, json } = contextOf(command);
      const health = await answerOf(server.GET('/health')).catch((failure) =>
        refusedWith<Schemas['Health']>(failure, 'failing'),
      );
      if (json) await printJson(health);
      else await printHealth(health);
      const { status, reasons } = health;
      if (status === 'failing') throw new Failure(EXIT.failed, `runs can't be carried out: ${reasons.join(', ')}`);
    });
}

async function printHealth(health: object): Promise<void> {
  for (const [name, value] of Object.entries(health)) {
    await printLine(`${name} ${shown(typeof value === 'string' ? value : JSON.stringify(value))}`);
  }
}
