/**
 * The name of each request, which its answer bears and the log knows it by, and its line in the log.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Meters } from '../core/meters.ts';

/** Characters that may stand in a header and in a log without being taken for something else. */
const GIVEN_ID = /^[\w.-]{1,128}$/;

/** The request's id: the one that the client or a proxy gave it in `X-Request-Id`, else a new one. */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && GIVEN_ID.test(given) ? given : randomUUID();
}

/** Names for addresses that are not in `openapi.json`, by their beginning. */
const OTHER_ADDRESSES = ['/git/', '/mcp', '/docs', '/console'] as const;

/** Notes a request that has been answered, or whose client has gone: in the metrics, and as a line of the log. */
export function noteAnswer(meters: Meters, request: FastifyRequest, reply: FastifyReply): void {
  const { method, url, log } = request;
  meters.requests.note(reply.elapsedTime, operationOf(request), `${Math.floor(reply.statusCode / 100)}xx`);
  log.debug({ method, url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'a request was answered');
}

/** Returns the operation, or the part of the server, that a request was for: one of a fixed set. */
function operationOf({ routeOptions, is404 }: FastifyRequest): string {
  if (is404) return 'unknown';
  const { config, url = '' } = routeOptions;
  if (config.operation !== undefined) return config.operation.replace(/_handler$/, '');
  return OTHER_ADDRESSES.find((prefix) => url.startsWith(prefix))?.replaceAll('/', '') ?? 'other';
}
