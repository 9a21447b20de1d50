/**
 * Artifacts: bytes with a key and a type that a run leaves besides its tree.
 */
import type { BlobId } from './ids.ts';
import { ARTIFACTS } from './limits.ts';

export interface Artifact {
  readonly key: string;
  readonly mimeType: string;
  /** The blob that holds the bytes. */
  readonly oid: BlobId;
  /** Bytes. */
  readonly size: number;
  /** When the run made it, in ms since 1970. */
  readonly createdAt: number;
}

/** Matches control characters, which a key must not contain. */
const NOT_IN_KEY = /[\x00-\x1f\x7f]/;
/** Matches a type, a subtype and parameters (RFC 9110 section 8.3.1); quoted values have no escapes. */
const MIME_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?: ?; ?[\w!#$&^.+-]+=(?:[\w!#$&^.+-]+|"[\w !#$&^.+:;,/=-]*"))*$/;

/** Returns whether a text can be the key of an artifact. It can't be `.` or `..`, because URLs drop these segments. */
export function isArtifactKey(text: string): text is string {
  if (text === '' || text === '.' || text === '..' || NOT_IN_KEY.test(text)) return false;
  return text.isWellFormed() && Buffer.byteLength(text) <= ARTIFACTS.keyBytes;
}

/** Returns whether a text is a MIME type. */
export function isMimeType(text: string): text is string {
  return text.length <= ARTIFACTS.mimeLength && MIME_TYPE.test(text);
}
