/**
 * Examples for the help of every verb.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** Command lines by verb, each with a description. Verbs with longer help have their own: `run`, `mcp`. */
const EXAMPLES: Readonly<Record<string, readonly (readonly [command: string, effect: string])[]>> = {
  serve: [['serve --port 8080 --data ./repo-data', 'serves on a port and keeps all data in a folder']],
  ps: [['ps --status running', 'lists the executions that run now']],
  show: [['show 019a2b', 'shows the execution whose id begins with these digits']],
  output: [
    ['output 019a2b --follow', 'prints the output until the end'],
    ['output 019a2b --line-offset 100 --line-limit 20', 'prints 20 lines'],
  ],
  wait: [['wait 019a2b --print', 'waits and prints the result']],
  cancel: [['cancel 019a2b', 'ends the execution']],
  'session ls': [['session ls --prefix team/', 'lists sessions with this prefix']],
  'session show': [['session show work', 'lists the runs of a session']],
  'session fork': [['session fork work attempt --at 019a2b', 'continues from an earlier run under another name']],
  'session rm': [['session rm attempt', 'forgets a session']],
  'heap show': [
    ['heap show 5891b5b522d5df086d0ff0b110fbd9d21bb4fc71', 'lists the variables that a run left at its top level'],
  ],
  gc: [['gc --dry-run', 'shows what would be freed']],
  health: [['health --server http://127.0.0.1:8080', 'shows the health of that server']],
  backup: [['backup ./copy --data ./repo-data', 'copies the data folder while the server runs']],
  restore: [['restore ./copy --data ./restored', 'makes a data folder from a backup']],
  version: [['version', 'shows both versions']],
  completion: [
    ['completion bash > ~/.local/share/bash-completion/completions/treebox', 'installs it for bash'],
    ['completion fish > ~/.config/fish/completions/treebox.fish', 'installs it for fish'],
  ],
  'fs ls': [['fs ls', 'lists the labels']],
  'fs pull': [['fs pull main', 'prints the CA id of main']],
  'fs label': [['fs label release 9be89bf', 'sets a label to a snapshot']],
  'fs branch': [
    ['fs branch feature', 'starts a label at the commit of main'],
    ['fs branch rescue main@{2}', 'starts a label where main was two moves ago'],
  ],
  'fs log': [['fs log main --limit 5', 'lists the five newest moves']],
  'fs push': [['fs push main 9be89bf --expected 4b825dc', 'moves main if it still points to 4b825dc']],
  'fs reset': [['fs reset main 4b825dc', 'resets main']],
  'fs merge': [
    ['fs merge main feature --push main', 'merges feature into main'],
    ['fs merge main feature --prefer theirs', 'resolves conflicts to the side of feature'],
  ],
  'fs pick': [['fs pick release main~1 --push release', 'applies one commit']],
  'fs revert': [['fs revert main main --push main', 'reverts the newest commit']],
  'fs tree': [['fs tree main src --recursive', 'lists a folder with its subfolders']],
  'fs cat': [['fs cat main~1 README.md', 'prints a file as it was one commit ago']],
  'fs put': [
    ['fs put main notes.txt notes.txt --message "add notes"', 'writes a local file'],
    ['date | treebox fs put main stamp.txt', 'writes the text from stdin'],
  ],
  'fs edit': [['fs edit main config.json --replace "8080" --with "9090"', 'replaces a text that occurs once']],
  'fs rm-file': [['fs rm-file main notes.txt', 'deletes a file']],
  'fs search': [
    ['fs search main TODO --glob "src/**"', 'searches below src'],
    [
      'fs search main "fetch\\(.*http:" -E -C 2',
      'searches for a regular expression and shows two lines around each match',
    ],
  ],
  'fs diff': [['fs diff main~1 main --patch', 'prints a patch']],
  'fs checkout': [['fs checkout main ./copy', 'writes the files into a new folder']],
  'fs import': [
    ['fs import ./project', 'imports a folder and prints its CA id'],
    ['fs import site.zip --push site', 'imports a zip archive and pushes it to a label'],
  ],
  'fs export': [['fs export main main.tar', 'writes an archive']],
  'fs rm': [['fs rm feature', 'deletes a label']],
};

/** Adds the examples to the help of every verb below a command. */
export function addExamples(command: CommandUnknownOpts, verbs = ''): void {
  for (const verb of command.commands) {
    const name = `${verbs} ${verb.name()}`.trim();
    const examples = EXAMPLES[name];
    if (examples) verb.addHelpText('after', examplesText(examples));
    addExamples(verb, name);
  }
}

function examplesText(examples: readonly (readonly [string, string])[]): string {
  const lines = examples.map(([command, effect]) => {
    return `  ${command.includes('treebox ') ? command : `treebox ${command}`}\n      ${effect}`;
  });
  return `\nExamples:\n${lines.join('\n')}`;
}
