/**
 * The stream classes of `fs`. They are made at first use, because the `stream` module is large.
 */
import type { FsContext } from './context.ts';
import type { createFileHandle } from './file-handle.ts';
import { type Form, named } from './forms.ts';
import { apply, create, define, defineProperty, promiseThen } from './primordials.ts';
import type { StreamFactories } from './promises.ts';
import { createStreams, type StreamCalls } from './streams.ts';
import { checkFd } from './validate.ts';

type FileHandleType = ReturnType<typeof createFileHandle>;
type Classes = Record<'ReadStream' | 'WriteStream', unknown>;
type Settle = (error?: unknown, value?: number) => void;

/** Adds the classes and their factories. */
export function addStreams(
  fs: Record<string, unknown>,
  { needs, emptyBuffer }: FsContext,
  FileHandle: FileHandleType,
  factories: StreamFactories,
): void {
  let made: Classes | undefined;
  const classes = (): Classes => {
    made ??= createStreams({
      stream: needs.stream,
      calls: fs as unknown as StreamCalls,
      ofHandle: (value) => (FileHandle.isFileHandle(value) ? ofHandle(value) : undefined),
      emptyBuffer,
    });
    return made;
  };
  const accessor = (name: string, get: () => unknown, set?: (value: unknown) => void): void => {
    const descriptor = create(null) as PropertyDescriptor;
    descriptor.get = get;
    if (set) descriptor.set = set;
    descriptor.enumerable = true;
    descriptor.configurable = true;
    defineProperty(fs, name, descriptor);
  };
  const lazily = (name: string, of: keyof Classes): void => {
    let replaced: unknown;
    accessor(
      name,
      () => replaced ?? classes()[of],
      (value) => {
        replaced = value;
      },
    );
  };
  accessor('Utf8Stream', needs.utf8Stream);
  lazily('ReadStream', 'ReadStream');
  lazily('WriteStream', 'WriteStream');
  lazily('FileReadStream', 'ReadStream');
  lazily('FileWriteStream', 'WriteStream');
  define(fs, 'createReadStream', named('createReadStream', factories.createReadStream as Form));
  define(fs, 'createWriteStream', named('createWriteStream', factories.createWriteStream as Form));
}

/** Adapts a handle's methods to the calls that streams make. */
function ofHandle(handle: InstanceType<FileHandleType>) {
  const settle = (promise: Promise<unknown>, done: Settle, count?: string): void => {
    const fulfilled = (value: unknown) =>
      done(null, count === undefined ? undefined : (value as Record<string, number>)[count]);
    apply(promiseThen, promise, [fulfilled, (error: unknown) => done(error)]);
  };
  const calls: StreamCalls = {
    open: (_path, _flags, _mode, done) => done(null, handle.fd),
    close: (_fd, done) => settle(handle.close(), done),
    read: (_fd, buffer, offset, length, position, done) =>
      settle(handle.read(buffer, offset, length, position), done, 'bytesRead'),
    write: (_fd, buffer, offset, length, position, done) =>
      settle(handle.write(buffer, offset, length, position), done, 'bytesWritten'),
    writev: (_fd, buffers, position, done) => settle(handle.writev(buffers, position), done, 'bytesWritten'),
    fsync: (_fd, done) => settle(handle.sync(), done),
  };
  return { fd: checkFd(handle.fd), calls, onClose: (run: () => void) => handle.onClose(run) };
}
