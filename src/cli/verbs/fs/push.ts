/**
 * `treebox fs push`: moves a label by compare-and-set.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf, refusedWith, type Schemas, type Server } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { EXIT, Failure } from '../../failure.ts';
import { note, printJson } from '../../terminal.ts';

/** The result of a push; a rejected one moved nothing. */
export type Pushed = Schemas['FsPushResult'] | Schemas['FsPushRejected'];

export function addPush(fs: CommandUnknownOpts): void {
  fs.command('push')
    .description('move a label to a snapshot if it still points to the expected one')
    .argument('<label>')
    .argument('<ca-id>', 'the snapshot')
    .option('--expected <ca-id>', 'CA id that the label must have now; by default it must not exist yet')
    .option('--force', 'move the label, wherever it points now')
    .option('--message <text>', 'the message of the commit and the reflog')
    .action(async (label, ca_id, { expected, force, message }, command) => {
      if (force && expected)
        throw new Failure(EXIT.usage, '--force and --expected exclude each other; give only one of them');
      const { server, json } = contextOf(command);
      const body = { label, ca_id, expected: expected ?? null, force: force ?? false, message: message ?? null };
      const pushed = await push(server, body);
      if (json) await printJson(pushed);
      if (pushed.status === 'rejected') throw rejection(pushed);
      if (!json) note(`${label} names ${pushed.ca_id} (commit ${pushed.commit})`);
    });
}

/**
 * Pushes.
 * @returns the result, which may be a rejection
 * @throws Failure when the server refused for another reason
 */
export async function push(server: Server, body: Schemas['FsPushRequest']): Promise<Pushed> {
  const call = answerOf(server.POST('/api/fs/push', { body }));
  return await call.catch((failure) => refusedWith<Schemas['FsPushRejected']>(failure, 'rejected'));
}

/** Makes the failure for a rejected push. */
export function rejection({ label, current, error, code }: Schemas['FsPushRejected']): Failure {
  const why = current === null ? `${label} does not exist` : `${label} names ${current}`;
  return new Failure(
    EXIT.rejected,
    code === 'label_clash' ? error : `rejected: ${why}; give that with --expected, or merge, or use --force`,
  );
}
