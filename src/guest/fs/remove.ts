/**
 * Removes a file or a folder with everything below it.
 */
import type { FsContext, Operation } from './context.ts';
import { fsRefusal, invalidArgValue } from './errors.ts';
import { toPath } from './paths.ts';
import { checkBoolean, checkInt32, checkObject, checkUint32 } from './validate.ts';

const EISDIR = 21;

interface RemoveOptions {
  readonly recursive: unknown;
  readonly force: unknown;
}

/**
 * @param isLater true for the asynchronous forms. In Node, only the synchronous recursive `rm` treats a path through a
 *   file as missing
 * @returns `rm` and `rmdir`
 */
export function removeOperations({ call }: FsContext, isLater: boolean) {
  return {
    rmdir: (path, options) => {
      const at = toPath(path);
      const { recursive } = options === undefined ? {} : checkObject(options, 'options');
      if (recursive !== undefined) throw invalidArgValue('options.recursive', recursive, 'is no longer supported');
      return () => call('rmdir', at);
    },
    rm: (path, options) => {
      const at = toPath(path);
      const { recursive, force } = toRemoveOptions(options);
      checkBoolean(force, 'options.force');
      return () => {
        const kind = force ? call('kindIfAny', at, !isLater && recursive === true) : call('kind', at);
        if (kind === null) return;
        if (kind === 'd' && !recursive) {
          const info = { code: 'EISDIR', message: 'is a directory', path: at, syscall: 'rm', errno: EISDIR };
          throw fsRefusal('ERR_FS_EISDIR', 'Path is a directory', info);
        }
        call('remove', at);
      };
    },
  } satisfies Record<string, Operation>;
}

function toRemoveOptions(options: unknown): RemoveOptions {
  if (options === undefined) return { recursive: false, force: false };
  const { recursive = false, force = false, retryDelay = 100, maxRetries = 0 } = checkObject(options, 'options');
  checkBoolean(recursive, 'options.recursive');
  checkInt32(retryDelay, 'options.retryDelay', 0);
  checkUint32(maxRetries, 'options.maxRetries');
  return { recursive, force };
}
