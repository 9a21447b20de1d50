/**
 * `TextEncoderStream` and `TextDecoderStream`.
 * @see https://encoding.spec.whatwg.org/#interface-textencoderstream
 */
import { internals } from './realm.ts';
import type { TransformStreamType } from './transform.ts';
import { shapeInterface } from './webidl.ts';

interface Encoding {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (
    label: unknown,
    options: unknown,
  ) => {
    readonly encoding: string;
    readonly fatal: boolean;
    readonly ignoreBOM: boolean;
    decode(bytes?: unknown, options?: { stream: boolean }): string;
  };
}

const LAST_HIGH_SURROGATE = /[\ud800-\udbff]$/;

/** Makes the two classes over a `TransformStream`. */
export function createTextStreams(TransformStream: TransformStreamType) {
  const encoding = internals.load('encoding') as Encoding;
  const TextEncoderStream = createEncoderStream(TransformStream, encoding);
  const TextDecoderStream = createDecoderStream(TransformStream, encoding);
  shapeInterface(TextEncoderStream, 'TextEncoderStream', ['encoding', 'readable', 'writable']);
  const members = ['encoding', 'fatal', 'ignoreBOM', 'readable', 'writable'];
  shapeInterface(TextDecoderStream, 'TextDecoderStream', members);
  return { TextEncoderStream, TextDecoderStream };
}

function createEncoderStream(TransformStream: TransformStreamType, encoding: Encoding) {
  return class TextEncoderStream {
    readonly #stream: InstanceType<TransformStreamType>;

    constructor() {
      const encoder = new encoding.TextEncoder();
      // A high surrogate at the end of a chunk, which waits for the low surrogate in the next chunk.
      let half = '';
      this.#stream = new TransformStream({
        transform(chunk, output) {
          const text = `${half}${chunk as string}`;
          half = LAST_HIGH_SURROGATE.exec(text)?.[0] ?? '';
          const whole = half === '' ? text : text.slice(0, -1);
          if (whole !== '') output.enqueue(encoder.encode(whole));
        },
        flush(output) {
          if (half !== '') output.enqueue(encoder.encode(half));
        },
      });
    }

    get encoding(): string {
      this.#stream;
      return 'utf-8';
    }

    get readable(): object {
      return this.#stream.readable;
    }

    get writable(): object {
      return this.#stream.writable;
    }
  };
}

function createDecoderStream(TransformStream: TransformStreamType, encoding: Encoding) {
  return class TextDecoderStream {
    readonly #decoder: InstanceType<Encoding['TextDecoder']>;
    readonly #stream: InstanceType<TransformStreamType>;

    constructor(label: unknown = 'utf-8', options: unknown = {}) {
      const decoder = new encoding.TextDecoder(label, options);
      this.#decoder = decoder;
      this.#stream = new TransformStream({
        transform(chunk, output) {
          if (chunk === undefined) throw new TypeError('The chunk must be a BufferSource.');
          const text = decoder.decode(chunk, { stream: true });
          if (text !== '') output.enqueue(text);
        },
        flush(output) {
          const text = decoder.decode();
          if (text !== '') output.enqueue(text);
        },
      });
    }

    get encoding(): string {
      return this.#decoder.encoding;
    }

    get fatal(): boolean {
      return this.#decoder.fatal;
    }

    get ignoreBOM(): boolean {
      return this.#decoder.ignoreBOM;
    }

    get readable(): object {
      return this.#stream.readable;
    }

    get writable(): object {
      return this.#stream.writable;
    }
  };
}
