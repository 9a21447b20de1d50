/**
 * `FileHandle`: an open file of `fs/promises`.
 *
 * Each method is the promise form of an operation on the handle's descriptor. Closing waits for no other call, because
 * every call does its work immediately.
 * @see https://nodejs.org/api/fs.html#class-filehandle
 */

import { invalidState } from './errors.ts';
import { DEFAULT_READ_BYTES } from './file-operations.ts';
import type { Form } from './forms.ts';
import { apply, create, define, ErrorType, isView, PromiseType, viewLength } from './primordials.ts';
import { type ChunkStream, readLines } from './read-lines.ts';
import { checkBoolean, checkObject } from './validate.ts';

const WEB_CHUNK_BYTES = 16_384;
const CLOSED = -1;

/** Operations of `fs` that a handle needs. */
export interface HandleSupport {
  /** The operations on a descriptor, as promise forms by their names. */
  readonly forms: Readonly<Record<string, Form>>;
  readonly createReadStream: (path: undefined, options: object) => unknown;
  readonly createWriteStream: (path: undefined, options: object) => unknown;
  readonly emptyBuffer: (size: number) => Uint8Array;
  /** Makes a decoder of UTF-8; see `FsNeeds`. */
  readonly decoder: () => (chunk: unknown) => string;
  /** Returns Node's `EventEmitter`, for a handle with listeners. */
  readonly emitter: () => new () => Emitter;
}

type Emitter = Readonly<Record<string, Form>>;

/** The members of the web's `ReadableStream` that a handle uses. */
type WebStreamType = new (source: {
  type: 'bytes';
  autoAllocateChunkSize: number;
  start(controller: WebController): void;
  pull(controller: WebController): Promise<void>;
  cancel(): Promise<void>;
}) => unknown;

interface WebController {
  /** The request with the buffer to fill. It exists whenever a stream that allocates chunks must deliver more. */
  readonly byobRequest: { readonly view: Uint8Array; respond(count: number): void } | null;
  close(): void;
}

const EMITTER_METHODS = [
  'on',
  'once',
  'off',
  'addListener',
  'removeListener',
  'removeAllListeners',
  'listenerCount',
  'emit',
];

/** An instance of the class that `createFileHandle` makes. */
export type FileHandle = InstanceType<ReturnType<typeof createFileHandle>>;

export function createFileHandle(support: HandleSupport) {
  const { forms } = support;

  class FileHandle {
    #fd: number;
    #locked = false;
    /** Ends the web stream of the handle, if the handle is closed before the stream ends. */
    #endStream: (() => void) | undefined;
    #emitter: Emitter | undefined;

    constructor(fd: number) {
      this.#fd = fd;
    }

    get fd(): number {
      return this.#fd;
    }

    appendFile(data: unknown, options?: unknown): Promise<unknown> {
      return this.#run('writeFile', data, options);
    }

    chmod(mode: unknown): Promise<unknown> {
      return this.#run('fchmod', mode);
    }

    chown(uid: unknown, gid: unknown): Promise<unknown> {
      return this.#run('fchown', uid, gid);
    }

    datasync(): Promise<unknown> {
      return this.#run('fdatasync');
    }

    sync(): Promise<unknown> {
      return this.#run('fsync');
    }

    async read(buffer?: unknown, offset?: unknown, length?: unknown, position?: unknown): Promise<unknown> {
      let target = buffer;
      let range: unknown = offset;
      if (!isView(buffer)) {
        const options = buffer === undefined ? {} : checkObject(buffer, 'options', true);
        target = options.buffer ?? support.emptyBuffer(DEFAULT_READ_BYTES);
        range = { offset: options.offset, length: options.length, position: options.position };
      } else if (typeof offset !== 'object' || offset === null) {
        range = { offset: offset ?? 0, length, position };
      }
      return result('bytesRead', await this.#run('read', target, range), 'buffer', target);
    }

    async readv(buffers: unknown, position?: unknown): Promise<unknown> {
      return result('bytesRead', await this.#run('readv', buffers, position), 'buffers', buffers);
    }

    readFile(options?: unknown): Promise<unknown> {
      return this.#run('readFile', options);
    }

    readLines(options?: object): AsyncIterable<string> {
      return readLines(this.createReadStream(options) as ChunkStream, support.decoder());
    }

    stat(options?: unknown): Promise<unknown> {
      return this.#run('fstat', options);
    }

    truncate(length: unknown = 0): Promise<unknown> {
      return this.#run('ftruncate', length);
    }

    utimes(atime: unknown, mtime: unknown): Promise<unknown> {
      return this.#run('futimes', atime, mtime);
    }

    async write(buffer: unknown, offset?: unknown, length?: unknown, position?: unknown): Promise<unknown> {
      if (isView(buffer) && viewLength(buffer) === 0) return result('bytesWritten', 0, 'buffer', buffer);
      return result('bytesWritten', await this.#run('write', buffer, offset, length, position), 'buffer', buffer);
    }

    async writev(buffers: unknown, position?: unknown): Promise<unknown> {
      return result('bytesWritten', await this.#run('writev', buffers, position), 'buffers', buffers);
    }

    writeFile(data: unknown, options?: unknown): Promise<unknown> {
      return this.#run('writeFile', data, options);
    }

    async close(): Promise<void> {
      const fd = this.#fd;
      if (fd === CLOSED) return;
      this.#fd = CLOSED;
      this.#endStream?.();
      const closed = apply(forms.close as Form, undefined, [fd]);
      this.#emitter?.emit?.('close');
      await closed;
    }

    [Symbol.asyncDispose](): Promise<void> {
      return this.close();
    }

    createReadStream(options?: object): unknown {
      return support.createReadStream(undefined, { ...options, fd: this });
    }

    createWriteStream(options?: object): unknown {
      return support.createWriteStream(undefined, { ...options, fd: this });
    }

    readableWebStream(options: unknown = {}): unknown {
      if (this.#fd === CLOSED) throw invalidState('The FileHandle is closed');
      if (this.#locked) throw invalidState('The FileHandle is locked');
      const { autoClose = false } = checkObject(options, 'options');
      checkBoolean(autoClose, 'options.autoClose');
      this.#locked = true;
      const end = async () => {
        this.#endStream = undefined;
        if (autoClose) await this.close();
      };
      const { ReadableStream: WebStream } = globalThis as unknown as { ReadableStream: WebStreamType };
      return new WebStream({
        type: 'bytes',
        autoAllocateChunkSize: WEB_CHUNK_BYTES,
        start: (controller) => {
          this.#endStream = () => {
            controller.close();
            controller.byobRequest?.respond(0);
          };
        },
        pull: async ({ byobRequest }) => {
          if (!byobRequest) return;
          const { view } = byobRequest;
          const count = (await this.#run('read', view, { offset: 0, length: viewLength(view) })) as number;
          // If the handle was closed during the read, the stream has already ended.
          if (count > 0 && this.#endStream) byobRequest.respond(count);
          if (count > 0) return;
          this.#endStream?.();
          await end();
        },
        cancel: end,
      });
    }

    /** @internal Calls back once when the handle is closed. */
    onClose(run: () => void): void {
      this.emitter.once?.('close', run);
    }

    /** @internal */
    get emitter(): Emitter {
      this.#emitter ??= new (support.emitter())();
      return this.#emitter;
    }

    /** @internal */
    static isFileHandle(value: unknown): value is FileHandle {
      return typeof value === 'object' && value !== null && #fd in value;
    }

    #run(...args: [name: string, ...args: unknown[]]): Promise<unknown> {
      const name = args[0];
      if (this.#fd === CLOSED) return closedRejection(name);
      args[0] = this.#fd as never;
      return apply(forms[name] as Form, undefined, args) as Promise<unknown>;
    }
  }

  for (let at = 0; at < EMITTER_METHODS.length; at += 1) {
    const name = EMITTER_METHODS[at] as string;
    define(
      FileHandle.prototype,
      name,
      function emitting(this: FileHandle, ...args: unknown[]) {
        const answer = apply(this.emitter[name] as Form, this.emitter, args);
        return answer === this.emitter ? this : answer;
      },
      false,
    );
  }
  return FileHandle;
}

function closedRejection(syscall: string): Promise<never> {
  return new PromiseType((_resolve, reject) => {
    const error = new ErrorType('file closed');
    define(error, 'code', 'EBADF');
    define(error, 'syscall', syscall);
    reject(error);
  });
}

function result(countName: string, count: unknown, buffersName: string, buffers: unknown): object {
  const fields = create(null) as object;
  define(fields, countName, count);
  define(fields, buffersName, buffers);
  return fields;
}
