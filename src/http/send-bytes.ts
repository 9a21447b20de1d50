/**
 * Answers with the bytes of a blob, or with the requested range of them.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import { TreeboxError } from '../core/errors.ts';
import type { SnapshotFile, Snapshots } from '../service/snapshots.ts';
import { goneSignal } from './gone.ts';
import { isNotModified, requestedRange } from './range.ts';

/**
 * Sends a blob: 200 with all of it, 206 with a range, 304 when the caller has it.
 * @param headers of the response, including `etag`
 * @param asked headers of the request
 * @throws TreeboxError `range_not_satisfiable`, `busy`
 */
export async function sendBytes(
  snapshots: Snapshots,
  blob: Pick<SnapshotFile, 'oid' | 'size'>,
  headers: Readonly<Record<string, string>> & { readonly etag: string },
  asked: IncomingHttpHeaders,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { size } = blob;
  const { etag } = headers;
  const all = { ...headers, 'accept-ranges': 'bytes' };
  if (isNotModified(asked, etag)) return reply.headers(all).code(304).send();
  const range = requestedRange(asked, etag, size);
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${size}`);
    throw new TreeboxError('range_not_satisfiable', `the range lies outside the file's ${size} bytes`);
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  reply.headers({ ...all, 'content-length': end - start + 1 });
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${size}`);
  return reply.send(await snapshots.content(blob, start, end - start + 1, goneSignal(reply)));
}
