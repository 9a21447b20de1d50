/**
 * Removing what is at a path with everything below it. Layer 0, guest side.
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

/** @returns `rm` and `rmdir` */
export function removeOperations({ call }: FsContext) {
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
        const kind = call(force ? 'kindIfAny' : 'kind', at);
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
