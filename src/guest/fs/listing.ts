/**
 * The names in a folder, as the host lists them.
 */
import type { FsContext } from './context.ts';
import { stringSplit } from './primordials.ts';

/** Content of a folder. */
export interface Listing {
  readonly names: string[];
  /** The kind of each name, a letter each; see `Dirent`. */
  readonly kinds: string;
}

/** Lists a folder, sorted by the bytes of the names. @param syscall name of the call in an error */
export function listFolder({ call }: FsContext, path: string, syscall: 'scandir' | 'opendir' = 'scandir'): Listing {
  const pair = call('readdir', path, syscall) as [string, string];
  return { names: splitNames(pair[0]), kinds: pair[1] };
}

/** Splits a list of names that the host has joined with NUL. */
export function splitNames(joined: string): string[] {
  return joined === '' ? [] : stringSplit(joined, '\0');
}
