/**
 * Converts between Node's streams and the web's: `toWeb` and `fromWeb`.
 * @see https://nodejs.org/api/stream.html#streamreadabletowebstreamreadable-options
 */
import errors from 'readable-stream/lib/ours/errors.js';
import stream from 'readable-stream/lib/stream.js';
import { whenSettled } from '../settled.ts';
import { invalidArgument } from '../web/errors.ts';

type Done = (error?: unknown) => void;
type Prototype<Method extends string> = { readonly prototype: Record<Method, (...args: unknown[]) => unknown> };

/** The web's classes that this module uses. */
export interface WebStreams {
  readonly ReadableStream: (new (source: object, strategy: object) => object) & Prototype<'getReader'>;
  readonly ReadableStreamDefaultController: Prototype<'close' | 'enqueue' | 'error'>;
  readonly ReadableStreamDefaultReader: Prototype<'cancel' | 'read'>;
  readonly WritableStream: (new (sink: object, strategy: object) => object) & Prototype<'getWriter'>;
  readonly WritableStreamDefaultController: Prototype<'error'>;
  readonly WritableStreamDefaultWriter: Prototype<'abort' | 'close' | 'write'>;
}

type LoadStreams = () => WebStreams;

interface Side {
  readonly destroyed: boolean;
  destroy(error?: unknown): void;
  on(event: string, listener: (value: unknown) => void): void;
}

interface ReadableSide extends Side {
  readonly readable: boolean;
  readonly readableObjectMode: boolean;
  readonly readableHighWaterMark: number;
  push(chunk: unknown): boolean;
  pause(): void;
  resume(): void;
}

interface WritableSide extends Side {
  readonly writable: boolean;
  readonly writableObjectMode: boolean;
  readonly writableHighWaterMark: number;
  once(event: string, listener: () => void): void;
  write(chunk: unknown): boolean;
  end(): void;
}

interface Pair {
  readonly readable: object;
  readonly writable: object;
}

const { assign } = Object;
const { withResolvers } = Promise;
const { apply } = Reflect;
const PromiseType = Promise;
const Uint8ArrayType = Uint8Array;
const { Duplex, Readable, Writable, finished } = stream;

function sizeOf(chunk: unknown): number {
  return (chunk as { byteLength?: number } | null)?.byteLength ?? 1;
}

function strategyFor(isObjects: boolean, highWaterMark: number): object {
  const size = isObjects ? () => 1 : sizeOf;
  return { __proto__: null, highWaterMark, size };
}

/** Returns the error for the web's side: a premature close becomes an abort. */
function told(error: { readonly code?: unknown } | null | undefined): unknown {
  if (error?.code !== 'ERR_STREAM_PREMATURE_CLOSE') return error;
  return new errors.AbortError(undefined, { cause: error });
}

function readableToWeb(load: LoadStreams, given: unknown, options: { strategy?: object } = {}): object {
  const source = given as ReadableSide;
  if (!(given instanceof stream.Stream) || typeof source.pause !== 'function') {
    throw invalidArgument('streamReadable', 'an instance of stream.Readable', given);
  }
  const { ReadableStream, ReadableStreamDefaultController } = load();
  const { close, enqueue, error: fail } = ReadableStreamDefaultController.prototype;
  let isOver = false;
  let controller: object;
  const isObjects = source.readableObjectMode;
  const strategy = options.strategy ?? strategyFor(isObjects, source.readableHighWaterMark);
  const over = (error?: unknown) => {
    if (isOver) return;
    isOver = true;
    if (error) apply(fail, controller, [error]);
    else apply(close, controller, []);
  };
  const made = new ReadableStream(
    {
      __proto__: null,
      start: (own: object) => {
        controller = own;
      },
      pull: () => source.resume(),
      cancel: (reason: unknown) => {
        isOver = true;
        source.destroy(reason);
      },
    },
    strategy,
  );
  if (source.destroyed || !source.readable) {
    over();
    return made;
  }
  source.pause();
  // A web stream that is canceled destroys the source. Nobody handles that error, so ignore it.
  source.on('error', () => undefined);
  finished(given, { writable: false }, (error) => over(told(error as never)));
  source.on('data', (chunk) => {
    if (isOver) return;
    apply(enqueue, controller, [chunk instanceof Uint8ArrayType && !isObjects ? new Uint8ArrayType(chunk) : chunk]);
    if (((controller as { desiredSize: number | null }).desiredSize ?? 0) <= 0) source.pause();
  });
  source.pause();
  return made;
}

/** Makes the `read` and `destroy` of a Node stream that reads a web stream. */
function reading(load: LoadStreams, given: unknown) {
  const { ReadableStream, ReadableStreamDefaultReader } = load();
  if (!(given instanceof (ReadableStream as unknown as typeof Object))) {
    throw invalidArgument('readableStream', 'an instance of ReadableStream', given);
  }
  const { cancel, read } = ReadableStreamDefaultReader.prototype;
  const reader = apply(ReadableStream.prototype.getReader, given, []) as object;
  let isOver = false;
  return {
    read(this: ReadableSide): void {
      whenSettled(
        apply(read, reader, []) as Promise<unknown>,
        (answer) => {
          const { done, value } = answer as { done: boolean; value: unknown };
          isOver = done;
          this.push(done ? null : value);
        },
        (error) => {
          isOver = true;
          this.destroy(error);
        },
      );
    },
    destroy(error: unknown, done: Done): void {
      const end = () => done(error);
      if (isOver) end();
      else whenSettled(apply(cancel, reader, [error]) as Promise<unknown>, end, end);
    },
  };
}

function writableToWeb(load: LoadStreams, given: unknown): object {
  const sink = given as WritableSide;
  if (!(given instanceof stream.Stream) || typeof sink.write !== 'function') {
    throw invalidArgument('streamWritable', 'an instance of stream.Writable', given);
  }
  const { WritableStream, WritableStreamDefaultController } = load();
  const { error: fail } = WritableStreamDefaultController.prototype;
  const ended = apply(withResolvers, PromiseType, []) as PromiseWithResolvers<void>;
  whenSettled(
    ended.promise,
    () => undefined,
    () => undefined,
  );
  let controller: object;
  const made = new WritableStream(
    {
      __proto__: null,
      start: (own: object) => {
        controller = own;
      },
      write: (chunk: unknown) => {
        if (sink.write(chunk)) return undefined;
        const drained = apply(withResolvers, PromiseType, []) as PromiseWithResolvers<void>;
        sink.once('drain', () => drained.resolve());
        sink.once('close', () => drained.resolve());
        return drained.promise;
      },
      abort: (reason: unknown) => sink.destroy(reason),
      close: () => {
        sink.end();
        return ended.promise;
      },
    },
    strategyFor(sink.writableObjectMode, sink.writableHighWaterMark),
  );
  sink.on('error', () => undefined);
  finished(given, { readable: false }, (error) => {
    const reason = told(error as never);
    if (!reason) ended.resolve();
    else {
      ended.reject(reason);
      apply(fail, controller, [reason]);
    }
  });
  return made;
}

/** Makes the `write`, `final` and `destroy` of a Node stream that writes to a web stream. */
function writing(load: LoadStreams, given: unknown) {
  const { WritableStream, WritableStreamDefaultWriter } = load();
  if (!(given instanceof (WritableStream as unknown as typeof Object))) {
    throw invalidArgument('writableStream', 'an instance of WritableStream', given);
  }
  const { abort, close, write } = WritableStreamDefaultWriter.prototype;
  const writer = apply(WritableStream.prototype.getWriter, given, []) as object;
  let isOver = false;
  const settle = (promise: unknown, done: Done) =>
    whenSettled(
      promise as Promise<unknown>,
      () => done(),
      (error) => done(error),
    );
  return {
    write(chunk: unknown, _encoding: unknown, done: Done): void {
      settle(apply(write, writer, [chunk]), done);
    },
    final(done: Done): void {
      isOver = true;
      settle(apply(close, writer, []), done);
    },
    destroy(error: unknown, done: Done): void {
      const end = () => done(error);
      if (isOver) end();
      else settle(apply(abort, writer, [error]), end);
      isOver = true;
    },
  };
}

/** Makes the functions of the three classes. @param load loads the web's classes */
export function webAdapters(load: LoadStreams) {
  return {
    readable: {
      toWeb: (given: unknown, options: { strategy?: object } = {}) => readableToWeb(load, given, options),
      fromWeb: (given: unknown, options?: object) => new Readable(assign({}, options, reading(load, given))),
    },
    writable: {
      toWeb: (given: unknown) => writableToWeb(load, given),
      fromWeb: (given: unknown, options?: object) => new Writable(assign({}, options, writing(load, given))),
    },
    duplex: {
      toWeb: (given: unknown): Pair => ({ readable: readableToWeb(load, given), writable: writableToWeb(load, given) }),
      fromWeb: (given: Pair, options?: object) => {
        const { read, destroy: stopReading } = reading(load, given?.readable);
        const { write, final, destroy: stopWriting } = writing(load, given?.writable);
        const destroy = (error: unknown, done: Done) => stopReading(error, () => stopWriting(error, done));
        return new Duplex(assign({}, options, { read, write, final, destroy }));
      },
    },
  };
}
