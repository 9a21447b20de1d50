/**
 * The part that holds the class `Utf8Stream` of `fs`.
 */
import exported from 'node-library/internal/streams/fast-utf8-stream';

export default function create() {
  return { Utf8Stream: exported };
}
