/**
 * Tells that a client has gone.
 */
import type { FastifyReply } from 'fastify';

/** A signal that is given when the connection ends, whether or not the answer has gone out. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
