/**
 * `treebox fs search`: lines of a snapshot's files that match, as `git grep -n` prints them.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf, type Schemas } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { EXIT, Failure } from '../../failure.ts';
import { given, wholeNumber } from '../../options.ts';
import { note, print, printJson, shown, styled } from '../../terminal.ts';

export function addSearch(fs: CommandUnknownOpts): void {
  fs.command('search')
    .description('search the files of a snapshot and print the lines that match; fails when none matches, as grep does')
    .argument('<handle>')
    .argument('<pattern>', 'the text, or with --regex a regular expression')
    .option('-E, --regex', 'treat the pattern as a regular expression')
    .option('-i, --ignore-case', 'ignore case')
    .option('-C, --context <lines>', 'lines to show before and after each match', wholeNumber)
    .option('--glob <glob>', 'only files whose path matches, such as **/*.ts')
    .option('--limit <number>', 'at most this many matches', wholeNumber)
    .action(async (handle, pattern, { regex, ignoreCase, context, glob, limit }, command) => {
      const { server, json } = contextOf(command);
      const query = given({ pattern, regex, ignore_case: ignoreCase, context, glob, limit });
      const params = { path: { handle }, query: { ...query, pattern } };
      const found = await answerOf(server.GET('/api/fs/snapshots/{handle}/search', { params }));
      if (json) await printJson(found);
      else
        await print(found.matches.map((match) => matchText(match, context !== undefined)).join(context ? '--\n' : ''));
      if (found.total === 0) throw new Failure(EXIT.failed, 'no line matches');
      if (!json && found.truncated) note(`${found.matches.length} of ${found.total} lines; --limit shows more`);
    });
}

function matchText({ path, line, text, before, after }: Schemas['FsSearchMatch'], isSpaced: boolean): string {
  const at = (number: number, mark: string, content: string) =>
    `${styled('magenta', shown(path))}${mark}${styled('green', String(number))}${mark}${shown(content)}\n`;
  if (!isSpaced) return at(line, ':', text);
  return [
    ...before.map((content, index) => at(line - before.length + index, '-', content)),
    at(line, ':', text),
    ...after.map((content, index) => at(line + 1 + index, '-', content)),
  ].join('');
}
