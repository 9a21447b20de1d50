/**
 * Paths of a snapshot as a user writes them.
 */
import { posix } from 'node:path';

/** Returns a path as the API takes it: relative to the snapshot's root, without a slash at its start or end. */
export function volumePath(path: string): string {
  return posix.join('/', path).replace(/^\/|\/$/g, '');
}
