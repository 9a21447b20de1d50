/**
 * The part that holds `fs` and `fs/promises`.
 */
import { createFs, type FsNeeds } from '../fs/create-fs.ts';
import type { Internals } from '../internals.ts';

export default function create({ host, load, timers }: Internals) {
  return createFs(host, {
    buffer: () => (load('buffer') as { Buffer: ReturnType<FsNeeds['buffer']> }).Buffer,
    inspect: () => (load('inspect') as { inspect: ReturnType<FsNeeds['inspect']> }).inspect,
    stream: () => (load('stream') as { stream: unknown }).stream,
    utf8Stream: () => (load('utf8-stream') as { Utf8Stream: unknown }).Utf8Stream,
    emitter: () => (load('emitter') as { EventEmitter: unknown }).EventEmitter,
    decoder: () => (load('string-decoder') as { makeDecoder: FsNeeds['decoder'] }).makeDecoder(),
    glob: () => load('glob') as ReturnType<FsNeeds['glob']>,
    defer: (callback) => void timers.setImmediate(callback, []),
  });
}
