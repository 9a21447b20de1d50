/**
 * The calls of `fs` that list and remove folders. Layer 0, guest side.
 */
import type { FsContext, Operation } from './context.ts';
import { Dirent } from './dirent.ts';
import { systemErrorLike } from './errors.ts';
import { joinPath, relativePath, toPath } from './paths.ts';
import { push, stringSplit } from './primordials.ts';
import { checkBoolean, checkInt32, checkObject, checkUint32, type Options, toOptions } from './validate.ts';

/** @returns the operations by their names, those that end in no suffix */
export function folderOperations({ call, encodeName }: FsContext) {
  const namesIn = (path: string): string[] => splitNames(call('readNames', path) as string);

  const listed = (path: string): { names: string[]; kinds: string } => {
    const [names, kinds] = asPair(call('readdir', path));
    return { names: splitNames(names), kinds };
  };

  const readRecursive = (base: string, withFileTypes: unknown, encoding: unknown): unknown[] => {
    const found: unknown[] = [];
    const folders = [base];
    for (let at = 0; at < folders.length; at += 1) {
      const folder = folders[at] as string;
      const { names, kinds } = listed(folder);
      for (let index = 0; index < names.length; index += 1) {
        const name = names[index] as string;
        const path = joinPath(folder, name);
        const isFolder = kinds[index] === 'd' || (!withFileTypes && kinds[index] === 'l' && isFolderAt(path));
        if (withFileTypes) push(found, new Dirent(encodeName(name, encoding), kinds[index] as string, folder));
        else push(found, encodeName(relativePath(base, path), encoding));
        if (isFolder) push(folders, path);
      }
    }
    return found;
  };

  const isFolderAt = (path: string): boolean => call('isFolder', path) as boolean;

  /** Removes what is at a path with everything below it. A list, since a volume may be deeper than a call stack. */
  const removeTree = (path: string): void => {
    const folders = [path];
    for (let at = 0; at < folders.length; at += 1) {
      const folder = folders[at] as string;
      const { names, kinds } = listed(folder);
      for (let index = 0; index < names.length; index += 1) {
        const below = joinPath(folder, names[index] as string);
        if (kinds[index] === 'd') push(folders, below);
        else call('unlink', below);
      }
    }
    for (let at = folders.length - 1; at >= 0; at -= 1) call('rmdir', folders[at] as string);
  };

  return {
    readdir: (path, options) => {
      const { encoding, recursive, withFileTypes } = toOptions(options);
      const at = toPath(path);
      if (recursive !== undefined && recursive !== null) checkBoolean(recursive, 'options.recursive');
      return () => {
        if (recursive) return readRecursive(at, withFileTypes, encoding);
        if (!withFileTypes) return encodeAll(namesIn(at), encoding, encodeName);
        const { names, kinds } = listed(at);
        const entries: Dirent[] = [];
        for (let index = 0; index < names.length; index += 1) {
          push(entries, new Dirent(encodeName(names[index] as string, encoding), kinds[index] as string, at));
        }
        return entries;
      };
    },
    rmdir: (path, options) => {
      const at = toPath(path);
      const { recursive } = toRemoveOptions(options);
      return () => {
        if (recursive && isLinkFreeFolder(at)) removeTree(at);
        else call('rmdir', at);
      };
    },
    rm: (path, options) => {
      const at = toPath(path);
      const { recursive, force } = toRemoveOptions(options);
      checkBoolean(force, 'options.force');
      return () => {
        const kind = call(force ? 'kindIfAny' : 'kind', at) as string | null;
        if (kind === null) return;
        if (kind !== 'd') {
          call('unlink', at);
          return;
        }
        if (!recursive)
          throw systemErrorLike(
            'ERR_FS_EISDIR',
            'Path is a directory: rm returned EISDIR (is a directory)',
            21,
            'rm',
            at,
          );
        removeTree(at);
      };
    },
  } satisfies Record<string, Operation>;

  function isLinkFreeFolder(path: string): boolean {
    return call('kind', path) === 'd';
  }
}

function toRemoveOptions(options: unknown): { recursive: unknown; force: unknown } {
  if (options === undefined) return { recursive: false, force: false };
  checkObject(options, 'options');
  const { recursive = false, force = false, retryDelay = 100, maxRetries = 0 } = options as Options;
  checkBoolean(recursive, 'options.recursive');
  checkInt32(retryDelay, 'options.retryDelay', 0);
  checkUint32(maxRetries, 'options.maxRetries');
  return { recursive, force };
}

function splitNames(joined: string): string[] {
  return joined === '' ? [] : stringSplit(joined, '\0');
}

function asPair(value: unknown): [string, string] {
  return value as [string, string];
}

function encodeAll(names: string[], encoding: unknown, encode: FsContext['encodeName']): unknown[] {
  for (let at = 0; at < names.length; at += 1) names[at] = encode(names[at] as string, encoding) as string;
  return names;
}
