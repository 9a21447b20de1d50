/**
 * The name of each request, which its answer bears and the log knows it by, and its line in the log.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What may stand in a header and in a log without being taken for something else. */
const GIVEN_ID = /^[\w.-]{1,128}$/;

/** The request's id: the one that the client or a proxy gave it in `X-Request-Id`, else a new one. */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && GIVEN_ID.test(given) ? given : randomUUID();
}

/** Writes a line about a request that has been answered, or whose client has gone. */
export function logAnswer(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { method, url, log } = request;
  log.debug({ method, url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'a request was answered');
  done();
}
