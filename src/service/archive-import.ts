/**
 * Imports an archive as a snapshot. It reads tar, plain or compressed with gzip or zstd, while it arrives, and zip from a
 * file beside the new objects.
 */
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { TreeboxError } from '../core/errors.ts';
import type { TreeId } from '../core/ids.ts';
import type { ObjectReader } from '../git/objects/objects.ts';
import type { PackWriter } from '../git/packs/pack-writer.ts';
import { ArchiveTree, type ImportLimits } from './archive-tree.ts';
import { readTar } from './tar-import.ts';
import { startOf, unpack } from './unpack.ts';

/** Bytes that an archive may have in addition to its content: headers, long names and padding of each entry, and its end. */
const OVERHEAD = { each: 8 * 1024, archive: 1024 * 1024 } as const;
const ZIP_MARKS = [Buffer.from('PK\u0003\u0004', 'latin1'), Buffer.from('PK\u0005\u0006', 'latin1')];

/**
 * Reads an archive to its end.
 * @param objects has the empty tree
 * @param writer gets the blobs and trees; the caller finishes or abandons it
 * @param folder absolute path of a folder for a temporary file
 * @returns the root tree
 * @throws TreeboxError `bad_request` for an archive that is damaged or hostile, `too_large` past the limits
 */
export async function importArchive(
  archive: Readable,
  { objects, writer, folder }: { objects: ObjectReader; writer: PackWriter; folder: string },
  limits: ImportLimits,
): Promise<TreeId> {
  const tree = new ArchiveTree(objects, writer, limits);
  const bytesMax = limits.bytes + limits.files * OVERHEAD.each + OVERHEAD.archive;
  const { first, whole } = await startOf(archive);
  const isZip = ZIP_MARKS.some((mark) => first.subarray(0, mark.length).equals(mark));
  try {
    if (isZip) await importZip(whole, tree, folder, bytesMax);
    else await readTar(unpack(first, whole, bytesMax), tree);
  } catch (error) {
    if (error instanceof TreeboxError || archive.errored || isOfDisk(error)) throw error;
    const what = `the body is not a complete ${isZip ? 'zip' : 'tar'} archive: ${(error as Error).message}`;
    throw new TreeboxError('bad_request', what, { cause: error });
  }
  return tree.write();
}

async function importZip(
  archive: AsyncIterable<Buffer>,
  tree: ArchiveTree,
  folder: string,
  bytesMax: number,
): Promise<void> {
  const path = join(folder, 'archive.zip');
  try {
    await save(archive, path, bytesMax);
    const { readZip } = await import('./zip-import.ts');
    await readZip(path, tree);
  } finally {
    await rm(path, { force: true });
  }
}

async function save(archive: AsyncIterable<Buffer>, path: string, bytesMax: number): Promise<void> {
  const file = await open(path, 'wx');
  let bytes = 0;
  try {
    for await (const chunk of archive) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw new TreeboxError('too_large', `the archive has more than ${bytesMax} bytes`);
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
}

/** Returns whether a system call failed, so that the server's disk is at fault and not the archive. */
function isOfDisk(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).syscall !== undefined;
}
