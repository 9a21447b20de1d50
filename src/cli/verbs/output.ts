/**
 * `treebox output`: the output of an execution: all of it, live, or one page.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf, type Server } from '../connection.ts';
import { contextOf } from '../context.ts';
import { type ExecutionEvent, follow, printOutput } from '../execution.ts';
import { EXIT, Failure } from '../failure.ts';
import { wholeNumber } from '../options.ts';
import { Progress } from '../progress.ts';
import { foreign, print, printJson } from '../terminal.ts';

export function addOutput(program: CommandUnknownOpts): void {
  program
    .command('output')
    .description('print the output of an execution, or one page of it if an offset or limit is given')
    .argument('<id>', 'id of the execution')
    .option('--follow', 'continue until the execution has ended')
    .option('--line-offset <number>', 'the first line, from 0', wholeNumber)
    .option('--line-limit <number>', 'at most this many lines', wholeNumber)
    .option('--byte-offset <number>', 'the first byte, from 0', wholeNumber)
    .option('--byte-limit <number>', 'at most this many bytes', wholeNumber)
    .action(async (id, { follow: following, ...part }, command) => {
      const { server, json } = contextOf(command);
      const isPart = Object.keys(part).length > 0;
      if (following && isPart) throw new Failure(EXIT.usage, '--follow prints everything and takes no offset or limit');
      if (following) return await printEvents(follow(server, id), json);
      if (!json && !isPart) return await printOutput(server, id);
      const page = await readPage(server, id, part);
      await (json ? printJson(page) : print(foreign(page.data)));
    });
}

/** A part of the output, in lines or in bytes. */
interface Part {
  readonly lineOffset?: number | undefined;
  readonly lineLimit?: number | undefined;
  readonly byteOffset?: number | undefined;
  readonly byteLimit?: number | undefined;
}

function readPage(server: Server, id: string, { lineOffset, lineLimit, byteOffset, byteLimit }: Part) {
  const query = {
    ...(lineOffset !== undefined && { line_offset: lineOffset }),
    ...(lineLimit !== undefined && { line_limit: lineLimit }),
    ...(byteOffset !== undefined && { byte_offset: byteOffset }),
    ...(byteLimit !== undefined && { byte_limit: byteLimit }),
  };
  return answerOf(server.GET('/api/executions/{id}/output', { params: { path: { id }, query } }));
}

async function printEvents(events: AsyncIterable<ExecutionEvent>, json: boolean): Promise<void> {
  using progress = new Progress('running');
  for await (const event of events) {
    if (json) await printJson(event);
    else if (event.event === 'output') await progress.aside(foreign(event.data), print);
  }
}
