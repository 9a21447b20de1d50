/**
 * The calls of `fs` that list folders. Layer 0, guest side.
 */
import type { FsContext, Operation } from './context.ts';
import { Dir } from './dir.ts';
import { Dirent } from './dirent.ts';
import { joinPath, toPath } from './paths.ts';
import { isUint8Array, push, stringSplit } from './primordials.ts';
import { checkBoolean, checkInteger, toOptions } from './validate.ts';

const UINT32_MAX = 2 ** 32 - 1;

/** What a folder holds. */
export interface Listing {
  readonly names: string[];
  /** The kind of each name, a letter as `Dirent` takes it. */
  readonly kinds: string;
}

/** Lists a folder, in the order of the names' bytes. @param syscall what a failure is said to be of */
export function listFolder({ call }: FsContext, path: string, syscall: 'scandir' | 'opendir' = 'scandir'): Listing {
  const pair = call('readdir', path, syscall) as [string, string];
  return { names: splitNames(pair[0]), kinds: pair[1] };
}

function splitNames(joined: string): string[] {
  return joined === '' ? [] : stringSplit(joined, '\0');
}

/** @returns the operations by their names, those that end in no suffix */
export function folderOperations(context: FsContext) {
  const { call, encodeName } = context;

  /** Breadth first, through links to folders too, as Node lists. */
  const readRecursive = (base: string, withFileTypes: unknown, encoding: unknown): unknown[] => {
    const found: unknown[] = [];
    const folders = [base];
    const prefixes = [''];
    for (let at = 0; at < folders.length; at += 1) {
      const folder = folders[at] as string;
      const { names, kinds } = listFolder(context, folder);
      for (let index = 0; index < names.length; index += 1) {
        const name = names[index] as string;
        const relative = `${prefixes[at]}${name}`;
        if (withFileTypes) push(found, new Dirent(encodeName(name, encoding), kinds[index] as string, folder));
        else push(found, encodeName(relative, encoding));
        const path = joinPath(folder, name);
        if (kinds[index] !== 'd' && !(kinds[index] === 'l' && call('isFolder', path))) continue;
        push(folders, path);
        push(prefixes, `${relative}/`);
      }
    }
    return found;
  };

  return {
    readdir: (path, options) => {
      const { encoding, recursive, withFileTypes } = toOptions(options);
      const at = toPath(path);
      if (recursive !== undefined && recursive !== null) checkBoolean(recursive, 'options.recursive');
      return () => {
        if (recursive) return readRecursive(at, withFileTypes, encoding);
        if (!withFileTypes) return encodeAll(splitNames(call('readNames', at) as string), encoding);
        const given = isUint8Array(path) ? path : at;
        const { names, kinds } = listFolder(context, at);
        const entries: Dirent[] = [];
        for (let index = 0; index < names.length; index += 1) {
          push(entries, new Dirent(encodeName(names[index] as string, encoding), kinds[index] as string, given));
        }
        return entries;
      };
    },
    opendir: (path, options) => {
      const at = toPath(path);
      const { encoding, recursive, bufferSize = 32 } = toOptions(options);
      checkInteger(bufferSize, 'options.bufferSize', 1, UINT32_MAX);
      return () => new Dir(context, at, isUint8Array(path) ? path : at, encoding, Boolean(recursive));
    },
  } satisfies Record<string, Operation>;

  function encodeAll(names: string[], encoding: unknown): unknown[] {
    for (let at = 0; at < names.length; at += 1) names[at] = encodeName(names[at] as string, encoding) as string;
    return names;
  }
}
