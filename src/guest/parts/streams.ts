/**
 * The part that holds the web's streams, and those that transform text. Layer 0, guest side.
 * @see https://streams.spec.whatwg.org/
 */
import * as streams from 'web-streams-polyfill';
import type { Internals } from '../internals.ts';
import { adopt } from '../web/realm.ts';
import { createTextStreams } from '../web/text-streams.ts';

export default function create(internals: Internals) {
  adopt(internals);
  return { ...streams, ...createTextStreams(streams.TransformStream) };
}
