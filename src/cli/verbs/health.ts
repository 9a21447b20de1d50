/**
 * `treebox health`: whether the server can carry out runs.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf } from '../connection.ts';
import { contextOf } from '../context.ts';
import { printJson, printLine, shown } from '../terminal.ts';

export function addHealth(program: CommandUnknownOpts): void {
  program
    .command('health')
    .description('tell how the server is; fails when it can not be reached or can not carry out runs')
    .action(async (_, command) => {
      const { server, json } = contextOf(command);
      const health = await answerOf(server.GET('/health'));
      if (json) return await printJson(health);
      for (const [name, value] of Object.entries(health)) {
        await printLine(`${name} ${shown(typeof value === 'string' ? value : JSON.stringify(value))}`);
      }
    });
}
