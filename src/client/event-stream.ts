/**
 * Server-sent events, followed across broken connections.
 */
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { responseOf, Unreachable } from './api.ts';

/** Delay before a broken stream is reopened, in ms. */
const RECONNECT_MS = 1_000;
/** Number of consecutive streams without an event that count as an error. */
const EMPTY_TRIES = 10;

export interface StreamEvent {
  readonly id?: string | undefined;
  readonly event?: string | undefined;
  readonly data: string;
}

/**
 * Yields events, and reopens the stream after its last event when it breaks.
 * @param open opens the stream after the event with the given id, or from its start without an id
 */
export async function* eventsOf(
  open: (lastId: string | undefined) => Parameters<typeof responseOf>[0],
  signal?: AbortSignal,
): AsyncGenerator<StreamEvent, void> {
  let lastId: string | undefined;
  for (let empty = 0; ; empty++) {
    try {
      const { body } = await responseOf(open(lastId));
      for await (const event of parsed(body as ReadableStream<Uint8Array<ArrayBuffer>>, signal)) {
        if (event.id !== undefined) lastId = event.id;
        empty = 0;
        yield event;
      }
      // The server has ended the stream: there are no more events, or the server restarts.
    } catch (error) {
      if (signal?.aborted) return;
      const isBroken = error instanceof Unreachable || error instanceof TypeError;
      if (!isBroken || empty >= EMPTY_TRIES) throw error;
    }
    if (signal?.aborted || empty >= EMPTY_TRIES) return;
    await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
  }
}

async function* parsed(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal | undefined,
): AsyncGenerator<StreamEvent, void> {
  const reader = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader();
  const end = () => reader.cancel().catch(() => undefined);
  // Listen for the signal here as well: a repeated request may no longer react to it.
  signal?.addEventListener('abort', end, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || signal?.aborted) return;
      yield value;
    }
  } finally {
    signal?.removeEventListener('abort', end);
    await end();
  }
}
