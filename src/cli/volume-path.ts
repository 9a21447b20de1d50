/**
 * Paths of a snapshot as a user writes them.
 */
import { posix } from 'node:path';

/** A path as the API takes it: from the snapshot's root, without a slash before or behind it. */
export function volumePath(path: string): string {
  return posix.join('/', path).replace(/^\/|\/$/g, '');
}
