/**
 * The part that holds the web's streams, including those for text.
 * @see https://streams.spec.whatwg.org/
 */
import * as streams from 'web-streams-polyfill';
import type { Internals } from '../internals.ts';
import { adopt } from '../web/realm.ts';
import { createStreamAccess, type StreamClasses } from '../web/stream-access.ts';
import { tellEnds } from '../web/stream-ends.ts';
import { type StreamTypes, streamCloning } from '../web/stream-transfer.ts';
import { createTextStreams } from '../web/text-streams.ts';
import { isObject } from '../web/webidl.ts';

interface ReadableStreamClass {
  new (): { values(): object };
  from(iterable: unknown): object;
}

const { getPrototypeOf, setPrototypeOf } = Object;
const { defineProperty, deleteProperty } = Reflect;

/** Corrects where the library differs from the standard and from Node. */
function mend(): void {
  const { ReadableStream } = streams as unknown as { ReadableStream: ReadableStreamClass };
  tellEnds(streams.ReadableStream.prototype);
  tellEnds(streams.WritableStream.prototype);
  const iteratorPrototype = getPrototypeOf(new ReadableStream().values()) as object;
  setPrototypeOf(iteratorPrototype, getPrototypeOf(getPrototypeOf(async function* () {}).prototype));
  // The method that it inherits now returns the same.
  deleteProperty(iteratorPrototype, Symbol.asyncIterator);
  const { from: fromIterable } = ReadableStream;
  const { from } = {
    from(iterable: unknown): object {
      // The library would accept a string as a list of characters.
      if (!isObject(iterable)) throw new TypeError('ReadableStream.from takes an iterable or async iterable object');
      return fromIterable(iterable);
    },
  };
  defineProperty(ReadableStream, 'from', { value: from, writable: true, enumerable: true, configurable: true });
}

export default function create(internals: Internals) {
  adopt(internals);
  mend();
  const classes = { ...streams, ...createTextStreams(streams.TransformStream) };
  const access = createStreamAccess(classes as unknown as StreamClasses);
  return { ...classes, access, cloning: streamCloning(streams as unknown as StreamTypes) };
}
