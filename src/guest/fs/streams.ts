/**
 * `fs.ReadStream` and `fs.WriteStream`, on the guest library's `stream` module.
 *
 * A stream opens its file when it is made, reads or writes one chunk at a time as its consumer or producer keeps up,
 * and closes the file when it is destroyed.
 * @see https://nodejs.org/api/fs.html#class-fsreadstream
 */
import { invalidArgType, outOfRange } from './errors.ts';
import { toPath } from './paths.ts';
import { construct, define, min, setPrototypeOf } from './primordials.ts';
import { checkBoolean, checkFd, checkFunction, checkInteger, type Options, toOptions } from './validate.ts';

const READ_CHUNK_BYTES = 64 * 1024;
const DEFAULT_FILE_MODE = 0o666;

type Done = (error?: unknown, count?: number) => void;

/** The calls that a stream makes: those of `fs`, of a `FileHandle`, or a caller's own. */
export interface StreamCalls {
  open(path: unknown, flags: unknown, mode: unknown, done: (error: unknown, fd?: unknown) => void): void;
  close(fd: unknown, done: Done): void;
  read(fd: unknown, buffer: Uint8Array, offset: number, length: number, position: unknown, done: Done): void;
  write(fd: unknown, buffer: Uint8Array, offset: number, length: number, position: unknown, done: Done): void;
  /** A caller's own calls may lack it. */
  writev?: ((fd: unknown, buffers: readonly Uint8Array[], position: unknown, done: Done) => void) | undefined;
  fsync(fd: unknown, done: Done): void;
}

/** The members of both kinds of streams that this module uses. */
interface Stream {
  readonly destroyed: boolean;
  readonly closed: boolean;
  push(chunk: unknown): boolean;
  end(): unknown;
  destroy(error?: unknown): unknown;
  on(event: string, listener: () => void): unknown;
  once(event: string, listener: (error?: unknown) => void): unknown;
  emit(event: string, ...args: unknown[]): boolean;
  setDefaultEncoding(encoding: unknown): unknown;
}

type StreamType = new (options: object) => Stream;

/** Operations of `fs` that the streams need. */
export interface StreamSupport {
  /** The `stream` module. */
  readonly stream: () => unknown;
  readonly calls: StreamCalls;
  /** Returns the descriptor and the calls of a `FileHandle`; undefined for anything else. */
  readonly ofHandle: (
    value: unknown,
  ) => { readonly fd: number; readonly calls: StreamCalls; onClose(run: () => void): void } | undefined;
  readonly emptyBuffer: (size: number) => Uint8Array;
}

/** Options of both kinds of stream. */
interface Opened {
  readonly calls: StreamCalls;
  readonly fd: number | null;
  readonly path: unknown;
  readonly options: Options;
  readonly autoClose: boolean;
  readonly onClose: ((run: () => void) => void) | undefined;
}

/** @returns the two classes, which also work when called without `new` */
export function createStreams(support: StreamSupport) {
  const { Readable, Writable } = support.stream() as { Readable: StreamType; Writable: StreamType };

  const toOpened = (path: unknown, given: unknown): Opened => {
    const options = toOptions(given);
    const autoClose = (options.autoClose ?? true) as boolean;
    if (options.fd === undefined || options.fd === null) {
      toPath(path);
      const calls = (options.fs ?? support.calls) as StreamCalls;
      checkFunction(calls.open, 'options.fs.open');
      return { calls, fd: null, path, options, autoClose, onClose: undefined };
    }
    if (typeof options.fd === 'number') {
      const calls = (options.fs ?? support.calls) as StreamCalls;
      return { calls, fd: checkFd(options.fd), path: undefined, options, autoClose, onClose: undefined };
    }
    const handle = support.ofHandle(options.fd);
    if (!handle) throw invalidArgType('options.fd', 'of type number or an instance of FileHandle', options.fd);
    return { calls: handle.calls, fd: handle.fd, path: undefined, options, autoClose, onClose: handle.onClose };
  };

  /** State of a stream's file, for both kinds. */
  class FileOf {
    readonly stream: Stream & { fd: unknown };
    readonly calls: StreamCalls;
    busy = false;
    /** Called when the call that was running at destruction has ended. */
    idle: ((error: unknown) => void) | undefined;

    constructor(stream: Stream & { fd: unknown }, calls: StreamCalls) {
      this.stream = stream;
      this.calls = calls;
    }

    open(path: unknown, flags: unknown, mode: unknown, done: (error?: unknown) => void): void {
      const { stream } = this;
      if (typeof stream.fd === 'number') {
        done();
        return;
      }
      this.calls.open(path, flags, mode, (error, fd) => {
        if (error) {
          done(error);
          return;
        }
        stream.fd = fd;
        done();
        stream.emit('open', fd);
        stream.emit('ready');
      });
    }

    /** Runs one call. If the stream is destroyed meanwhile, closing waits for the end of the call. */
    run(call: (done: Done) => void, done: Done): void {
      this.busy = true;
      call((error, count) => {
        this.busy = false;
        const { idle } = this;
        if (idle) idle(error);
        else done(error, count);
      });
    }

    close(error: unknown, flush: boolean, done: (error?: unknown) => void): void {
      if (this.busy) {
        this.idle = (late) => this.close(error ?? late, flush, done);
        return;
      }
      this.idle = undefined;
      const { stream, calls } = this;
      const { fd } = stream;
      if (fd === null || fd === undefined) {
        done(error);
        return;
      }
      const end = (earlier: unknown) => {
        calls.close(fd, (late) => done(late ?? earlier));
        stream.fd = null;
      };
      if (flush) calls.fsync(fd, (late) => end(error ?? late));
      else end(error);
    }
  }

  class ReadStream extends Readable {
    fd: unknown;
    readonly path: unknown;
    readonly flags: unknown;
    readonly mode: unknown;
    readonly start: number | undefined;
    readonly end_: number;
    pos: number | undefined;
    bytesRead = 0;
    readonly #file: FileOf;

    constructor(path: unknown, given?: unknown) {
      const { calls, fd, options, autoClose, onClose } = toOpened(path, given);
      const { start, end = Infinity } = options;
      if (start !== undefined) checkInteger(start, 'start', 0);
      if (end !== Infinity) checkInteger(end, 'end', 0);
      if (start !== undefined && (start as number) > (end as number)) {
        throw outOfRange('start', `<= "end" (here: ${end})`, start);
      }
      checkFunction(calls.read, 'options.fs.read');
      super({ ...options, highWaterMark: options.highWaterMark ?? READ_CHUNK_BYTES, autoDestroy: autoClose });
      this.fd = fd;
      this.path = fd === null ? path : undefined;
      this.flags = options.flags ?? 'r';
      this.mode = options.mode ?? DEFAULT_FILE_MODE;
      this.start = start as number | undefined;
      this.end_ = end as number;
      define(this, 'end', end);
      this.pos = this.start;
      this.#file = new FileOf(this, calls);
      onClose?.(() => this.close());
    }

    get pending(): boolean {
      return this.fd === null;
    }

    _construct(done: (error?: unknown) => void): void {
      this.#file.open(this.path, this.flags, this.mode, done);
    }

    _read(size: number): void {
      const read = this.pos === undefined ? this.bytesRead : this.pos;
      const length = min(this.end_ - read + 1, size);
      if (length <= 0) {
        this.push(null);
        return;
      }
      const buffer = support.emptyBuffer(length);
      const { calls } = this.#file;
      this.#file.run(
        (done) => calls.read(this.fd, buffer, 0, length, this.pos, done),
        (error, count = 0) => {
          if (error) {
            this.destroy(error);
            return;
          }
          if (this.pos !== undefined) this.pos += count;
          this.bytesRead += count;
          this.push(count === 0 ? null : count === length ? buffer : buffer.subarray(0, count));
        },
      );
    }

    _destroy(error: unknown, done: (error?: unknown) => void): void {
      this.#file.close(error, false, done);
    }

    close(done?: unknown): void {
      if (typeof done === 'function') closeListener(this, done as () => void);
      this.destroy();
    }
  }

  class WriteStream extends Writable {
    fd: unknown;
    readonly path: unknown;
    readonly flags: unknown;
    readonly mode: unknown;
    readonly start: number | undefined;
    readonly flush: boolean;
    pos: number | undefined;
    bytesWritten = 0;
    readonly #file: FileOf;
    readonly #autoClose: boolean;

    constructor(path: unknown, given?: unknown) {
      const { calls, fd, options, autoClose, onClose } = toOpened(path, given);
      const { start, flush = false, encoding } = options;
      if (start !== undefined) checkInteger(start, 'start', 0);
      checkBoolean(flush, 'options.flush');
      checkFunction(calls.write, 'options.fs.write');
      super({ ...options, decodeStrings: true, autoDestroy: autoClose });
      this.fd = fd;
      this.path = fd === null ? path : undefined;
      this.flags = options.flags ?? 'w';
      this.mode = options.mode ?? DEFAULT_FILE_MODE;
      this.start = start as number | undefined;
      this.flush = flush as boolean;
      this.pos = this.start;
      this.#file = new FileOf(this, calls);
      this.#autoClose = autoClose;
      // With null, the stream writes chunk by chunk.
      if (calls.writev === undefined) define(this, '_writev', null);
      else checkFunction(calls.writev, 'options.fs.writev');
      if (encoding) this.setDefaultEncoding(encoding);
      onClose?.(() => this.close());
    }

    get pending(): boolean {
      return this.fd === null;
    }

    _construct(done: (error?: unknown) => void): void {
      this.#file.open(this.path, this.flags, this.mode, done);
    }

    _write(data: Uint8Array, _encoding: unknown, done: (error?: unknown) => void): void {
      this.#write(data, done);
    }

    _writev(chunks: readonly { readonly chunk: Uint8Array }[], done: (error?: unknown) => void): void {
      const buffers: Uint8Array[] = [];
      let size = 0;
      for (let at = 0; at < chunks.length; at += 1) {
        const { chunk } = chunks[at] as { chunk: Uint8Array };
        define(buffers, at, chunk);
        size += chunk.length;
      }
      const { calls } = this.#file;
      this.#send(
        (written) => calls.writev?.(this.fd, buffers, this.pos, written),
        size,
        (count) => joined(buffers, support.emptyBuffer(size)).subarray(count),
        done,
      );
    }

    _destroy(error: unknown, done: (error?: unknown) => void): void {
      this.#file.close(error, this.flush, done);
    }

    close(done?: unknown): void {
      if (typeof done === 'function') closeListener(this, done as () => void);
      // Without autoDestroy nothing else closes the file once the last chunk is written.
      if (!this.#autoClose) this.on('finish', () => void this.destroy());
      this.end();
    }

    destroySoon(): void {
      this.end();
    }

    #write(data: Uint8Array, done: (error?: unknown) => void): void {
      const { calls } = this.#file;
      this.#send(
        (written) => calls.write(this.fd, data, 0, data.length, this.pos, written),
        data.length,
        (count) => data.subarray(count),
        done,
      );
    }

    /** Writes `size` bytes by one call, and the rest of a short write by further calls. */
    #send(
      call: (written: Done) => void,
      size: number,
      after: (count: number) => Uint8Array,
      done: (error?: unknown) => void,
    ): void {
      this.#file.run(call, (error, count = 0) => {
        if (error) {
          done(error);
          return;
        }
        this.bytesWritten += count;
        if (this.pos !== undefined) this.pos += count;
        if (count < size) this.#write(after(count), done);
        else done();
      });
    }
  }

  return { ReadStream: callable('ReadStream', ReadStream), WriteStream: callable('WriteStream', WriteStream) };
}

/** Copies buffers one after the other into a buffer that has room for all. */
function joined(buffers: readonly Uint8Array[], into: Uint8Array): Uint8Array {
  let filled = 0;
  for (let at = 0; at < buffers.length; at += 1) {
    const buffer = buffers[at] as Uint8Array;
    into.set(buffer, filled);
    filled += buffer.length;
  }
  return into;
}

function closeListener(stream: Stream, done: () => void): void {
  if (stream.closed) done();
  else stream.on('close', done);
}

/** Makes a class that can also be called without `new`, as Node's classes can. */
function callable(name: string, type: new (path: unknown, options?: unknown) => object): unknown {
  const made = function construction(this: unknown, path: unknown, options?: unknown): object {
    return construct(type, [path, options], new.target ?? type);
  };
  define(made, 'name', name, false);
  made.prototype = type.prototype;
  define(type.prototype, 'constructor', made, false);
  return setPrototypeOf(made, type);
}
