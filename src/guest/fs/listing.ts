/**
 * The names in a folder, as the host lists them.
 */
import type { FsContext } from './context.ts';
import { stringSplit } from './primordials.ts';

/** Content of a folder. */
export interface Listing {
  readonly names: string[];
  /** The kind of each name, a letter as `Dirent` takes it. */
  readonly kinds: string;
}

/** Lists a folder, in the order of the names' bytes. @param syscall name of the call in an error */
export function listFolder({ call }: FsContext, path: string, syscall: 'scandir' | 'opendir' = 'scandir'): Listing {
  const pair = call('readdir', path, syscall) as [string, string];
  return { names: splitNames(pair[0]), kinds: pair[1] };
}

/** The names of a list that the host has joined with NUL. */
export function splitNames(joined: string): string[] {
  return joined === '' ? [] : stringSplit(joined, '\0');
}
