/**
 * Parses the bodies of requests.
 */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { TreeboxError } from '../core/errors.ts';
import type { RequestIdentity } from '../service/store/idempotency-table.ts';
import { checkJsonShape } from './json-shape.ts';
import type { BodyKind } from './openapi.ts';

/** The bodies of requests with an `Idempotency-Key`, as long as the requests exist. */
const bytesOf = new WeakMap<FastifyRequest, Buffer>();

/** Media type of a form. */
const FORM = 'application/x-www-form-urlencoded';

/** Returns a request's `Content-Type`, lower case and without parameters; empty when there is none. */
export function mediaType(request: FastifyRequest): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Returns whether a body is JSON: by its media type, or because it has none. */
export function isJson(request: FastifyRequest): boolean {
  const type = mediaType(request);
  return type === '' || type === 'application/json';
}

/**
 * Identifies a request with an `Idempotency-Key`: by its parameters, its kind and its bytes.
 * @returns undefined for a request without a key
 */
export function requestIdentity(request: FastifyRequest): RequestIdentity | undefined {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return undefined;
  const query = isJson(request) ? '' : JSON.stringify(Object.entries(request.query as object).sort());
  const digest = createHash('sha256')
    .update(`${isJson(request)} ${query}\n`)
    .update(bytesOf.get(request) ?? '');
  return { key, digest: digest.digest('hex') };
}

/** @throws TreeboxError `unsupported_media_type` for a body that is compressed */
export function refuseEncoded({ headers }: FastifyRequest): void {
  const { 'content-encoding': encoding = 'identity' } = headers;
  if (encoding.toLowerCase() === 'identity') return;
  throw new TreeboxError('unsupported_media_type', `the body is encoded as ${encoding}; send it without an encoding`);
}

/**
 * Parses a body.
 * @returns the JSON value, `{code}` for source code, or the bytes; undefined for an empty JSON body
 * @throws TreeboxError `bad_json`, `bad_request`, `too_large` or `unsupported_media_type`
 */
export function parseBody(request: FastifyRequest, bytes: Buffer, kind: BodyKind): unknown {
  refuseEncoded(request);
  if (kind === 'bytes') return bytes;
  if (request.headers['idempotency-key'] !== undefined) bytesOf.set(request, bytes);
  if (isJson(request)) return bytes.length === 0 ? undefined : parseJson(bytes);
  if (mediaType(request) === FORM) throw new TreeboxError('unsupported_media_type', formText(kind));
  if (kind !== 'source') {
    throw new TreeboxError('unsupported_media_type', `the body is ${mediaType(request)}; it must be application/json`);
  }
  if (mediaType(request) === 'multipart/form-data') {
    throw new TreeboxError(
      'unsupported_media_type',
      'the body is multipart/form-data; send the source itself, or JSON as application/json',
    );
  }
  if (!isUtf8(bytes)) throw new TreeboxError('bad_request', 'the source is not UTF-8');
  return { code: bytes.toString() };
}

/** Says which `Content-Type` to send: curl sends the media type of a form by default. */
function formText(kind: BodyKind): string {
  const json = "send JSON with the header 'Content-Type: application/json'";
  const source = kind === 'source' ? ", or source code with 'Content-Type: text/javascript'" : '';
  return `the body is of the type ${FORM}, which curl takes by itself: ${json}${source}`;
}

function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new TreeboxError('bad_json', 'the body is not UTF-8');
  checkJsonShape(bytes);
  try {
    return JSON.parse(bytes.toString());
  } catch (cause) {
    throw new TreeboxError('bad_json', `the body is not JSON: ${(cause as Error).message.slice(0, 200)}`, { cause });
  }
}
