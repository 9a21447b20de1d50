/**
 * The part that holds Node's streams, as the readable-stream package takes them from Node's source. Layer 0, guest side.
 */
import stream from 'readable-stream/lib/stream.js';

export default function create() {
  return { stream, promises: stream.promises };
}
