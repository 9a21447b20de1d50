/**
 * The part that holds Node's streams, from the package readable-stream, which takes them from Node's source.
 */
import errors from 'readable-stream/lib/ours/errors.js';
import stream from 'readable-stream/lib/stream.js';
import type { Internals } from '../internals.ts';
import { duplexPair } from '../stream/duplex-pair.ts';
import { type WebStreams, webAdapters } from '../stream/web-adapters.ts';

const { isView } = ArrayBuffer;
/** Number of bytes that a stream buffers before `write` returns false, as in Node. */
const HIGH_WATER_MARK = 64 * 1024;

/** Disposes of a writable stream: destroys it and waits for its end. */
function dispose(this: Disposable): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const error = this.destroyed || this.writableFinished ? null : new errors.AbortError();
  if (!this.destroyed) this.destroy(error);
  stream.finished(this, {}, (failure) => (failure && failure !== error ? reject(failure) : resolve()));
  return promise;
}

interface Disposable {
  readonly destroyed: boolean;
  readonly writableFinished: boolean;
  destroy(error: Error | null): void;
}

export default function create({ load, timers }: Internals) {
  stream.setDefaultHighWaterMark(false, HIGH_WATER_MARK);
  const { readable, writable, duplex } = webAdapters(() => load('streams') as WebStreams);
  Object.assign(stream.Readable, readable);
  Object.assign(stream.Writable, writable);
  Object.assign(stream.Duplex, duplex);
  const disposing = { value: dispose, writable: true, configurable: true };
  for (const Type of [stream.Writable, stream.Duplex]) {
    Object.defineProperty(Type.prototype, Symbol.asyncDispose, disposing);
  }
  const nextTick = (callback: () => void) => timers.nextTick(callback, []);
  const pair = { duplexPair: (options?: object) => duplexPair(nextTick, options) };
  Object.assign(stream, pair, { _isArrayBufferView: isView });
  return { stream, promises: stream.promises };
}
