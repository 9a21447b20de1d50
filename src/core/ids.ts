/**
 * Identifiers that cross layers, each its own type so that one can't be passed for another.
 */

/** A git object name: 40 lower-case hexadecimal digits (SHA-1). A CA id is the `Oid` of a tree. */
export type Oid = string & { readonly brand: 'Oid' };

/** The id of an execution: a UUID version 7 (RFC 9562 section 5.7), so that ids sort by time of acceptance. */
export type ExecutionId = string & { readonly brand: 'ExecutionId' };

/** Hexadecimal digits of an oid. */
export const OID_DIGITS = 40;
/** An oid within a regular expression. */
export const OID_PATTERN = `[0-9a-f]{${OID_DIGITS}}`;

const OID = new RegExp(`^${OID_PATTERN}$`);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The tree without entries: git knows it without its being stored. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904' as Oid;

/** The name that git writes where a ref or an object does not exist yet, as in the first line of a reflog. */
export const ZERO_OID = '0000000000000000000000000000000000000000' as Oid;

/** Returns whether `text` has the form of an oid, stored or not. */
export function isOid(text: string): text is Oid {
  return OID.test(text);
}

/** Returns whether `text` has the form of an execution's id. */
export function isExecutionId(text: string): text is ExecutionId {
  return UUID.test(text);
}
