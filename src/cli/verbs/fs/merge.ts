/**
 * `treebox fs merge`: merges two snapshots.
 */
import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { answerOf, type Schemas } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { EXIT, Failure } from '../../failure.ts';
import { note, printJson, printLine, shown, styled } from '../../terminal.ts';

export function addMerge(fs: CommandUnknownOpts): void {
  fs.command('merge')
    .description('merge two snapshots and print the CA id of the result, or the paths in conflict')
    .argument('<ours>', 'handle of one side')
    .argument('<theirs>', 'handle of the other side')
    .option('--base <handle>', 'common base; auto uses the merge bases of the two histories', 'auto')
    .addOption(new Option('--prefer <side>', 'resolve every conflict to one side').choices(['ours', 'theirs'] as const))
    .option('--push <label>', 'push the result, with both sides as parents')
    .option('--message <text>', 'the message of the commit')
    .option('--no-renames', 'treat renamed files as deleted and added')
    .action(async (ours, theirs, { base, prefer = null, push, message, renames }, command) => {
      const { server } = contextOf(command);
      const order = push && { push: { label: push, ...(message !== undefined && { message }) } };
      const body = { ours, theirs, base, prefer, renames, ...order };
      await tellMerge(await answerOf(server.POST('/api/fs/merge', { body })), command);
    });
}

/** Prints the result of a merge. @throws Failure when it is in conflict or its push was rejected */
export async function tellMerge(merged: Schemas['FsMergeResult'], command: CommandUnknownOpts): Promise<void> {
  const { json } = contextOf(command);
  if (json) await printJson(merged);
  else if (merged.ca_id) await printLine(merged.ca_id);
  for (const warning of merged.warnings ?? []) note(warning);
  const { push } = merged;
  if (push?.status === 'rejected') throw new Failure(EXIT.rejected, push.error ?? 'the push was rejected');
  if (push && !json) note(`${push.label} names ${push.ca_id} (commit ${push.commit})`);
  if (merged.status === 'merged') return;
  const conflicts = merged.conflicts ?? [];
  if (!json) for (const conflict of conflicts) await printLine(conflictText(conflict));
  throw new Failure(
    EXIT.rejected,
    `${conflicts.length === 1 ? '1 path is' : `${conflicts.length} paths are`} in conflict; ` +
      '--prefer settles them, --json shows both sides with markers',
  );
}

/** Formats a line like `git merge` does. */
function conflictText({ kind, path }: Schemas['FsConflict']): string {
  return `${styled('red', `CONFLICT (${kind})`)}: ${shown(path)}`;
}
