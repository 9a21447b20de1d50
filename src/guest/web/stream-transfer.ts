/**
 * Transfers streams for `structuredClone` and `postMessage`. The new stream reads from or writes to the old one, which
 * is locked from then on. Each chunk is cloned.
 * @see https://streams.spec.whatwg.org/#rs-transfer
 */
import type { PlatformCloning } from './cloning.ts';
import { DOMExceptionType } from './dom-exceptions.ts';
import { internals } from './realm.ts';

interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: unknown }>;
  cancel(reason: unknown): Promise<void>;
}

interface Writer {
  write(chunk: unknown): Promise<void>;
  close(): Promise<void>;
  abort(reason: unknown): Promise<void>;
}

interface Output {
  enqueue(chunk: unknown): void;
  close(): void;
}

type StreamType<Held extends object> = new (underlying: object, strategy?: object) => Held;

/** The members of the classes that this module uses. */
export interface StreamTypes {
  readonly ReadableStream: StreamType<{ readonly locked: boolean; getReader(): Reader }>;
  readonly WritableStream: StreamType<{ readonly locked: boolean; getWriter(): Writer }>;
  readonly TransformStream: StreamType<object>;
}

function cloneChunk(chunk: unknown): unknown {
  const { structuredClone } = internals.load('structured-clone') as { structuredClone(value: unknown): unknown };
  return structuredClone(chunk);
}

function refuse(message: string): never {
  throw new (DOMExceptionType())(message, 'DataCloneError');
}

/** Makes the functions that transfer streams. Streams can't be cloned. */
export function streamCloning({ ReadableStream, WritableStream, TransformStream }: StreamTypes): PlatformCloning {
  return {
    serialize(value) {
      const isStream =
        value instanceof ReadableStream || value instanceof WritableStream || value instanceof TransformStream;
      if (!isStream) return undefined;
      return refuse('Object that needs transfer was found in message but not listed in transferList');
    },
    transfer(value) {
      if (value instanceof ReadableStream) {
        if (value.locked) refuse('A locked ReadableStream could not be transferred.');
        let reader: Reader;
        const source = {
          async pull(output: Output) {
            const { done, value: chunk } = await reader.read();
            if (done) output.close();
            else output.enqueue(cloneChunk(chunk));
          },
          cancel: (reason: unknown) => reader.cancel(reason),
        };
        const made = new ReadableStream(source, { highWaterMark: 0 });
        return {
          made,
          move() {
            reader = value.getReader();
          },
        };
      }
      if (value instanceof WritableStream) {
        if (value.locked) refuse('A locked WritableStream could not be transferred.');
        let writer: Writer;
        const made = new WritableStream({
          write: (chunk: unknown) => writer.write(cloneChunk(chunk)),
          close: () => writer.close(),
          abort: (reason: unknown) => writer.abort(reason),
        });
        return {
          made,
          move() {
            writer = value.getWriter();
          },
        };
      }
      return undefined;
    },
  };
}
