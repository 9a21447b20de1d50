/**
 * Detects that a client has disconnected.
 */
import type { FastifyReply } from 'fastify';

/** Makes a signal that is aborted when the connection ends, also after a complete answer. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
