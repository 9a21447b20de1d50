/**
 * Makes the body of every error.
 *
 * The form is `{error, code, ...data}`, also for refusals of fastify and Node's HTTP parser. For an internal failure the
 * caller gets only the request's id; the log has the details under this id.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { DISK_IS, type DiskTrouble, diskTrouble } from '../core/disk-trouble.ts';
import { ERROR_STATUS, TreeboxError } from '../core/errors.ts';
import { refusalOfRef } from '../service/ref-refusal.ts';
import { RecordsDamaged } from '../service/store/records.ts';
import { standardHeaders } from './origin.ts';

/** `Retry-After` of responses with status 503, in seconds. */
const RETRY_AFTER_SECS = 1;

/** Errors of fastify that a request can cause, by fastify's code. */
const FRAMEWORK_ERRORS: Readonly<Record<string, (error: Error) => TreeboxError>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new TreeboxError('unsupported_media_type', 'the Content-Type is not of the form type/subtype'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new TreeboxError('bad_request', 'the length of the body differs from its Content-Length'),
  FST_ERR_BAD_URL: () =>
    new TreeboxError('bad_request', 'the address has a percent sign that does not begin a byte of UTF-8'),
};

/** errno codes when the process, or the whole system, has no descriptor left. */
const TOO_MANY_FILES: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE']);
/** The same as a message: `rmSync` of a folder throws an error with an empty code. */
const TOO_MANY_FILES_TEXT = /Unknown error: Too many open files/;

/** The response to a failure. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: { readonly error: string; readonly code: string } & Readonly<Record<string, unknown>>;
}

/** Makes the response to a failure. */
export function describeError(error: unknown, requestId: string): ErrorAnswer {
  const known = error instanceof TreeboxError ? error : (refusalOf(error) ?? shortageOf(error) ?? damageOf(error));
  const { status, message, code, data } = known ?? new TreeboxError('internal', internalText(requestId));
  return { status, body: { error: message, code, ...data } };
}

/** Answers a failed request; fastify's error handler. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const cause = causeOf(error, request);
  const { status, body } = describeError(cause, request.id);
  if (status >= 500 && !(cause instanceof TreeboxError)) request.log.error({ err: error }, 'a request failed');
  if (status === ERROR_STATUS.queue_full) reply.header('retry-after', RETRY_AFTER_SECS);
  return send(reply, status, body);
}

/** Translates the failures that can be recognized only with their request. */
function causeOf(error: unknown, { raw, routeOptions }: FastifyRequest): unknown {
  if (codeOf(error) === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new TreeboxError(
      'too_large',
      `the body is too large: at most ${routeOptions.bodyLimit} bytes are accepted here`,
    );
  }
  const cause = refusalOfRef(error) ?? error;
  const isCutOff = raw.readableAborted && !(cause instanceof TreeboxError);
  return isCutOff ? new TreeboxError('bad_request', 'the request was cut off before its end') : cause;
}

/** Answers a request that fastify refuses before it finds a route, because the address can't be decoded. */
export function answerFrameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const { status, body } = describeError(error, request.id);
  reply.headers(standardHeaders(request.id));
  send(reply, status, body);
}

/** Answers bytes that are not an HTTP request. It writes to the socket, because there is no reply. */
export function answerParseError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  endWith(socket, parseError(error));
}

/** Answers a CONNECT request. It writes to the socket, because there is no reply. */
export function answerConnect(_: IncomingMessage, socket: Duplex): void {
  endWith(socket, new TreeboxError('method_not_allowed', 'this server is not a proxy'));
}

function endWith(socket: Duplex, error: TreeboxError): void {
  // An `import` would run the getters of all exports of `node:http`. One of them loads an HTTP client of a megabyte, which
  // takes an eighth of the server's start.
  const { STATUS_CODES } = process.getBuiltinModule('node:http');
  const id = randomUUID();
  const { status, body } = describeError(error, id);
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...(status === ERROR_STATUS.method_not_allowed ? ['Allow: GET'] : []),
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
    ...Object.entries(standardHeaders(id)).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.on('error', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}

function parseError(error: NodeJS.ErrnoException): TreeboxError {
  if (error.code === 'HPE_HEADER_OVERFLOW') return new TreeboxError('headers_too_large', 'the header is too large');
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new TreeboxError('request_timeout', 'the request came too slowly');
  return new TreeboxError('bad_request', 'this is not an HTTP/1.1 request');
}

function send(reply: FastifyReply, status: number, body: ErrorAnswer['body']): FastifyReply {
  // Don't serialize by the operation's schema: it does not declare every error.
  return reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .serializer((text: string) => text)
    .send(JSON.stringify(body));
}

/** Translates a refusal of fastify; returns undefined for any other error. */
function refusalOf(error: unknown): TreeboxError | undefined {
  const listed = FRAMEWORK_ERRORS[codeOf(error)];
  if (listed) return listed(error as Error);
  const { statusCode = 500, message } = (error ?? {}) as Partial<FastifyError>;
  const isRefusal = codeOf(error).startsWith('FST_ERR_') && statusCode >= 400 && statusCode < 500;
  return isRefusal ? new TreeboxError('bad_request', message ?? 'the request is invalid') : undefined;
}

/** Makes the errors for trouble with the disk. */
const DISK_ERRORS: Readonly<Record<DiskTrouble, () => TreeboxError>> = {
  full: () => new TreeboxError('disk_full', `${DISK_IS.full} and nothing was changed; try again when there is space`),
  failing: () =>
    new TreeboxError('disk_failed', `${DISK_IS.failing}: try again when GET /health reports that it works again`),
};

/** Translates trouble with the disk, or too many open files: the caller can wait, or delete what is not needed. */
function shortageOf(error: unknown): TreeboxError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (TOO_MANY_FILES.has(codeOf(error)) || TOO_MANY_FILES_TEXT.test(error.message)) {
    return new TreeboxError('busy', 'the server has too many files open: try again later');
  }
  const trouble = diskTrouble(error.message);
  return trouble === undefined ? undefined : DISK_ERRORS[trouble]();
}

/** Translates damage of the database. Only the operator can repair it; the log has the file's name. */
function damageOf(error: unknown): TreeboxError | undefined {
  if (!(error instanceof RecordsDamaged)) return undefined;
  const text =
    "the server's database of executions is damaged, and its log says what to do; labels and snapshots are served";
  return new TreeboxError('records_damaged', text);
}

function internalText(requestId: string): string {
  return `the server failed; its log has the reason under request ${requestId}`;
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code);
}
