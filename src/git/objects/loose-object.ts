/**
 * Reads loose objects: one deflated file each, below `objects/xx/`.
 *
 * treebox itself writes packs, except for the empty tree. Plain git may write loose objects to the same repository.
 * @see https://git-scm.com/docs/gitformat-loose
 */

import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, inflateSync } from 'node:zlib';
import { ifPresent, readFully } from '../../core/files.ts';
import type { Oid } from '../../core/ids.ts';
import { OBJECT_MAX_BYTES } from '../../core/limits.ts';
import type { GitObject, ObjectType } from './objects.ts';

/** Maximum length of a header, which is a little more than `commit 9007199254740991\0`. */
const HEADER_MAX_BYTES = 32;
/** Number of deflated bytes that always contain a whole header. */
const HEADER_DEFLATED_BYTES = 128;
const HEADER = /^(blob|tree|commit|tag) (\d+)\0/;

/** Returns the path of a loose object. */
export function loosePath(objectsFolder: string, oid: Oid): string {
  return join(objectsFolder, oid.slice(0, 2), oid.slice(2));
}

/**
 * Reads a loose object.
 * @returns undefined when there is no such loose object
 * @throws Error when the file is damaged or larger than `OBJECT_MAX_BYTES`
 */
export function readLoose(objectsFolder: string, oid: Oid): GitObject | undefined {
  const deflated = ifPresent(() => readFileSync(loosePath(objectsFolder, oid)));
  if (deflated === undefined) return undefined;
  const whole = inflateSync(deflated, { maxOutputLength: OBJECT_MAX_BYTES + HEADER_MAX_BYTES });
  const { type, size, headerLength } = parseHeader(whole, oid);
  if (whole.length !== headerLength + size) throw new Error(`loose object ${oid}: its length differs from its header`);
  return { type, data: whole.subarray(headerLength) };
}

/** Returns type and size of a loose object from its first bytes, or undefined when there is no such loose object. */
export function statLoose(objectsFolder: string, oid: Oid): { type: ObjectType; size: number } | undefined {
  const fd = ifPresent(() => openSync(loosePath(objectsFolder, oid), 'r'));
  if (fd === undefined) return undefined;
  try {
    const deflated = readFully(fd, Buffer.allocUnsafe(HEADER_DEFLATED_BYTES), 0);
    const start = inflateSync(deflated, { finishFlush: constants.Z_SYNC_FLUSH });
    const { type, size } = parseHeader(start, oid);
    return { type, size };
  } finally {
    closeSync(fd);
  }
}

function parseHeader(start: Buffer, oid: Oid): { type: ObjectType; size: number; headerLength: number } {
  const header = HEADER.exec(start.toString('latin1', 0, HEADER_MAX_BYTES));
  if (header === null) throw new Error(`loose object ${oid}: its header is damaged`);
  return { type: header[1] as ObjectType, size: Number(header[2]), headerLength: header[0].length };
}
