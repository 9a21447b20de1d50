/**
 * `treebox completion`: prints the script with which a shell completes verbs and options.
 */
import { Argument, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { completionScript, SHELLS } from '../completion-script.ts';
import { print } from '../terminal.ts';

export function addCompletion(program: CommandUnknownOpts): void {
  program
    .command('completion')
    .description('print completions for a shell, for instance: source <(treebox completion bash)')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action((shell) => print(completionScript(shell, program)));
}
