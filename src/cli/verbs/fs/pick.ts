/**
 * `treebox fs pick` and `treebox fs revert`: apply a single change, or revert it.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { tellMerge } from './merge.ts';

const EXECUTION_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function addPick(fs: CommandUnknownOpts): void {
  add(fs, 'pick', 'apply the change of a commit or an execution to a snapshot, as git cherry-pick does', false);
  add(fs, 'revert', 'revert the change of a commit or an execution in a snapshot, as git revert does', true);
}

function add(fs: CommandUnknownOpts, name: string, description: string, revert: boolean): void {
  fs.command(name)
    .description(description)
    .argument('<onto>', 'handle of the snapshot')
    .argument('<change>', 'a label, a commit id or the id of an execution')
    .option('-m, --mainline <number>', 'for a merge commit: number of the parent to compare with', Number)
    .option('--push <label>', 'push the result')
    .option('--message <text>', 'the message of the commit')
    .action(async (onto, change, { mainline, push, message }, command) => {
      const { server } = contextOf(command);
      const named = EXECUTION_ID.test(change) ? { execution: change } : { commit: change };
      const order = push && { push: { label: push, ...(message !== undefined && { message }) } };
      const body = { onto, ...named, revert, ...(mainline !== undefined && { mainline }), ...order };
      await tellMerge(await answerOf(server.POST('/api/fs/pick', { body })), command);
    });
}
