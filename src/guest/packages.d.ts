/** Types of bundled packages, as far as the guest library uses them. */

declare module 'node:events' {
  const EventEmitter: new () => object;
  export default EventEmitter;
}
declare module 'path-browserify' {
  const path: Record<string, unknown>;
  export default path;
}
declare module 'readable-stream/lib/stream.js' {
  class Duplex {
    constructor(options?: object);
    readonly destroyed: boolean;
    push(chunk: unknown): boolean;
    on(event: string, listener: (value: unknown) => void): this;
    destroy(error?: Error): this;
    _read(): void;
    _write(chunk: unknown, encoding: string, done: (error?: Error | null) => void): void;
    _final(done: (error?: Error | null) => void): void;
    _destroy(error: Error | null, done: (error?: Error | null) => void): void;
  }
  const stream: {
    readonly promises: unknown;
    readonly Duplex: typeof Duplex;
    readonly Readable: typeof Duplex;
    readonly Writable: typeof Duplex;
    readonly Stream: new () => object;
    finished(stream: unknown, options: object, done: (error?: Error | null) => void): void;
    setDefaultHighWaterMark(isObjects: boolean, size: number): void;
  };
  export default stream;
}
declare module 'readable-stream/lib/ours/errors.js' {
  const errors: { readonly AbortError: new (message?: string, options?: { cause: unknown }) => Error };
  export default errors;
}
declare module 'node:stream' {
  /** The members of Node's transform streams that the guest library uses. */
  export class Transform {
    constructor(options?: object);
    readonly destroyed: boolean;
    readonly writableEnded: boolean;
    readonly writableFinished: boolean;
    readonly writableLength: number;
    push(chunk: unknown, encoding?: unknown): boolean;
    write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean;
    end(chunk?: unknown, encoding?: unknown): this;
    on(event: string, listener: (value: unknown) => void): this;
    once(event: string, listener: (value: unknown) => void): this;
    destroy(error?: Error): this;
    _transform(chunk: unknown, encoding: string, callback: (error?: Error | null) => void): void;
    _flush(callback: (error?: Error | null) => void): void;
    _final(callback: (error?: Error | null) => void): void;
    _read(size: number): void;
    _destroy(error: Error | null, callback: (error?: Error | null) => void): void;
  }
  /** A writable stream. */
  export class Writable {
    constructor(options?: object);
    _write(chunk: unknown, encoding: string, callback: (error?: Error | null) => void): void;
  }
  export function addAbortSignal(signal: unknown, stream: Transform): void;
  export function finished(stream: Transform, callback: (error?: Error | null) => void): void;
}
declare module 'web-streams-polyfill' {
  export const TransformStream: import('./web/transform.ts').TransformStreamType;
  export const ReadableStream: { readonly prototype: object };
  export const WritableStream: { readonly prototype: object };
}
declare module 'urlpattern-polyfill/urlpattern' {
  export const URLPattern: new (...args: never[]) => object;
}
declare module 'node-library/*' {
  const exported: Record<string, unknown>;
  export default exported;
}
