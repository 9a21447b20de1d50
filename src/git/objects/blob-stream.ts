/**
 * Streams the content of a blob of any size, with constant memory.
 */
import { Readable } from 'node:stream';
import type { Oid } from '../../core/ids.ts';
import { BLOB_MEMORY_BYTES, BLOB_READS, GIT_CPU_SECS, GIT_TIMEOUT_MS, LARGE_BLOB_READS } from '../../core/limits.ts';
import { startGit } from '../git-process.ts';
import { readInTime } from '../serve/pace.ts';
import { Slots } from '../serve/slots.ts';
import type { ObjectReader } from './objects.ts';

/** Blobs up to this size, in bytes, are read directly: starting git costs more. */
const AT_ONCE_MAX_BYTES = 4 * 1024 * 1024;

/** The repository whose blobs are read. */
export interface BlobSource {
  /** Absolute path of the repository. */
  readonly path: string;
  readonly objects: ObjectReader;
}

/** Limits how many blobs git reads at the same time. A small blob, which is read without git, needs no slot. */
export class BlobSlots {
  readonly #usual = new Slots(BLOB_READS, 'large files are read');
  readonly #large = new Slots(LARGE_BLOB_READS, 'very large files are read');

  /**
   * Waits for a slot to read a blob of `size` bytes.
   * @returns a function that frees the slot
   * @throws TreeboxError `busy` when too many requests wait
   */
  async take(size: number, signal?: AbortSignal): Promise<() => void> {
    if (size <= AT_ONCE_MAX_BYTES) return () => undefined;
    return await (size > LARGE_BLOB_READS.bytes ? this.#large : this.#usual).take(signal);
  }
}

/**
 * Streams a part of a blob. The reader of the stream must be fast enough (`pace.ts`).
 * @param part `size` of the whole blob; `start` and `length` of the part, which lies within the blob; all in bytes
 * @returns a stream that fails when the blob is missing or the reader is too slow
 */
export function streamBlob(
  source: BlobSource,
  oid: Oid,
  part: { readonly size: number; readonly start: number; readonly length: number },
): Readable {
  if (part.size <= AT_ONCE_MAX_BYTES) return Readable.from(readAtOnce(source, oid, part), { objectMode: false });
  return readInTime(readByGit(source, oid, part));
}

function* readAtOnce({ objects }: BlobSource, oid: Oid, part: { start: number; length: number }): Generator<Buffer> {
  const object = objects.read(oid);
  if (object?.type !== 'blob') throw new Error(`${oid} is missing or is not a blob`);
  if (part.length > 0) yield object.data.subarray(part.start, part.start + part.length);
}

async function* readByGit(
  { path }: BlobSource,
  oid: Oid,
  part: { start: number; length: number },
): AsyncGenerator<Buffer> {
  const git = startGit(path, ['cat-file', 'blob', oid], {
    bounds: { memoryBytes: BLOB_MEMORY_BYTES, cpuSecs: GIT_CPU_SECS },
  });
  const deadline = setTimeout(git.kill, GIT_TIMEOUT_MS);
  git.stdin.end();
  let [skip, left] = [part.start, part.length];
  try {
    for await (const chunk of git.stdout as AsyncIterable<Buffer>) {
      const wanted = chunk.subarray(skip, skip + left);
      skip = Math.max(0, skip - chunk.length);
      left -= wanted.length;
      if (wanted.length > 0) yield wanted;
      if (left === 0) return;
    }
    throw new Error(`${oid}: git ended early: ${(await git.exit).stderr}`);
  } finally {
    clearTimeout(deadline);
    git.kill();
  }
}
