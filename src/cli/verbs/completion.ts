/**
 * `treebox completion`: what a shell needs to complete the verbs and their options.
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
