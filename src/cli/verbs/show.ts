/**
 * `treebox show`: the whole record of an execution.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf, type Schemas } from '../connection.ts';
import { contextOf } from '../context.ts';
import { changesText, type Execution, statusText, tookText } from '../execution.ts';
import { durationText, print, printJson, shownLines, styled } from '../terminal.ts';

export function addShow(program: CommandUnknownOpts): void {
  program
    .command('show')
    .description('show the whole record of an execution')
    .argument('<id>', 'id of the execution')
    .action(async (id, _, command) => {
      const { server, json } = contextOf(command);
      const execution = await answerOf(server.GET('/api/executions/{id}', { params: { path: { id } } }));
      if (json) return await printJson(execution);
      await print(describe(execution));
    });
}

/** Describes an execution, one line per fact; absent facts are left out. */
function describe(execution: Execution): string {
  const { changes, timings, tags } = execution;
  const facts: Record<string, string | null | undefined> = {
    execution: execution.execution_id,
    status: statusText(execution),
    started: execution.started_at,
    took: `${tookText(execution)}${timings ? ` (${phases(timings)})` : ''}`,
    session: execution.session,
    tags: Object.entries(tags)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
    mounted: execution.base_fs,
    left: execution.fs,
    changes: execution.fs ? changesText(changes) : null,
    heap: execution.heap,
    result: execution.result,
    error: execution.error,
  };
  const lines = Object.entries(facts).flatMap(([name, value]) => (value ? [fact(name, value)] : []));
  const paths = (changes?.entries ?? []).map(({ status, path }) => `  ${status.padEnd(12)} ${shownLines(path)}\n`);
  return lines.join('') + paths.join('');
}

function fact(name: string, value: string): string {
  const [first = '', ...more] = (name === 'status' ? value : shownLines(value)).split('\n');
  return [`${styled('bold', name.padEnd(10))} ${first}`, ...more.map((line) => `${' '.repeat(11)}${line}`), ''].join(
    '\n',
  );
}

function phases(timings: NonNullable<Schemas['ExecutionTimings']>): string {
  return Object.entries(timings)
    .map(([phase, ms]) => `${phase} ${durationText(ms)}`)
    .join(', ');
}
