/**
 * `CompressionStream` and `DecompressionStream`, over the streams of `node:zlib`.
 * @see https://compression.spec.whatwg.org/
 */
import { copyOf, isArrayBuffer } from '../bytes.ts';
import { codedError, needArguments } from './errors.ts';
import type { Output, Transformer, TransformStreamType } from './transform.ts';
import { shapeInterface } from './webidl.ts';

interface ZlibStream {
  on(event: 'data', listener: (chunk: Uint8Array) => void): this;
  on(event: 'error' | 'end', listener: (error?: Error) => void): this;
  write(chunk: Uint8Array, callback: (error?: Error | null) => void): boolean;
  end(): void;
}

/** The functions of `node:zlib` that make a stream. */
export type Zlib = Readonly<Record<string, (options?: object) => ZlibStream>>;

/** Names of the compressor and the decompressor by format. */
const FORMATS: Readonly<Record<string, readonly [string, string]>> = {
  deflate: ['createDeflate', 'createInflate'],
  'deflate-raw': ['createDeflateRaw', 'createInflateRaw'],
  gzip: ['createGzip', 'createGunzip'],
  brotli: ['createBrotliCompress', 'createBrotliDecompress'],
};

/** Makes the two classes over a `TransformStream`. */
export function createCompressionStreams(TransformStream: TransformStreamType, zlib: Zlib) {
  const open = (format: unknown, side: 0 | 1) => {
    const name = `${format as string}`;
    if (!Object.hasOwn(FORMATS, name)) {
      const known = Object.keys(FORMATS).join("', '");
      const message = `The argument 'format' must be one of: '${known}'. Received '${name}'`;
      throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', message);
    }
    const make = zlib[FORMATS[name]?.[side] as string] as Zlib[string];
    // Unlike in `node:zlib`, data after the end of the compressed data is an error.
    return new TransformStream(transformerOf(make(side === 1 ? { rejectGarbageAfterEnd: true } : {})));
  };

  const typeOf = (name: string, side: 0 | 1) => {
    class FormatStream {
      readonly #stream: InstanceType<TransformStreamType>;

      constructor(format: unknown) {
        needArguments(arguments.length, 'format');
        this.#stream = open(format, side);
      }

      get readable(): object {
        return this.#stream.readable;
      }

      get writable(): object {
        return this.#stream.writable;
      }
    }
    shapeInterface(FormatStream, name, ['readable', 'writable']);
    return FormatStream;
  };
  return {
    CompressionStream: typeOf('CompressionStream', 0),
    DecompressionStream: typeOf('DecompressionStream', 1),
  };
}

function transformerOf(stream: ZlibStream): Transformer {
  const ended = Promise.withResolvers<void>();
  // If the stream fails while nothing waits for `ended`, the next write reports the error.
  ended.promise.catch(() => undefined);
  let failure: TypeError | undefined;
  return {
    start(output: Output) {
      stream.on('data', (chunk) => output.enqueue(new Uint8Array(chunk)));
      stream.on('end', () => ended.resolve());
      stream.on('error', (error) => {
        failure = Object.assign(new TypeError(error?.message), { cause: error });
        output.error(failure);
        ended.reject(failure);
      });
    },
    async transform(chunk) {
      const bytes = bytesOf(chunk);
      const { promise, resolve } = Promise.withResolvers<void>();
      stream.write(bytes, () => resolve());
      await Promise.race([promise, ended.promise]);
      if (failure) throw failure;
    },
    async flush() {
      stream.end();
      await ended.promise;
    },
  };
}

/** Returns a copy of the bytes of a chunk. @throws TypeError if it has none */
function bytesOf(chunk: unknown): Uint8Array {
  const memory = ArrayBuffer.isView(chunk) ? chunk.buffer : chunk;
  if (isArrayBuffer(memory)) return copyOf(chunk as ArrayBufferView | ArrayBuffer);
  const message = 'The "chunk" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.';
  throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', message);
}
