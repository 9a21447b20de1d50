/**
 * `treebox version`: prints the versions of this program and of the server.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import packageJson from '../../../package.json' with { type: 'json' };
import { answerOf } from '../connection.ts';
import { contextOf } from '../context.ts';
import { printJson, printLine, shown } from '../terminal.ts';

export function addVersion(program: CommandUnknownOpts): void {
  program
    .command('version')
    .description('show the versions of this program and of the server')
    .action(async (_, command) => {
      const { server, json } = contextOf(command);
      if (!json) await printLine(`treebox ${packageJson.version}`);
      const { version } = await answerOf(server.GET('/api/version'));
      if (json) await printJson({ client: packageJson.version, server: version });
      else await printLine(`server ${shown(version)}`);
    });
}
