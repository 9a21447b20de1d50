/**
 * Compression by Node's own zlib, one bounded step at a time.
 *
 * A step takes the rest of the input and fills one output buffer. However large the inflated data is, the guest
 * requests it piece by piece and stores it in its own memory. Streams stay here, by number, until they are closed or
 * the run ends.
 *
 * Node has no public function for a synchronous step of bounded size. This file uses `_handle.writeSync`, the internal
 * function that Node's synchronous functions use. It is the same in Node 24 and 26.
 */
import zlib from 'node:zlib';
import type { HostValue } from '../../guest/border.ts';
import type { CallScope, HostCall } from './call.ts';
import { HeldObjects } from './held-objects.ts';

/** Largest output of one step, in bytes. */
const OUTPUT_MAX_BYTES = 1024 * 1024;
/** Size of a stream's own output buffer, which is never used; the smallest that Node accepts. */
const UNUSED_CHUNK_BYTES = 64;

const EMPTY = new Uint8Array(0);

/** The options for compression. Options of a stream, such as a signal, concern only the guest's stream. */
const OPTIONS = [
  ...['chunkSize', 'flush', 'finishFlush', 'maxOutputLength', 'rejectGarbageAfterEnd', 'windowBits', 'level'],
  ...['memLevel', 'strategy', 'dictionary', 'params', 'pledgedSrcSize'],
];

const STREAMS = {
  __proto__: null,
  Deflate: zlib.Deflate,
  Inflate: zlib.Inflate,
  Gzip: zlib.Gzip,
  Gunzip: zlib.Gunzip,
  DeflateRaw: zlib.DeflateRaw,
  InflateRaw: zlib.InflateRaw,
  Unzip: zlib.Unzip,
  BrotliCompress: zlib.BrotliCompress,
  BrotliDecompress: zlib.BrotliDecompress,
  ZstdCompress: zlib.ZstdCompress,
  ZstdDecompress: zlib.ZstdDecompress,
} as unknown as Readonly<Record<string, new (options: object) => NativeStream>>;

/** The internal fields of one of Node's streams. */
interface NativeStream {
  readonly _handle: {
    writeSync(
      flush: number,
      input: Uint8Array,
      inputOffset: number,
      inputLength: number,
      output: Uint8Array,
      outputOffset: number,
      outputLength: number,
    ): void;
    params(level: number, strategy: number): void;
    reset(): void;
    close(): void;
    onerror: (message: string, errno: number, code: string) => void;
  };
  /** After a write: bytes left in the output, bytes left of the input. */
  readonly _writeState: Uint32Array;
}

/** A stream and the input that it has not consumed yet. */
class Stream {
  readonly #native: NativeStream;
  readonly #flushMost: number;
  #input: Uint8Array = EMPTY;
  #offset = 0;
  #error: Error | undefined;

  /** @param flushMost the last of the stream's flush flags */
  constructor(native: NativeStream, flushMost: number) {
    this.#native = native;
    this.#flushMost = flushMost;
    native._handle.onerror = (message, errno, code) => {
      this.#error = Object.assign(new Error(message), { errno, code });
    };
  }

  /** Does one step. @param input undefined to continue with the rest. @returns output, room left in it, input left */
  write(flush: unknown, input: Uint8Array | undefined, room: number): HostValue {
    const flag = whole(flush, 0, this.#flushMost);
    if (input) {
      this.#input = input;
      this.#offset = 0;
    }
    const output = new Uint8Array(room);
    const { _handle: handle, _writeState: state } = this.#native;
    handle.writeSync(flag, this.#input, this.#offset, this.#input.length - this.#offset, output, 0, room);
    if (this.#error) throw this.#error;
    const [roomLeft = 0, inputLeft = 0] = state;
    this.#offset = this.#input.length - inputLeft;
    if (inputLeft === 0) this.#forgetInput();
    return [output.subarray(0, room - roomLeft), roomLeft, inputLeft];
  }

  #forgetInput(): void {
    this.#input = EMPTY;
    this.#offset = 0;
  }

  params(level: unknown, strategy: unknown): void {
    this.#native._handle.params(whole(level, -1, 9), whole(strategy, 0, 4));
    if (this.#error) throw this.#error;
  }

  reset(): void {
    this.#native._handle.reset();
    if (this.#error) throw this.#error;
  }

  close(): void {
    this.#native._handle.close();
  }
}

/** Returns an integer within bounds. @throws RangeError for any other number: Node would end the process */
function whole(value: unknown, least: number, most: number): number {
  const number = Math.trunc(Number(value));
  if (number >= least && number <= most) return number;
  throw new RangeError('the number is out of bounds');
}

/** @throws TypeError for a value that the guest library never sends */
function readOptions(given: unknown): Record<string, unknown> {
  if (typeof given !== 'object' || given === null) throw new TypeError('the options are not an object');
  const options: Record<string, unknown> = {};
  for (const name of OPTIONS) if (Object.hasOwn(given, name)) options[name] = (given as Record<string, unknown>)[name];
  const { chunkSize } = options;
  if (Number.isFinite(chunkSize) && (chunkSize as number) > UNUSED_CHUNK_BYTES) options.chunkSize = UNUSED_CHUNK_BYTES;
  return options;
}

/** Returns the last flush flag of a kind of stream. */
function lastFlushFlag(type: string): number {
  if (type.startsWith('Brotli')) return zlib.constants.BROTLI_OPERATION_EMIT_METADATA;
  return type.startsWith('Zstd') ? zlib.constants.ZSTD_e_end : zlib.constants.Z_BLOCK;
}

export function zlibCalls({ onClose }: CallScope): Record<string, HostCall> {
  const held = new HeldObjects();
  const open = new Set<Stream>();
  const streamOf = (handle: HostValue) => held.get(handle) as Stream;
  onClose(() => {
    for (const stream of open) stream.close();
    held.clear();
    return false;
  });
  return {
    /** Opens a stream. @returns its handle */
    'zlib.open': (type, packedOptions) => {
      const Type = STREAMS[type as string];
      if (!Type) throw new TypeError('there is no such stream');
      const stream = new Stream(new Type(readOptions(held.read(packedOptions))), lastFlushFlag(type as string));
      const handle = held.take(stream);
      open.add(stream);
      return handle;
    },
    'zlib.write': (handle, flush, input, room) => {
      if (input !== undefined && !(input instanceof Uint8Array)) throw new TypeError('the input is not bytes');
      return streamOf(handle).write(flush, input, whole(room, 1, OUTPUT_MAX_BYTES));
    },
    'zlib.params': (handle, level, strategy) => {
      streamOf(handle).params(level, strategy);
      return undefined;
    },
    'zlib.reset': (handle) => {
      streamOf(handle).reset();
      return undefined;
    },
    'zlib.close': (handle) => {
      const stream = streamOf(handle);
      open.delete(stream);
      held.free(handle);
      stream.close();
      return undefined;
    },
    'zlib.crc32': (data, value) => zlib.crc32(data as string | Uint8Array, value as number),
    'zlib.constants': () => held.write({ ...zlib.constants }),
  };
}
