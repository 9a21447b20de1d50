/**
 * Operations of verbs on an execution: wait for it, follow its output, report its end.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';
import { answerOf, type Schemas, type Server, streamOf } from './connection.ts';
import { EXIT, Failure } from './failure.ts';
import { durationText, foreign, print, shownLines, styled } from './terminal.ts';

export type Execution = Schemas['ExecutionInfo'];

/** Time that the server may hold an answer, in seconds: the most that it accepts. */
const WAIT_SECS = 60;
/** Number of retries in a row for a broken connection, and the pause before the first one, in ms. */
const RETRIES = 5;
const RETRY_MS = 250;
/** Bytes per request: the most that a page may have. */
const PAGE_BYTES = 4_194_304;

const STYLES = { completed: 'green', running: 'cyan', cancelled: 'yellow' } as const;

/** Waits until an execution has ended and returns it. */
export async function ended(server: Server, id: string): Promise<Execution> {
  for (;;) {
    const params = { path: { id }, query: { wait: WAIT_SECS } };
    const execution = await answerOf(server.GET('/api/executions/{id}', { params }));
    if (execution.status !== 'running') return execution;
  }
}

export type OutputStream = 'stdout' | 'stderr';

/** One event of an execution, as the server sends it. */
export type ExecutionEvent =
  | { readonly event: 'output'; readonly data: string; readonly stream: OutputStream; readonly byte_offset: number }
  | { readonly event: 'end'; readonly execution: Execution };

/**
 * Yields the output of an execution as it arrives, from its start, and finally its end. A broken connection is
 * resumed where it broke.
 */
export async function* follow(server: Server, id: string): AsyncGenerator<ExecutionEvent, void> {
  let last = '0';
  for (let failures = 0; ; failures += 1) {
    try {
      for await (const message of messages(server, id, last)) {
        failures = 0;
        last = message.id ?? last;
        const body = JSON.parse(message.data);
        if (message.event === 'output') yield { event: 'output', ...body };
        if (message.event === 'end') return yield { event: 'end', execution: body };
      }
    } catch (error) {
      if (error instanceof Failure) throw error;
    }
    if (failures >= RETRIES) throw new Failure(EXIT.failed, `the connection broke ${RETRIES} times; try again later`);
    await sleep(RETRY_MS * 2 ** failures);
  }
}

/** Prints the output so far, page by page. */
export async function printOutput(server: Server, id: string): Promise<void> {
  for (let offset = 0; ; ) {
    const query = { byte_offset: offset, byte_limit: PAGE_BYTES };
    const page = await answerOf(server.GET('/api/executions/{id}/output', { params: { path: { id }, query } }));
    await print(foreign(page.data));
    if (page.next_byte_offset >= page.total_bytes) return;
    offset = page.next_byte_offset;
  }
}

/** Returns the status of an execution as a coloured word. */
export function statusText({ status, outcome }: Pick<Schemas['ExecutionSummary'], 'status' | 'outcome'>): string {
  return styled(STYLES[status as keyof typeof STYLES] ?? 'red', outcome ?? status);
}

/** Returns the duration of an execution so far, for people. */
export function tookText({ started_at, completed_at }: Schemas['ExecutionSummary']): string {
  return durationText((completed_at ? Date.parse(completed_at) : Date.now()) - Date.parse(started_at));
}

/** Summarises the changes of an execution, for people. */
export function changesText(changes: Execution['changes']): string {
  const total = changes?.total ?? 0;
  return total === 1 ? '1 path changed' : `${total} paths changed`;
}

/** Describes the end of an execution that did not complete. */
export function failureText({ outcome, status, error, started }: Execution): string {
  const ran = started ? '' : ' before any of it ran';
  return `${outcome ?? status}${ran}${error ? `: ${shownLines(error)}` : ''}`;
}

async function* messages(server: Server, id: string, last: string): AsyncGenerator<EventSourceMessage, void> {
  const params = { path: { id }, header: { 'Last-Event-ID': last } };
  const bytes = await streamOf(
    server.GET('/api/executions/{id}/events', { params, parseAs: 'stream' }),
    'text/event-stream',
  );
  yield* bytes.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
}
