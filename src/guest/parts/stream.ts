/**
 * The part that holds Node's streams, as the readable-stream package takes them from Node's source. Layer 0, guest side.
 */
import stream from 'readable-stream/lib/stream.js';
import type { Internals } from '../internals.ts';
import { duplexPair } from '../stream/duplex-pair.ts';

const { isView } = ArrayBuffer;

export default function create({ timers }: Internals) {
  const nextTick = (callback: () => void) => timers.nextTick(callback, []);
  const pair = { duplexPair: (options?: object) => duplexPair(nextTick, options) };
  Object.assign(stream, pair, { _isArrayBufferView: isView });
  return { stream, promises: stream.promises };
}
