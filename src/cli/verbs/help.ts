/**
 * `treebox help`: prints the help of a verb, also of one below another. Commander's own command reads one word only.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';

export function addHelp(program: CommandUnknownOpts): void {
  program.helpCommand(false);
  program
    .command('help [command...]')
    .description('display help for command')
    .action((words) => {
      let found = program;
      for (const word of words) {
        const next = found.commands.find((verb) => verb.name() === word);
        if (!next) return found.error(`error: unknown command '${word}'`, { code: 'commander.unknownCommand' });
        found = next;
      }
      found.help();
    });
}
