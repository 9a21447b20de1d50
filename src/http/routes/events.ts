/**
 * Events over HTTP, as server-sent events.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Events } from '../../service/events.ts';
import { EVENT_TYPES, type EventType, type StoredEvent } from '../../service/store/event-table.ts';
import { statusOf } from '../../service/store/execution-rows.ts';
import type { Handlers } from '../operation.ts';

/** How often a comment is sent when nothing else is, in ms: proxies cut silent connections after a minute. */
const QUIET_MS = 15_000;
/** Time after which a client that reads nothing is disconnected, in ms; it can continue from its last id. */
const STALLED_MS = 30_000;

/** Serves the stream of events. */
export function eventRoutes(events: Events): Handlers<'events_handler'> {
  return {
    events_handler: async ({ query, headers, raw }, reply) => {
      const since = headers['last-event-id'] ?? query.since;
      const listener = await events.listen(
        {
          since: since === undefined ? undefined : Number(since),
          types: (query.types?.split(',') as EventType[] | undefined) ?? EVENT_TYPES,
          labels: query.labels,
        },
        QUIET_MS,
      );
      const stream = Readable.from(textOf(listener.events, raw), { objectMode: false, highWaterMark: 1 });
      // Leave immediately. The stream itself would end only with the next event or comment.
      reply.raw.once('close', listener.leave);
      if (reply.raw.destroyed) listener.leave();
      return reply
        .headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
        .send(stream.once('close', listener.leave));
    },
  };
}

async function* textOf(
  events: AsyncGenerator<StoredEvent | number>,
  request: IncomingMessage,
): AsyncGenerator<string, void> {
  // Sends the header immediately, so that the client knows that it is connected.
  yield ': events follow\n\n';
  try {
    for await (const event of events) {
      const stalled = setTimeout(() => request.destroy(), STALLED_MS);
      try {
        yield typeof event === 'number' ? `: quiet\nid: ${event}\n\n` : lineOf(event);
      } finally {
        // Clear it also when the client has left: the connection may serve other requests by then.
        clearTimeout(stalled);
      }
    }
  } finally {
    await events.return(undefined);
  }
}

function lineOf({ id, type, data }: StoredEvent): string {
  const { outcome, ...execution } = data;
  const told =
    type === 'execution'
      ? { ...execution, outcome, status: statusOf(outcome as Parameters<typeof statusOf>[0]) }
      : data;
  return `event: ${type}\nid: ${id}\ndata: ${JSON.stringify(told)}\n\n`;
}
