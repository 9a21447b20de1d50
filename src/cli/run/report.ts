/**
 * Reports a run on stderr: warnings, the result, and what the run left.
 */
import { emptyMountWarning } from '../../core/warnings.ts';
import type { Schemas } from '../connection.ts';
import { changesText, type Execution, tookText } from '../execution.ts';
import { Failure } from '../failure.ts';
import { foreign, note, printLine, shown } from '../terminal.ts';
import { RUN_EXIT } from './status.ts';

/** The result of a program without a value. */
const NOTHING = 'null';
/** Characters of a result that stderr shows. */
const RESULT_MAX = 2_000;

/**
 * Reports how a run ended.
 * @param isPrinted whether the result goes to stdout
 * @param created the label that the run should create; the warning that it does not exist is left out
 */
export async function report(execution: Execution, isPrinted: boolean, created?: string): Promise<void> {
  const { status, result, warnings, fs, changes, heap, execution_id, push } = execution;
  const known = created === undefined ? undefined : emptyMountWarning(created);
  for (const warning of warnings) if (warning !== known) note(`warning: ${shown(warning)}`);
  if (status !== 'completed') return;
  if (isPrinted) await printLine(foreign(result ?? NOTHING));
  else if (result && result !== NOTHING) note(`result ${resultText(result)}`);
  const facts = [
    `${status} in ${tookText(execution)}`,
    ...(fs ? [changesText(changes), `fs ${fs}`] : []),
    ...(heap ? [`heap ${heap}`] : []),
    ...(push ? pushText(push) : []),
  ];
  note(`${facts.join(', ')} (${execution_id})`);
}

/** Makes the failure for a push that moved nothing. */
export function pushFailure({ push, fs }: Execution): Failure | undefined {
  if (push?.status === 'conflict') {
    const paths = push.conflicts.map(({ kind, path }) => `CONFLICT (${kind}): ${shown(path)}`);
    return new Failure(
      RUN_EXIT.notPushed,
      `${push.label} has moved to ${push.current} in the meantime, and the tree of the run (${fs}) is in conflict with it`,
      { details: [...paths, `settle them: treebox fs merge ${push.label} ${fs}`] },
    );
  }
  if (push?.status !== 'rejected') return undefined;
  const why =
    push.current === null
      ? (push.error ?? 'the push was rejected')
      : `${push.label} has moved to ${push.current} in the meantime`;
  return new Failure(RUN_EXIT.notPushed, `${why}; the tree of the run is ${fs} (--on-conflict merge merges)`);
}

function resultText(result: string): string {
  const start = foreign(result.slice(0, RESULT_MAX), process.stderr);
  return result.length > RESULT_MAX ? `${start}… (${result.length} characters; --print prints them all)` : start;
}

function pushText({ status, label }: NonNullable<Schemas['PushOutcome']>): string[] {
  if (status === 'advanced') return [`pushed to ${label}`];
  if (status === 'merged') return [`merged into ${label}`];
  return status === 'unchanged' ? ['nothing to push'] : [];
}
