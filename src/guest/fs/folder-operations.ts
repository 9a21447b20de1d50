/**
 * The calls of `fs` that list folders.
 */
import type { FsContext, Operation } from './context.ts';
import { Dir } from './dir.ts';
import { Dirent } from './dirent.ts';
import { listFolder, splitNames } from './listing.ts';
import { joinPath, toPath } from './paths.ts';
import { isUint8Array, push, stringEndsWith } from './primordials.ts';
import { checkBoolean, checkInteger, toOptions } from './validate.ts';

const UINT32_MAX = 2 ** 32 - 1;

/** @returns the operations by name, without the suffix `Sync` */
export function folderOperations(context: FsContext) {
  const { call, encodeName } = context;

  /**
   * Returns a subfolder's path as Node does: in the listing's encoding; as bytes if that or the given path is bytes.
   */
  const parentOf = (base: string, given: unknown, relative: string, encoding: unknown): unknown => {
    if (relative === '') return given;
    const encoded = encodeName(relative, encoding);
    const isText = typeof encoded === 'string';
    if (isText && typeof given === 'string') return joinPath(given, encoded);
    const slash = stringEndsWith(base, '/') ? '' : '/';
    return encodeName(`${base}${slash}${isText ? encoded : relative}`, 'buffer');
  };

  /** Lists breadth-first and follows links to folders, as Node does. */
  const readRecursive = (base: string, given: unknown, withFileTypes: unknown, encoding: unknown): unknown[] => {
    const found: unknown[] = [];
    /** The folders to list, relative to `base`. */
    const folders = [''];
    for (let at = 0; at < folders.length; at += 1) {
      const folder = folders[at] as string;
      const { names, kinds } = listFolder(context, folder === '' ? base : `${base}/${folder}`);
      const parent = withFileTypes ? parentOf(base, given, folder, encoding) : undefined;
      for (let index = 0; index < names.length; index += 1) {
        const name = names[index] as string;
        const kind = kinds[index] as string;
        const relative = folder === '' ? name : `${folder}/${name}`;
        if (withFileTypes) push(found, new Dirent(encodeName(name, encoding), kind, parent));
        else push(found, encodeName(relative, encoding));
        if (kind === 'd' || (kind === 'l' && call('isFolder', `${base}/${relative}`))) push(folders, relative);
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
        const given = isUint8Array(path) ? path : at;
        if (recursive) return readRecursive(at, given, withFileTypes, encoding);
        if (!withFileTypes) return encodeAll(splitNames(call('readNames', at) as string), encoding);
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
