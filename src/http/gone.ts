/**
 * Detects that a client has disconnected.
 */
import type { FastifyReply } from 'fastify';

/** Makes a signal that is aborted when the response is complete or its connection ends. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
