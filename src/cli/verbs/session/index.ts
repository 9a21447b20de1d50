/**
 * `treebox session`: names under which files and state continue from run to run.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf, type Schemas } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { statusText } from '../../execution.ts';
import { given, wholeNumber } from '../../options.ts';
import { note, printJson, printTable, shown } from '../../terminal.ts';

export function addSession(program: CommandUnknownOpts): void {
  const session = program.command('session').description('files and variables that continue from run to run');
  addLs(session);
  addShow(session);
  addFork(session);
  addRm(session);
}

function addLs(session: CommandUnknownOpts): void {
  session
    .command('ls')
    .description('list sessions by name')
    .option('--prefix <text>', 'only names with this prefix')
    .option('--limit <number>', 'at most this many', wholeNumber)
    .option('--after <name>', 'only names after this one')
    .action(async (query, command) => {
      const { server, json } = contextOf(command);
      const answer = await answerOf(server.GET('/api/sessions', { params: { query: given(query) } }));
      if (json) return await printJson(answer);
      const rows = answer.sessions.map(({ name, runs, updated_at, fs, last_execution }) => {
        return [shown(name), String(runs), updated_at, fs ?? '-', last_execution ?? '-'];
      });
      await printTable(['NAME', 'RUNS', 'UPDATED', 'CA ID', 'LAST EXECUTION'], rows);
      if (answer.next !== null) note(`more: --after ${shown(answer.next)}`);
    });
}

function addShow(session: CommandUnknownOpts): void {
  session
    .command('show')
    .description('list the runs of a session, newest first, with the files and the state that each left')
    .argument('<name>')
    .option('--limit <number>', 'at most this many', wholeNumber)
    .option('--before <id>', 'only executions older than this one')
    .action(async (name, query, command) => {
      const { server, json } = contextOf(command);
      const params = { path: { session: name }, query: given(query) };
      const answer = await answerOf(server.GET('/api/sessions/{session}', { params }));
      if (json) return await printJson(answer);
      const rows = answer.executions.map((run) => {
        const { execution_id, started_at, fs, heap } = run;
        return [execution_id, statusText(run as Schemas['ExecutionSummary']), started_at, fs ?? '-', heap ?? '-'];
      });
      await printTable(['ID', 'STATUS', 'STARTED', 'CA ID', 'HEAP'], rows);
      if (answer.next !== null) note(`more: --before ${answer.next}`);
    });
}

function addFork(session: CommandUnknownOpts): void {
  session
    .command('fork')
    .description('start a session that continues from another one')
    .argument('<name>')
    .argument('<new>', 'name of the new session')
    .option('--at <id>', 'begin with the files and state that this execution of the session left')
    .action(async (name, fork, { at }, command) => {
      const { server, json } = contextOf(command);
      const params = { path: { session: name } };
      const body = { name: fork, ...(at !== undefined && { at }) };
      const answer = await answerOf(server.POST('/api/sessions/{session}/fork', { params, body }));
      if (json) await printJson(answer);
      else note(`${shown(fork)} continues ${shown(name)} ${at === undefined ? 'from its newest run' : `from ${at}`}`);
    });
}

function addRm(session: CommandUnknownOpts): void {
  session
    .command('rm')
    .description('forget a session; its executions stay on record')
    .argument('<name>')
    .action(async (name, _, command) => {
      const { server, json } = contextOf(command);
      const answer = await answerOf(server.DELETE('/api/sessions/{session}', { params: { path: { session: name } } }));
      if (json) await printJson(answer);
      else note(`deleted ${shown(name)} (${answer.runs} ${answer.runs === 1 ? 'run' : 'runs'})`);
    });
}
