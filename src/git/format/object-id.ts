/**
 * Object ids: SHA-1 hashes as bytes and as digits, and how git computes them.
 * @see https://git-scm.com/docs/gitformat-pack
 */
import { createHash, hash } from 'node:crypto';
import type { Oid } from '../../core/ids.ts';
import type { ObjectId, ObjectType } from '../objects/objects.ts';

/** Length of an object id in bytes. Packs and their indexes also end with hashes of this length. */
export const OID_BYTES = 20;

/** Maximum size, in bytes, of content that is joined with its header to be hashed in one call. */
const HASH_AT_ONCE_MAX_BYTES = 64 * 1024;

/** Reads the object id at offset `at` of `data`. */
export function oidAt(data: Buffer, at: number): Oid {
  return data.toString('hex', at, at + OID_BYTES) as Oid;
}

/** Returns the header that git hashes before an object's content. @param size of the content in bytes */
export function objectHeader(type: ObjectType, size: number): Buffer {
  return Buffer.from(`${type} ${size}\0`, 'latin1');
}

/** Returns the id of an object with this type and content. */
export function hashObject<T extends ObjectType>(type: T, data: Uint8Array): ObjectId<T> {
  const header = objectHeader(type, data.length);
  if (data.length <= HASH_AT_ONCE_MAX_BYTES) return hash('sha1', Buffer.concat([header, data]), 'hex') as ObjectId<T>;
  return createHash('sha1').update(header).update(data).digest('hex') as ObjectId<T>;
}
