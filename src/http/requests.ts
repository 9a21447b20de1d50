/**
 * Gives each request an id, which is in the response and in the log, and writes its line in the log.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest, onResponseHookHandler } from 'fastify';
import type { Meters } from '../core/meters.ts';

/** Characters that are safe in a header and in a log. */
const GIVEN_ID = /^[\w.-]{1,128}$/;

/** Returns the request's id: the `X-Request-Id` from the client or a proxy, or else a new one. */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && GIVEN_ID.test(given) ? given : randomUUID();
}

/** Prefixes of addresses that are not in `openapi.json`; they are the names of these requests in the metrics. */
const OTHER_ADDRESSES = ['/git/', '/mcp', '/docs', '/console'] as const;

/** Classes of status codes, by their first digit. */
const CLASSES = ['', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;

/** Makes the hook that records each request in the metrics and the log, after its response or when its client disconnected. */
export function noteAnswers(meters: Meters): onResponseHookHandler {
  const noteRefusal = refusalLog();
  return (request, reply, done) => {
    const { method, url, log } = request;
    meters.requests.note(reply.elapsedTime, nameOf(request), CLASSES[Math.floor(reply.statusCode / 100)]);
    log.debug({ method, url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'a request was answered');
    noteRefusal(request, reply);
    done();
  };
}

/** Shortest time between two lines about refused requests, in ms: a client that guesses tokens must not fill the log. */
const REFUSED_EVERY_MS = 60_000;
const UNAUTHORIZED = 401;

/**
 * Returns a function that logs requests with a wrong token: the first one immediately, later ones together. Requests
 * without a token are not logged, because git always sends one first.
 */
export function refusalLog(): (
  request: Pick<FastifyRequest, 'headers' | 'ip' | 'log'>,
  reply: Pick<FastifyReply, 'statusCode'>,
) => void {
  let requests = 0;
  let last: Pick<FastifyRequest, 'ip' | 'log'> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const write = () => {
    timer = undefined;
    if (requests === 0) return;
    last?.log.warn({ requests, last_from: last.ip }, 'requests with a wrong token were refused');
    requests = 0;
    timer = setTimeout(write, REFUSED_EVERY_MS).unref();
  };
  return ({ headers, ip, log }, { statusCode }) => {
    if (statusCode !== UNAUTHORIZED || headers.authorization === undefined) return;
    requests += 1;
    last = { ip, log };
    if (timer === undefined) write();
  };
}

/** Returns the operation, or the part of the server, that a request was for. The set of values is fixed. */
function nameOf({ routeOptions, is404 }: FastifyRequest): string {
  if (is404) return 'unknown';
  const { config, url = '' } = routeOptions;
  if (config.operation !== undefined) return config.operation;
  return OTHER_ADDRESSES.find((prefix) => url.startsWith(prefix))?.replaceAll('/', '') ?? 'other';
}
