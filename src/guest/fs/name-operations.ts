/**
 * The calls of `fs` on names and on the attributes of files.
 */
import { constants } from './constants.ts';
import type { FsContext, Operation } from './context.ts';
import { invalidArgValue } from './errors.ts';
import { toPath } from './paths.ts';
import { BigIntOf, NumberOf } from './primordials.ts';
import { type StatFields, StatFs, toStats } from './stats.ts';
import {
  checkBoolean,
  checkFd,
  checkInteger,
  type Options,
  toBits,
  toMode,
  toOptions,
  toUnixTimestamp,
} from './validate.ts';

const ACCESS_MAX = constants.R_OK | constants.W_OK | constants.X_OK;
const COPY_MAX = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE | constants.COPYFILE_FICLONE_FORCE;
const OWNER_MAX = 2 ** 32 - 1;
const DEFAULT_FOLDER_MODE = 0o777;

/** @param heedsMissing whether the option `throwIfNoEntry` has an effect */
function statOperation({ call }: FsContext, name: 'stat' | 'lstat', heedsMissing: boolean): Operation {
  return (path, options) => {
    const at = toPath(path);
    const { bigint, throwIfNoEntry } = (options ?? {}) as Options;
    const missingIsFine = heedsMissing && throwIfNoEntry === false;
    return () => {
      const fields = call(missingIsFine ? `${name}IfAny` : name, at);
      return fields === null ? undefined : toStats(fields as StatFields, bigint);
    };
  };
}

/** Makes `lstat` for the asynchronous forms. As in Node, they throw for a missing entry, whatever the options say. */
export function laterLstat(context: FsContext): Operation {
  return statOperation(context, 'lstat', false);
}

/** @returns the operations by name, without the suffix `Sync` */
export function nameOperations(context: FsContext) {
  const { call, encodeName } = context;
  return {
    ...lookupOperations(context),
    mkdir: (path, options) => {
      const isMode = typeof options === 'number' || typeof options === 'string';
      const { recursive = false, mode = DEFAULT_FOLDER_MODE } = (
        isMode ? { mode: options } : (options ?? {})
      ) as Options;
      const at = toPath(path);
      checkBoolean(recursive, 'options.recursive');
      const permissions = toMode(mode, isMode ? 'mode' : 'options.mode');
      return () => {
        if (recursive) return call('mkdirRecursive', at, permissions);
        call('mkdir', at, permissions);
        return undefined;
      };
    },
    mkdtemp: (prefix, options) => {
      const { encoding } = toOptions(options);
      const start = toPath(prefix, 'prefix');
      return () => encodeName(call('mkdtemp', start) as string, encoding);
    },
    ...linkOperations(context),
    ...attributeOperations(context),
    copyFile: (src, dest, mode) => {
      const from = toPath(src, 'src');
      const to = toPath(dest, 'dest');
      const how = toBits(mode, COPY_MAX);
      return () => call('copyFile', from, to, (how & constants.COPYFILE_EXCL) !== 0);
    },
  } satisfies Record<string, Operation>;
}

/** Makes the operations that read the attributes of a file or a file system. */
function lookupOperations(context: FsContext) {
  const { call } = context;
  return {
    access: (path, mode) => {
      const at = toPath(path);
      const wanted = toBits(mode, ACCESS_MAX);
      return () => call('access', at, wanted);
    },
    exists: (path) => {
      const at = pathIfAny(path);
      return () => at !== undefined && call('exists', at);
    },
    stat: statOperation(context, 'stat', true),
    lstat: statOperation(context, 'lstat', true),
    fstat: (fd, options) => {
      const file = checkFd(fd);
      return () => toStats(call('fstat', file) as StatFields, (options as Options | undefined)?.bigint);
    },
    statfs: (path, options) => {
      const at = toPath(path);
      const { bigint } = (options ?? {}) as Options;
      return () => {
        const fields = call('statfs', at) as number[];
        return bigint ? new StatFs(fields, BigIntOf) : new StatFs(fields, NumberOf);
      };
    },
  } satisfies Record<string, Operation>;
}

/** Makes the operations that create, move, read and remove names. */
function linkOperations({ call, encodeName }: FsContext) {
  return {
    rename: (oldPath, newPath) => {
      const from = toPath(oldPath, 'oldPath');
      const to = toPath(newPath, 'newPath');
      return () => call('rename', from, to);
    },
    link: (existingPath, newPath) => {
      const from = toPath(existingPath, 'existingPath');
      const to = toPath(newPath, 'newPath');
      return () => call('link', from, to);
    },
    symlink: (target, path, type) => {
      const to = toPath(target, 'target');
      const at = toPath(path);
      if (type !== undefined && type !== null && type !== 'dir' && type !== 'file' && type !== 'junction') {
        throw invalidArgValue('type', type, "must be one of: 'dir', 'file', 'junction', null, undefined");
      }
      return () => call('symlink', to, at);
    },
    readlink: (path, options) => {
      const { encoding } = toOptions(options);
      const at = toPath(path);
      return () => encodeName(call('readlink', at) as string, encoding);
    },
    unlink: (path) => {
      const at = toPath(path);
      return () => call('unlink', at);
    },
  } satisfies Record<string, Operation>;
}

/** Makes the operations that change permissions, owners and times. */
function attributeOperations({ call }: FsContext) {
  const ownerOperation =
    (name: 'chown' | 'lchown'): Operation =>
    (path, uid, gid) => {
      const at = toPath(path);
      const owner = checkInteger(uid, 'uid', -1, OWNER_MAX);
      const group = checkInteger(gid, 'gid', -1, OWNER_MAX);
      return () => call(name, at, owner, group);
    };

  const timesOperation =
    (name: 'utimes' | 'lutimes'): Operation =>
    (path, atime, mtime) => {
      const at = toPath(path);
      const accessed = toUnixTimestamp(atime);
      const modified = toUnixTimestamp(mtime);
      return () => call(name, at, accessed * 1000, modified * 1000);
    };

  return {
    chmod: (path, mode) => {
      const at = toPath(path);
      const permissions = toMode(mode, 'mode');
      return () => call('chmod', at, permissions);
    },
    fchmod: (fd, mode) => {
      const permissions = toMode(mode, 'mode');
      const file = checkFd(fd);
      return () => call('fchmod', file, permissions);
    },
    chown: ownerOperation('chown'),
    lchown: ownerOperation('lchown'),
    fchown: (fd, uid, gid) => {
      const owner = checkInteger(uid, 'uid', -1, OWNER_MAX);
      const group = checkInteger(gid, 'gid', -1, OWNER_MAX);
      const file = checkFd(fd);
      return () => call('fchown', file, owner, group);
    },
    utimes: timesOperation('utimes'),
    lutimes: timesOperation('lutimes'),
    futimes: (fd, atime, mtime) => {
      const accessed = toUnixTimestamp(atime, 'atime');
      const modified = toUnixTimestamp(mtime, 'mtime');
      const file = checkFd(fd);
      return () => call('futimes', file, accessed * 1000, modified * 1000);
    },
  } satisfies Record<string, Operation>;
}

/** Returns a path, or undefined for an invalid one: `exists` does not throw. */
function pathIfAny(path: unknown): string | undefined {
  try {
    return toPath(path);
  } catch {
    return undefined;
  }
}
