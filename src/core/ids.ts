/**
 * Identifiers that several layers use. Each has its own type, so that one can't be passed in place of another.
 */

/** A git object name: 40 lower-case hexadecimal digits (SHA-1). The kind of the object is not known. */
export type Oid = string & { readonly brand: 'Oid' };

/** The name of a tree, which is a CA id. */
export type TreeId = Oid & { readonly kind: 'tree' };

/** The name of a commit. */
export type CommitId = Oid & { readonly kind: 'commit' };

/** The name of a blob: a file's content, an artifact, or saved state. */
export type BlobId = Oid & { readonly kind: 'blob' };

/** The id of an execution: a UUID version 7 (RFC 9562 section 5.7), so that ids sort by time of acceptance. */
export type ExecutionId = string & { readonly brand: 'ExecutionId' };

/** Hexadecimal digits of an oid. */
export const OID_DIGITS = 40;
/** Source of a regular expression that matches an oid. */
export const OID_PATTERN = `[0-9a-f]{${OID_DIGITS}}`;

const OID = new RegExp(`^${OID_PATTERN}$`);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The tree without entries: git knows it even when it is not stored. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904' as TreeId;

/** The name that git writes where a ref or an object does not exist yet, as in the first line of a reflog. */
export const ZERO_OID = '0000000000000000000000000000000000000000' as Oid;

/** Returns whether `text` has the form of an oid, stored or not. */
export function isOid(text: string): text is Oid {
  return OID.test(text);
}

/** Returns whether `text` has the form of a tree's id. Only the store knows whether it names a tree. */
export function isTreeId(text: string): text is TreeId {
  return OID.test(text);
}

/** Returns whether `text` has the form of a blob's id. Only the store knows whether it names a blob. */
export function isBlobId(text: string): text is BlobId {
  return OID.test(text);
}

/** Returns whether `text` has the form of an execution's id. */
export function isExecutionId(text: string): text is ExecutionId {
  return UUID.test(text);
}
