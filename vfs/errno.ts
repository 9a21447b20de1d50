/**
 * Failures of file system calls as Node reports them.
 *
 * A message names guest paths only, exactly as the caller gave them.
 * @see https://nodejs.org/api/errors.html#class-systemerror and errno(3)
 */

/** Every error code of a volume: Linux's number, libuv's text. */
export const ERRNO = {
  EPERM: [1, 'operation not permitted'],
  ENOENT: [2, 'no such file or directory'],
  EIO: [5, 'i/o error'],
  EBADF: [9, 'bad file descriptor'],
  ENOMEM: [12, 'not enough memory'],
  EACCES: [13, 'permission denied'],
  EBUSY: [16, 'resource busy or locked'],
  EEXIST: [17, 'file already exists'],
  EXDEV: [18, 'cross-device link not permitted'],
  ENOTDIR: [20, 'not a directory'],
  EISDIR: [21, 'illegal operation on a directory'],
  EINVAL: [22, 'invalid argument'],
  EMFILE: [24, 'too many open files'],
  EFBIG: [27, 'file too large'],
  ENOSPC: [28, 'no space left on device'],
  EROFS: [30, 'read-only file system'],
  EMLINK: [31, 'too many links'],
  ENAMETOOLONG: [36, 'name too long'],
  ENOSYS: [38, 'function not implemented'],
  ENOTEMPTY: [39, 'directory not empty'],
  ELOOP: [40, 'too many symbolic links encountered'],
  ENOTSUP: [95, 'operation not supported on socket'],
} as const;

export type ErrnoCode = keyof typeof ERRNO;

/** A system call for the fields of an error: its name, and the paths as the caller gave them. */
export interface Call {
  readonly syscall: string;
  readonly path?: string;
  readonly dest?: string;
}

/** A failed call, with Node's fields and message. It has no stack, because it is an answer to the guest. */
export class FsError extends Error {
  readonly errno: number;
  readonly code: ErrnoCode;
  readonly syscall: string;
  readonly path: string | undefined;
  readonly dest: string | undefined;

  /** @param reason replaces libuv's text where that text would mislead */
  constructor(code: ErrnoCode, call: Call, reason: string = ERRNO[code][1]) {
    const path = call.path === undefined ? '' : ` '${call.path}'`;
    const dest = call.dest === undefined ? '' : ` -> '${call.dest}'`;
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(`${code}: ${reason}, ${call.syscall}${path}${dest}`);
    Error.stackTraceLimit = limit;
    this.errno = -ERRNO[code][0];
    this.code = code;
    this.syscall = call.syscall;
    this.path = call.path;
    this.dest = call.dest;
  }
}
