/**
 * Sends an execution's output as server-sent events while it arrives, and then its end.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import type { ExecutionId } from '../core/ids.ts';
import type { OutputFeeds, OutputPiece } from '../service/output-feed.ts';

/** How often a comment is sent when nothing else is, in ms: proxies cut silent connections after a minute. */
const QUIET_MS = 15_000;

const outputEvents = new WeakMap<OutputPiece, Buffer>();

/**
 * Yields the events of an execution.
 * @param offset the output offset to begin at
 * @param describe returns the execution as JSON text
 */
export async function* executionEvents(
  feeds: OutputFeeds,
  id: ExecutionId,
  offset: number,
  describe: () => Promise<string>,
): AsyncGenerator<string | Buffer, void> {
  // Sends the header immediately, so that the client knows that it is connected.
  yield ': output follows\n\n';
  let next = offset;
  for await (const piece of feeds.follow(id, offset, QUIET_MS)) {
    if (piece === 'quiet') {
      yield ': quiet\n\n';
    } else {
      next = piece.next;
      yield outputEvent(piece);
    }
  }
  yield event('end', await describe(), next);
}

/** Encodes a piece of output, once for all followers that get the same piece. */
function outputEvent(piece: OutputPiece): Buffer {
  let bytes = outputEvents.get(piece);
  if (!bytes) {
    const json = JSON.stringify({ data: piece.data, stream: piece.stream, byte_offset: piece.byteOffset });
    bytes = Buffer.from(event('output', json, piece.next));
    outputEvents.set(piece, bytes);
  }
  return bytes;
}

/** Encodes an event. JSON text has no line feed, so the data is one line. */
function event(name: string, json: string, id: number): string {
  return `event: ${name}\nid: ${id}\ndata: ${json}\n\n`;
}
