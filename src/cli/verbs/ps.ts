/**
 * `treebox ps`: the executions, newest first.
 */
import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { answerOf, type Schemas } from '../connection.ts';
import { contextOf } from '../context.ts';
import { statusText, tookText } from '../execution.ts';
import { wholeNumber } from '../options.ts';
import { printJson, printTable, shown } from '../terminal.ts';

const STATUSES = ['running', 'completed', 'failed', 'cancelled', 'timed_out'] as const;

export function addPs(program: CommandUnknownOpts): void {
  program
    .command('ps')
    .description('list executions, newest first')
    .option('--session <name>', 'only executions of this session')
    .addOption(new Option('--status <status>', 'only executions with this status').choices(STATUSES))
    .option('--limit <number>', 'at most this many (100)', wholeNumber)
    .option('--before <id>', 'only executions older than this one')
    .action(async (query, command) => {
      const { server, json } = contextOf(command);
      const list = await answerOf(server.GET('/api/executions', { params: { query } }));
      if (json) return await printJson(list);
      const rows = (list.executions as Schemas['ExecutionSummary'][]).map((execution) => [
        execution.execution_id,
        statusText(execution),
        execution.started_at,
        tookText(execution),
        shown(execution.session ?? ''),
      ]);
      await printTable(['ID', 'STATUS', 'STARTED', 'TOOK', 'SESSION'], rows);
    });
}
