/**
 * The streams of `node:zlib`: a transform over one of the host's compression streams.
 *
 * One step of the host returns at most one chunk. In a stream, the next step waits until the chunk is requested, so the
 * whole output of a small input is never in memory at the same time. The synchronous forms collect the whole output, up
 * to `maxOutputLength`.
 * @see https://nodejs.org/api/zlib.html
 */

import { addAbortSignal, finished, Transform } from 'node:stream';
import { Buffer } from 'buffer';
import { copyOf } from '../bytes.ts';
import { codedError } from '../web/errors.ts';
import { internals } from '../web/realm.ts';
import { checkRange } from './checks.ts';
import { ShownHandle, type Step, type StreamType, ZlibHandle } from './handle.ts';

/** Default size of a chunk. */
const CHUNK_BYTES = 16 * 1024;
const CHUNK_MIN_BYTES = 64;
/** Default limit for the output of forms that return one buffer: the largest `Buffer`. */
const OUTPUT_MAX_BYTES = 2 ** 31 - 1;
/** Maximum output of one step in the forms that return one buffer. */
const SYNC_STEP_BYTES = 256 * 1024;

/** The flush flags of a kind of stream. */
export interface FlushFlags {
  readonly flush: number;
  readonly finishFlush: number;
  readonly fullFlush: number;
  readonly least: number;
  readonly most: number;
}

/** Options of all streams. */
export interface ZlibOptions {
  readonly chunkSize?: number;
  readonly flush?: number;
  readonly finishFlush?: number;
  readonly maxOutputLength?: number;
  readonly info?: boolean;
  readonly rejectGarbageAfterEnd?: boolean;
  readonly level?: number;
  readonly strategy?: number;
  readonly [option: string]: unknown;
}

type Done = (error?: Error | null) => void;

/** Flush flags, the weakest first: Z_BLOCK (5) is weaker than its number suggests. */
const BY_STRENGTH = [0, 5, 1, 2, 3, 4];

function stronger(one: number, other: number): number {
  return BY_STRENGTH.indexOf(one) > BY_STRENGTH.indexOf(other) ? one : other;
}

/** Empty chunks that mark a flush among the writes, and the flag of each. */
const flushChunks = new Map<number, Buffer>();
const flagsOfChunks = new WeakMap<object, number>();

function flushChunk(flag: number): Buffer {
  const known = flushChunks.get(flag);
  if (known) return known;
  const chunk = Buffer.alloc(0);
  flushChunks.set(flag, chunk);
  flagsOfChunks.set(chunk, flag);
  return chunk;
}

export function tooLarge(most: number): Error {
  return codedError(RangeError, 'ERR_BUFFER_TOO_LARGE', `Cannot create a Buffer larger than ${most} bytes`);
}

function trailingJunk(): Error {
  const message = 'Unexpected trailing junk after the end of the compressed stream';
  return codedError(TypeError, 'ERR_TRAILING_JUNK_AFTER_STREAM_END', message);
}

/** Makes a `Buffer` over the same memory. */
export function toBuffer(bytes: Uint8Array<ArrayBuffer>): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Copies the options, so that each is read only once. */
function readOptions(options: unknown): ZlibOptions {
  return typeof options === 'object' && options !== null ? { ...(options as ZlibOptions) } : {};
}

/**
 * `Transform` as a base class that can fill a given object instead of a new one. Node's classes can be called on an
 * object that inherits from them: code that uses `util.inherits` calls `zlib.Gzip.call(this)`.
 */
const Base = function (this: unknown, options: object, target: object | undefined): object {
  const form = Transform as unknown as (this: object, options: object) => void;
  if (target === undefined) return Reflect.construct(Transform, [options], new.target as never) as object;
  Reflect.apply(form, target, [options]);
  return target;
} as unknown as new (
  options: object,
  target: object | undefined,
) => Transform;
Object.setPrototypeOf(Base, Transform);
Object.defineProperty(Base, 'prototype', { value: Transform.prototype });

export class ZlibBase extends Base {
  bytesWritten = 0;
  /** Libraries check this to see whether a stream is open; null when it is closed. */
  _handle: ShownHandle | null;
  /** Number of bytes left in the output and in the input, after a step of the handle. */
  readonly _writeState = new Uint32Array(2);
  /** The chunk that libraries fill through the handle, and how far it is filled. */
  _outBuffer: Buffer;
  _outOffset = 0;
  readonly _chunkSize: number;
  readonly _maxOutputLength: number;
  readonly _info: unknown;
  readonly _finishFlushFlag: number;
  readonly _defaultFlushFlag: number;
  readonly _defaultFullFlushFlag: number;
  _level: number | undefined;
  _strategy: number | undefined;
  readonly #native: ZlibHandle;
  readonly #flags: FlushFlags;
  readonly #rejectsGarbage: boolean;
  #resume: (() => void) | undefined;
  /** Number of bytes in the current chunk. */
  #filled = 0;
  #isWriting = false;

  constructor(type: StreamType, given: unknown, flags: FlushFlags, target?: object) {
    const options = readOptions(given);
    // The host passes the options to Node's constructor, which checks them.
    const native = new ZlibHandle(type, options);
    super(
      {
        ...options,
        autoDestroy: true,
        encoding: null,
        objectMode: false,
        writableObjectMode: false,
        // The signal may destroy the stream, so it is added at the end of this constructor.
        signal: undefined,
      },
      target,
    );
    this.#native = native;
    this.#flags = flags;
    this._handle = new ShownHandle(native, this._writeState);
    this._chunkSize = checkRange(
      options.chunkSize,
      'options.chunkSize',
      CHUNK_MIN_BYTES,
      Number.POSITIVE_INFINITY,
      CHUNK_BYTES,
    );
    this._outBuffer = Buffer.alloc(this._chunkSize);
    this._maxOutputLength = checkRange(
      options.maxOutputLength,
      'options.maxOutputLength',
      1,
      Number.POSITIVE_INFINITY,
      OUTPUT_MAX_BYTES,
    );
    this._info = options.info;
    const { least, most } = flags;
    this._defaultFlushFlag = checkRange(options.flush, 'options.flush', least, most, flags.flush);
    this._finishFlushFlag = checkRange(options.finishFlush, 'options.finishFlush', least, most, flags.finishFlush);
    this._defaultFullFlushFlag = flags.fullFlush;
    this.#rejectsGarbage = options.rejectGarbageAfterEnd === true;
    if (options.signal) addAbortSignal(options.signal, this);
  }

  get _closed(): boolean {
    return this._handle === null;
  }

  reset(): void {
    if (this.#isWriting) throw new Error('Cannot reset zlib stream while a write is in progress');
    this.#native.reset();
  }

  /** Outputs everything that was written. */
  flush(kind?: number | Done, callback?: Done): void {
    const done = typeof kind === 'function' ? kind : callback;
    const { least, most, fullFlush } = this.#flags;
    const flag = checkRange(typeof kind === 'function' ? undefined : kind, 'kind', least, most, fullFlush);
    if (this.writableFinished) {
      if (done) internals.timers.nextTick(() => done(), []);
    } else if (this.writableEnded) {
      if (done) this.once('end', () => done());
    } else {
      this.write(flushChunk(flag), '', done);
    }
  }

  close(callback?: Done): void {
    if (callback) finished(this, callback);
    this.destroy();
  }

  override _destroy(error: Error | null, callback: Done): void {
    this.#release();
    callback(error);
  }

  override _flush(callback: Done): void {
    this._transform(Buffer.alloc(0), '', callback);
  }

  override _final(callback: Done): void {
    callback();
  }

  override _transform(chunk: Buffer, _encoding: string, callback: Done): void {
    let flag = flagsOfChunks.get(chunk) ?? this._defaultFlushFlag;
    // The last chunk also carries the flag that finishes the stream.
    if (this.writableEnded && this.writableLength === chunk.byteLength) flag = stronger(flag, this._finishFlushFlag);
    if (!this._handle) internals.timers.nextTick(() => callback(), []);
    else this.#takeLater(flag, copyOf(chunk), chunk.byteLength, callback);
  }

  /**
   * Processes a whole input; returns its output if there is no callback.
   * @throws Error of zlib; RangeError ERR_BUFFER_TOO_LARGE
   */
  _processChunk(chunk: Buffer, flag: number, callback?: Done): Buffer | undefined {
    if (typeof callback !== 'function') return this.processSync(chunk, flag);
    this.#takeLater(flag, copyOf(chunk), chunk.byteLength, callback);
    return undefined;
  }

  /** Processes a whole input synchronously, and closes the stream. */
  processSync(chunk: Uint8Array, flag: number): Buffer {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    let input: Uint8Array<ArrayBuffer> | undefined = copyOf(chunk);
    try {
      for (;;) {
        const { output, isFull, inputLeft } = this.#native.write(flag, input, SYNC_STEP_BYTES) as Step;
        input = undefined;
        size += output.byteLength;
        if (size > this._maxOutputLength) throw tooLarge(this._maxOutputLength);
        if (output.byteLength > 0) parts.push(output);
        if (isFull) continue;
        if (inputLeft > 0 && this.#rejectsGarbage) throw trailingJunk();
        this.bytesWritten = chunk.byteLength - inputLeft;
        return parts.length === 1 ? toBuffer(parts[0] as Uint8Array<ArrayBuffer>) : Buffer.concat(parts, size);
      }
    } finally {
      this.#release();
    }
  }

  /** Runs a step in a later task, because Node's threads do not return a result earlier either. */
  #takeLater(flag: number, input: Uint8Array<ArrayBuffer> | undefined, inputLeft: number, callback: Done): void {
    this.#isWriting = true;
    internals.timers.setImmediate(() => this.#take(flag, input, inputLeft, callback), []);
  }

  #take(flag: number, input: Uint8Array<ArrayBuffer> | undefined, inputBefore: number, callback: Done): void {
    this.#isWriting = false;
    if (this.destroyed) {
      callback();
      return;
    }
    const step = this.#step(flag, input);
    if (!step) return;
    this.bytesWritten += inputBefore - step.inputLeft;
    const isWanted = step.output.byteLength === 0 || this.push(toBuffer(step.output));
    if (step.isFull && !this.destroyed) {
      const goOn = () => this.#takeLater(flag, undefined, step.inputLeft, callback);
      if (isWanted) goOn();
      else this.#resume = goOn;
    } else {
      this.#finishChunk(step.inputLeft, callback);
    }
  }

  /** Runs one step of the host; undefined if it failed, which destroys the stream. */
  #step(flag: number, input: Uint8Array<ArrayBuffer> | undefined): Step | undefined {
    try {
      const step = this.#native.write(flag, input, this._chunkSize - this.#filled);
      this.#filled += step.output.byteLength;
      if (step.isFull || this.#filled >= this._chunkSize) this.#filled = 0;
      return step;
    } catch (error) {
      this.destroy(error as Error);
      return undefined;
    }
  }

  #finishChunk(inputLeft: number, callback: Done): void {
    // If the output has room but input is left, the compressed data ended before the input.
    if (inputLeft > 0 && !this.destroyed) {
      if (this.#rejectsGarbage) {
        const error = trailingJunk();
        this.destroy(error);
        callback(error);
        return;
      }
      this.push(null);
    }
    callback();
  }

  override _read(size: number): void {
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
    super._read(size);
  }

  #release(): void {
    this._handle?.close();
    this._handle = null;
  }

  /** Changes level and strategy. */
  protected setParams(level: number, strategy: number): void {
    this.#native.params(level, strategy);
  }
}
