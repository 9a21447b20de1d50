/**
 * `treebox heap`: the state that runs leave.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf, type Schemas } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { printJson, printTable, shown } from '../../terminal.ts';

/** Characters of a value that a row shows. */
const VALUE_MAX = 200;

export function addHeap(program: CommandUnknownOpts): void {
  const heap = program.command('heap').description('saved variables of runs');
  heap
    .command('show')
    .description('list the variables of a heap: kind, type, name and value')
    .argument('<key>', "a heap's key, as a run prints it")
    .action(async (key, _, command) => {
      const { server, json } = contextOf(command);
      const answer = await answerOf(server.GET('/api/heaps/{key}', { params: { path: { key } } }));
      if (json) return await printJson(answer);
      await printTable(['KIND', 'TYPE', 'NAME', 'VALUE'], [...answer.bindings, ...answer.globals].map(row));
    });
}

function row({ kind, type, name, value }: Schemas['HeapBinding']): string[] {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return [kind, type, shown(name), shown(text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text)];
}
