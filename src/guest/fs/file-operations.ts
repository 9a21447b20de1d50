/**
 * The calls of `fs` on content: whole files and descriptors.
 */
import type { HostFailure } from '../border.ts';
import { toFlags } from './constants.ts';
import type { FsContext, Operation } from './context.ts';
import { invalidArgType, invalidArgValue, systemError, typeError } from './errors.ts';
import { toPath } from './paths.ts';
import {
  bytesOf,
  exactBytes,
  isInteger,
  isSafeInteger,
  isView,
  max,
  min,
  setBytes,
  Uint8ArrayType,
  viewLength,
} from './primordials.ts';
import {
  checkBoolean,
  checkFd,
  checkInteger,
  checkObject,
  checkReadRange,
  checkView,
  checkViews,
  checkWriteRange,
  encodingOf,
  type Options,
  toMode,
  toOptions,
  toReadPosition,
} from './validate.ts';

const DEFAULT_FILE_MODE = 0o666;
const INT32_MAX = 2 ** 31 - 1;
/** Size of a read without a buffer from the caller, in bytes. */
export const DEFAULT_READ_BYTES = 16_384;

/** Failure of `readv` without buffers, for any descriptor. */
const NO_BUFFERS: HostFailure = {
  name: 'Error',
  message: 'EINVAL: invalid argument, read',
  errno: -22,
  code: 'EINVAL',
  syscall: 'read',
};

function isFd(value: unknown): value is number {
  return isInteger(value) && (value as number) >= -INT32_MAX - 1 && (value as number) <= INT32_MAX;
}

/** Data to write, as it crosses to the host: bytes, or text that the host encodes. */
interface Payload {
  readonly data: Uint8Array | string;
  readonly encoding: string;
}

function toPayload(data: unknown, name: string, encoding: unknown): Payload {
  if (isView(data)) return { data: exactBytes(data), encoding: 'utf8' };
  if (typeof data !== 'string') {
    throw invalidArgType(name, 'of type string or an instance of Buffer, TypedArray, or DataView', data);
  }
  const known = encodingOf(encoding) ?? 'utf8';
  return { data, encoding: known };
}

/**
 * Reads a whole file.
 * @param isLater true for the asynchronous forms: their errors name the path even if reading fails, not opening
 */
export function readFileOperation({ call, toBuffer }: FsContext, isLater: boolean): Operation {
  return (path, options) => {
    const { encoding, flag, buffer: target } = toOptions(options);
    const known = encoding ? encodingOf(encoding) : undefined;
    const flags = toFlags(flag);
    const at = isFd(path) ? checkFd(path) : toPath(path);
    if (target !== undefined && typeof target !== 'function' && !isView(target)) {
      const expected = 'of type function or an instance of Buffer, TypedArray, or DataView';
      throw invalidArgType('options.buffer', expected, target);
    }
    return () => {
      // In Node, these two spellings of the encoding skip the `fstat` of the descriptor.
      if ((encoding === 'utf8' || encoding === 'utf-8') && target === undefined)
        return call('readText', at, flags, isLater, known);
      if (isFd(at)) call('fstat', at);
      if (known !== undefined && target === undefined) return call('readText', at, flags, isLater, known);
      const bytes = call('readFile', at, flags, isLater) as Uint8Array;
      const read = target === undefined ? toBuffer(bytes) : fill(target, bytes, toBuffer);
      if (!encoding) return read;
      if (known !== undefined) return call('decode', bytes, known);
      if (viewLength(bytes) === 0) return '';
      throw typeError('ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`);
    };
  };
}

/** Reads into a caller's own buffer. @returns the part of it that was filled */
function fill(target: unknown, bytes: Uint8Array, toBuffer: FsContext['toBuffer']): Uint8Array {
  const isMade = typeof target === 'function';
  const size = viewLength(bytes);
  const view = checkView(isMade ? target(size) : target, 'options.buffer()');
  if (size > viewLength(view)) {
    const name = isMade ? 'options.buffer().byteLength' : 'options.buffer.byteLength';
    throw invalidArgValue(name, viewLength(view), `is smaller than the file size of ${size} bytes`);
  }
  const room = bytesOf(view, 0, size);
  setBytes(room, bytes, 0);
  return toBuffer(room);
}

/** @returns the operations by name, without the suffix `Sync` */
export function fileOperations(context: FsContext) {
  const { call } = context;
  const ftruncate: Operation = (fd, length = 0) => {
    const size = max(0, checkInteger(length, 'len'));
    const file = checkFd(fd);
    return () => call('ftruncate', file, size);
  };

  return {
    ...wholeFileOperations(context),
    open: (path, flags, mode) => {
      const at = toPath(path);
      const how = toFlags(flags);
      const permissions = toMode(mode, 'mode', DEFAULT_FILE_MODE);
      return () => call('open', at, how, permissions);
    },
    close: (fd) => {
      const file = checkFd(fd);
      return () => call('close', file);
    },
    ...transferOperations(context),
    ftruncate,
    truncate: (path, length = 0) => {
      const size = max(0, checkInteger(length, 'len'));
      const at = toPath(path);
      return () => call('truncate', at, size);
    },
    fsync: (fd) => {
      const file = checkFd(fd);
      return () => call('fsync', file);
    },
    fdatasync: (fd) => {
      const file = checkFd(fd);
      return () => call('fdatasync', file);
    },
  } satisfies Record<string, Operation>;
}

/** Makes the operations that read or write a whole file. */
function wholeFileOperations(context: FsContext) {
  const { call } = context;
  const writeWhole = (path: unknown, { data, encoding }: Payload, flags: number, mode: number): (() => unknown) => {
    if (isFd(path)) checkFd(path);
    if (isFd(path)) return () => (data.length === 0 ? undefined : void call('write', path, data, -1, encoding));
    const at = toPath(path);
    return () => call('writeFile', at, data, flags, mode, encoding);
  };

  const writeFile: Operation = (path, data, options) => {
    const { encoding, mode, flag, flush } = toOptions(options);
    checkBoolean(flush ?? false, 'options.flush');
    const payload = toPayload(data, 'data', encoding);
    return writeWhole(path, payload, toFlags(flag || 'w'), toMode(mode, 'mode', DEFAULT_FILE_MODE));
  };

  return {
    readFile: readFileOperation(context, false),
    writeFile,
    appendFile: (path, data, options) => {
      const given = toOptions(options);
      return writeFile(path, data, { ...given, flag: isFd(path) ? 'a' : given.flag || 'a' });
    },
  } satisfies Record<string, Operation>;
}

/** Makes the operations that move bytes between a descriptor and buffers. */
function transferOperations({ call }: FsContext) {
  return {
    read: (fd, buffer, offsetOrOptions, length, position) => {
      const file = checkFd(fd);
      const view = checkView(buffer);
      const range = toReadRange(view, offsetOrOptions, length, position);
      const from = toReadPosition(range.position, range.length);
      if (range.length === 0) return () => 0;
      if (viewLength(view) === 0) throw invalidArgValue('buffer', buffer, 'is empty and cannot be written');
      checkReadRange(range.offset, range.length, viewLength(view));
      return () => {
        const bytes = call('read', file, range.length, from) as Uint8Array;
        setBytes(bytesOf(view), bytes, range.offset);
        return viewLength(bytes);
      };
    },
    readv: (fd, buffers, position) => {
      const file = checkFd(fd);
      const views = checkViews(buffers);
      const from = toWritePosition(position);
      return () => {
        if (views.length === 0) throw systemError(NO_BUFFERS);
        let size = 0;
        for (let at = 0; at < views.length; at += 1) size += viewLength(views[at] as ArrayBufferView);
        const bytes = call('read', file, size, from) as Uint8Array;
        scatter(bytes, views);
        return viewLength(bytes);
      };
    },
    write: (fd, buffer, offsetOrOptions, length, position) => {
      const file = checkFd(fd);
      if (!isView(buffer)) {
        const { data, encoding } = toPayload(buffer, 'buffer', length);
        const to = toWritePosition(offsetOrOptions);
        return () => call('write', file, data, to, encoding);
      }
      const range = toWriteRange(buffer, offsetOrOptions, length, position);
      checkWriteRange(range.offset, range.length, buffer);
      return () => call('write', file, exactBytes(buffer, range.offset, range.length), range.position, 'utf8');
    },
    writev: (fd, buffers, position) => {
      const file = checkFd(fd);
      const views = checkViews(buffers);
      if (views.length === 0) return () => 0;
      const to = toWritePosition(position);
      return () => call('write', file, gather(views), to, 'utf8');
    },
  } satisfies Record<string, Operation>;
}

interface ReadRange {
  readonly offset: number;
  readonly length: number;
  readonly position: unknown;
}

function toReadRange(view: ArrayBufferView, offset: unknown, length: unknown, position: unknown): ReadRange {
  let given = { offset, length, position };
  if (typeof offset === 'object' || (offset === undefined && length === undefined)) {
    const options: Options = offset === undefined ? {} : checkObject(offset, 'options', true);
    const start = options.offset ?? 0;
    given = {
      offset: start,
      length: options.length ?? viewLength(view) - (start as number),
      position: options.position,
    };
  }
  const from = given.offset === undefined ? 0 : checkInteger(given.offset, 'offset', 0);
  return { offset: from, length: (given.length as number) | 0, position: given.position };
}

interface WriteRange {
  readonly offset: number;
  readonly length: number;
  readonly position: number;
}

function toWriteRange(view: ArrayBufferView, offset: unknown, length: unknown, position: unknown): WriteRange {
  let given = { offset, length, position };
  if (typeof offset === 'object') given = { offset: 0, length: undefined, position: null, ...(offset as object) };
  const from = given.offset === undefined || given.offset === null ? 0 : checkInteger(given.offset, 'offset', 0);
  return {
    offset: from,
    length: typeof given.length === 'number' ? given.length : viewLength(view) - from,
    position: toWritePosition(given.position),
  };
}

/**
 * Returns the position for `write`, `writev` and `readv`. Anything but a safe integer of at least 0 stands for the
 * descriptor's own position (-1), as in Node.
 */
function toWritePosition(position: unknown): number {
  return isSafeInteger(position) && (position as number) >= 0 ? (position as number) : -1;
}

/** Copies bytes into views, one after the other. */
function scatter(bytes: Uint8Array, views: readonly ArrayBufferView[]): void {
  let done = 0;
  for (let at = 0; at < views.length && done < viewLength(bytes); at += 1) {
    const view = views[at] as ArrayBufferView;
    const length = min(viewLength(view), viewLength(bytes) - done);
    setBytes(bytesOf(view), bytesOf(bytes, done, length), 0);
    done += length;
  }
}

/** Joins the bytes of views. */
function gather(views: readonly ArrayBufferView[]): Uint8Array {
  let size = 0;
  for (let at = 0; at < views.length; at += 1) size += viewLength(views[at] as ArrayBufferView);
  const bytes = new Uint8ArrayType(size);
  let done = 0;
  for (let at = 0; at < views.length; at += 1) {
    const view = exactBytes(views[at] as ArrayBufferView);
    setBytes(bytes, view, done);
    done += viewLength(view);
  }
  return bytes;
}
