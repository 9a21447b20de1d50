/**
 * `treebox gc`: deletes objects that nothing refers to.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf, type Schemas } from '../connection.ts';
import { contextOf } from '../context.ts';
import { bytesText, note, printJson } from '../terminal.ts';

export function addGc(program: CommandUnknownOpts): void {
  program
    .command('gc')
    .description('delete objects that no label, log, execution or heap refers to')
    .option('-n, --dry-run', 'free nothing, only show what would be freed')
    .action(async ({ dryRun = false }, command) => {
      const { server, json } = contextOf(command);
      const answer = await answerOf(server.POST('/api/fs/gc', { body: { dry_run: dryRun } }));
      if (json) return await printJson(answer);
      note(`${answer.dry_run ? 'would free' : 'freed'} ${extentText(answer.freed)}, kept ${extentText(answer.kept)}`);
    });
}

function extentText({ objects, bytes }: Schemas['FsExtent']): string {
  return `${objects} ${objects === 1 ? 'object' : 'objects'} (${bytesText(bytes)})`;
}
