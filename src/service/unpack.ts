/**
 * Decompresses the bytes of an archive while they arrive. Its first bytes show the compression.
 */
import { once } from 'node:events';
import type { Readable, Transform } from 'node:stream';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import { TreeboxError } from '../core/errors.ts';

/** Largest window of zstd, as a power of two: 8 MiB, which RFC 8878 section 3.1.1.1.2 recommends that decoders support. */
const ZSTD_WINDOW_LOG = 23;

/** The first bytes of compressed files, and the decompressor if the format is accepted. */
const FORMATS: readonly (readonly [name: string, mark: Buffer, unpacker?: () => Transform])[] = [
  ['gzip', Buffer.from([0x1f, 0x8b]), () => createGunzip()],
  [
    'zstd',
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
    () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG } }),
  ],
  ['bzip2', Buffer.from('BZh')],
  ['xz', Buffer.from('\u00fd7zXZ\0', 'latin1')],
];

/** Length of the longest mark of a format. */
const MARK_MAX_BYTES = 6;

/**
 * Reads the first bytes of an archive, enough to recognize its format. If reading stops early, the stream stays open, because
 * the response uses the same connection.
 * @returns the first bytes, empty for an empty archive; and all bytes, including the first ones
 */
export async function startOf(archive: Readable): Promise<{ first: Buffer; whole: AsyncIterable<Buffer> }> {
  const chunks: AsyncIterator<Buffer> = archive.iterator({ destroyOnReturn: false });
  let first: Buffer = Buffer.alloc(0);
  while (first.length < MARK_MAX_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    first = Buffer.concat([first, next.value]);
  }
  return { first, whole: joined(first, chunks) };
}

/**
 * Reads an archive's bytes.
 * @param first the archive's first bytes
 * @param whole all bytes of the archive, including the first ones
 * @param bytesMax most bytes that the unpacked archive may have
 * @throws TreeboxError `bad_request` for a format that is not accepted, `too_large`; errors of the decompressor
 */
export async function* unpack(first: Buffer, whole: AsyncIterable<Buffer>, bytesMax: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const piece of unpackerOf(first, whole)) {
    bytes += piece.length;
    if (bytes > bytesMax) {
      throw new TreeboxError('too_large', `the archive has more than ${bytesMax} bytes when it is unpacked`);
    }
    yield piece;
  }
}

function unpackerOf(first: Buffer, whole: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const [name, , make] = FORMATS.find(([, mark]) => first.subarray(0, mark.length).equals(mark)) ?? [];
  if (name === undefined) return whole;
  if (make) return through(make(), whole);
  throw new TreeboxError(
    'bad_request',
    `the body is compressed with ${name}: send a zip archive, or a tar archive that is plain or compressed with gzip or zstd`,
  );
}

async function* joined(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function* through(unpacker: Transform, packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const fed = feed(unpacker, packed);
  try {
    for await (const piece of unpacker) yield piece as Buffer;
    await fed;
  } finally {
    unpacker.destroy();
  }
}

/** Writes the packed bytes to the unpacker. Never rejects: an error of reading destroys the unpacker with that error. */
async function feed(unpacker: Transform, packed: AsyncIterable<Buffer>): Promise<void> {
  try {
    for await (const chunk of packed) {
      if (unpacker.destroyed) return;
      if (!unpacker.write(chunk)) await drained(unpacker);
    }
    unpacker.end();
  } catch (error) {
    unpacker.destroy(error as Error);
  }
}

/** Waits until the stream drains or closes. It leaves no listener behind. */
export async function drained(stream: NodeJS.EventEmitter): Promise<void> {
  const waiting = new AbortController();
  try {
    await Promise.race(['drain', 'close'].map((event) => once(stream, event, { signal: waiting.signal })));
  } finally {
    waiting.abort();
  }
}
