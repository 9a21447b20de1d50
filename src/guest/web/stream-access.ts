/**
 * Lets other parts use the web's streams, by functions that guest code can't replace. Some return state that standards
 * refer to but the classes do not expose.
 * @see https://streams.spec.whatwg.org/#other-specs
 */
import { getter, uncurry } from '../primordials.ts';
import { internals } from './realm.ts';

/** A `ReadableStream`. */
export type Readable = object;

/** Source of a stream that the runtime makes. */
export interface Source {
  pull(controller: object): void | Promise<void>;
  cancel?(reason: unknown): void | Promise<void>;
}

/** A stream that the runtime reads. */
export interface LockedStream {
  read(): Promise<{ readonly done: boolean; readonly value: unknown }>;
  cancel(reason: unknown): Promise<void>;
}

export interface StreamAccess {
  isReadable(value: unknown): value is Readable;
  isLocked(stream: Readable): boolean;
  /** Returns whether a stream was ever read from or cancelled. */
  isDisturbed(stream: Readable): boolean;
  /** Makes a stream of bytes that pulls only when a reader needs a chunk. */
  makeBytes(source: Source): Readable;
  /** Makes a stream of any chunks that pulls only when a reader needs a chunk. */
  make(source: Source): Readable;
  enqueue(controller: object, chunk: unknown): void;
  close(controller: object): void;
  /** Like `enqueue` and `close`, for a stream of bytes, whose reader may be waiting with its own buffer. */
  enqueueBytes(controller: object, chunk: Uint8Array): void;
  closeBytes(controller: object): void;
  cancel(stream: Readable, reason: unknown): Promise<void>;
  /** Locks a stream permanently and drops its unread data. */
  discard(stream: Readable): void;
  /** Locks a stream. */
  lock(stream: Readable): LockedStream;
  tee(stream: Readable): readonly [Readable, Readable];
  /**
   * Passes every chunk to a function.
   * @returns a promise, which rejects with the stream's error or with an error of the function
   */
  drain(stream: Readable, take: (chunk: unknown) => void): Promise<void>;
  /** Makes a stream with the chunks of another one, which becomes locked and disturbed. */
  through(stream: Readable): Readable;
  /** Like `through`, but decodes the chunks to text. */
  throughText(stream: Readable): Readable;
}

/** Returns the functions, and loads the streams if needed. */
export function streamAccess(): StreamAccess {
  return (internals.load('streams') as { readonly access: StreamAccess }).access;
}

type Class = (abstract new (...args: never[]) => object) & { readonly prototype: object };

/** The classes that the functions are taken from. */
export interface StreamClasses {
  readonly ReadableStream: Class;
  readonly ReadableStreamDefaultReader: Class;
  readonly ReadableStreamDefaultController: Class;
  readonly ReadableByteStreamController: Class;
  readonly ReadableStreamBYOBRequest: Class;
  readonly WritableStream: Class;
  readonly TransformStream: Class;
  readonly TextDecoderStream: Class;
}

const { apply } = Reflect;
const { hasOwn } = Object;

function method<Args extends unknown[], Result>(type: Class, name: string): (self: object, ...args: Args) => Result {
  return uncurry((type.prototype as Record<string, (this: object, ...args: Args) => Result>)[name] as never);
}

function ignore(): void {
  // Nobody reads this stream any more, so ignore its error.
}

/** Takes the functions from the classes, before guest code sees them. */
export function createStreamAccess(classes: StreamClasses): StreamAccess {
  const { ReadableStream, WritableStream, TransformStream, TextDecoderStream } = classes as unknown as Record<
    keyof StreamClasses,
    new (
      ...args: unknown[]
    ) => object
  >;
  const locked = getter<boolean>(classes.ReadableStream.prototype, 'locked');
  const cancel = method<[unknown], Promise<void>>(classes.ReadableStream, 'cancel');
  const getReader = method<[], object>(classes.ReadableStream, 'getReader');
  const tee = method<[], [object, object]>(classes.ReadableStream, 'tee');
  const pipeTo = method<[object, object], Promise<void>>(classes.ReadableStream, 'pipeTo');
  const pipeThrough = method<[object], object>(classes.ReadableStream, 'pipeThrough');
  const read = method<[], Promise<{ done: boolean; value: unknown }>>(classes.ReadableStreamDefaultReader, 'read');
  const cancelReader = method<[unknown], Promise<void>>(classes.ReadableStreamDefaultReader, 'cancel');
  const enqueue = method<[unknown], void>(classes.ReadableStreamDefaultController, 'enqueue');
  const close = method<[], void>(classes.ReadableStreamDefaultController, 'close');
  const enqueueBytes = method<[unknown], void>(classes.ReadableByteStreamController, 'enqueue');
  const closeBytes = method<[], void>(classes.ReadableByteStreamController, 'close');
  const byobRequest = getter<object | null>(classes.ReadableByteStreamController.prototype, 'byobRequest');
  const respond = method<[number], void>(classes.ReadableStreamBYOBRequest, 'respond');
  const { then } = Promise.prototype;
  const readable = getter<object>(classes.TransformStream.prototype, 'readable');
  const writable = getter<object>(classes.TransformStream.prototype, 'writable');
  const textReadable = getter<object>(classes.TextDecoderStream.prototype, 'readable');
  const textWritable = getter<object>(classes.TextDecoderStream.prototype, 'writable');
  const strategy = { __proto__: null, highWaterMark: 0 };
  // Do not cancel the stream if `take` throws: cancelling one branch of a `tee` waits until the other is cancelled too.
  const draining = { __proto__: null, preventCancel: true };
  const pair = (readableEnd: object, writableEnd: object) => ({
    __proto__: null,
    readable: readableEnd,
    writable: writableEnd,
  });

  return {
    isReadable: (value): value is Readable =>
      value instanceof ReadableStream && hasOwn(value, '_readableStreamController'),
    isLocked: (stream) => locked(stream),
    isDisturbed: (stream) => (stream as { readonly _disturbed: boolean })._disturbed,
    makeBytes: ({ pull }) => new ReadableStream({ __proto__: null, type: 'bytes', pull }, strategy),
    make: ({ pull, cancel: canceled }) => new ReadableStream({ __proto__: null, pull, cancel: canceled }, strategy),
    enqueue,
    close,
    enqueueBytes,
    closeBytes(controller) {
      closeBytes(controller);
      const waiting = byobRequest(controller);
      if (waiting) respond(waiting, 0);
    },
    cancel,
    discard(stream) {
      apply(then, cancelReader(getReader(stream), undefined), [undefined, ignore]);
    },
    lock(stream) {
      const reader = getReader(stream);
      return { read: () => read(reader), cancel: (reason) => cancelReader(reader, reason) };
    },
    tee,
    drain: (stream, take) => pipeTo(stream, new WritableStream({ __proto__: null, write: take }), draining),
    through(stream) {
      const transform = new TransformStream();
      return pipeThrough(stream, pair(readable(transform), writable(transform)));
    },
    throughText(stream) {
      const transform = new TextDecoderStream();
      return pipeThrough(stream, pair(textReadable(transform), textWritable(transform)));
    },
  };
}
