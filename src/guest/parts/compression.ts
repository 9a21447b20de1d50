/**
 * The part that holds the streams that compress and decompress.
 */
import type { Internals } from '../internals.ts';
import { createCompressionStreams, type Zlib } from '../web/compression.ts';
import { adopt } from '../web/realm.ts';
import type { TransformStreamType } from '../web/transform.ts';

export default function create(internals: Internals) {
  adopt(internals);
  const { TransformStream } = internals.load('streams') as { TransformStream: TransformStreamType };
  return createCompressionStreams(TransformStream, (internals.load('zlib') as { zlib: Zlib }).zlib);
}
