/**
 * Streams a snapshot as a tar archive.
 *
 * Names that are too long for ustar go into pax headers. Owners are 0 and times are the epoch: git keeps neither, and the
 * same snapshot gives the same archive. A submodule becomes an empty folder, as with `git archive`.
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
 */

import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack as createPack, type Header, type Pack } from 'tar-stream';
import { TreeboxError } from '../core/errors.ts';
import type { TreeId } from '../core/ids.ts';
import { COMPARED_DEPTH_MAX, COMPARED_ENTRIES_MAX } from '../core/limits.ts';
import { isFolderEntry, isTreeMode, MODE } from '../git/format/entry-mode.ts';
import { readTree } from '../git/format/tree-codec.ts';
import { type BlobSlots, type BlobSource, streamBlob } from '../git/objects/blob-stream.ts';
import type { TreeEntry } from '../git/objects/objects.ts';

/** Modes in the archive by git's mode; any other entry is a plain file. */
const FOLDER_MODE = 0o755;
const FILE_MODES: Readonly<Record<string, number>> = { [MODE.executable]: 0o755 };
const EPOCH = new Date(0);

interface FoundEntry {
  readonly path: string;
  readonly entry: TreeEntry;
}

/**
 * Streams the archive of a snapshot. The stream fails when an object is missing, or the snapshot is too large or too deep.
 * @param slots bounds the large files that are read at the same time
 * @param tree a stored tree
 */
export function exportTar(source: BlobSource, slots: BlobSlots, tree: TreeId): Readable {
  const pack = createPack();
  const write = async () => {
    for (const found of walk(source, tree)) await writeEntry(pack, source, slots, found);
    pack.finalize();
  };
  write().catch((error: Error) => pack.destroy(error));
  return Readable.from(pack, { objectMode: false });
}

async function writeEntry(
  pack: Pack,
  source: BlobSource,
  slots: BlobSlots,
  { path, entry: { mode, oid } }: FoundEntry,
): Promise<void> {
  const common = { name: path, mtime: EPOCH, uid: 0, gid: 0 };
  if (isTreeMode(mode) || mode === MODE.submodule) {
    await writeHeader(pack, { ...common, name: `${path}/`, type: 'directory', mode: FOLDER_MODE });
  } else if (mode === MODE.symlink) {
    const target = source.objects.read(oid);
    if (!target) throw new Error(`${oid} is missing`);
    await writeHeader(pack, { ...common, type: 'symlink', linkname: target.data.toString(), mode: 0o777 });
  } else {
    const size = source.objects.stat(oid)?.size;
    if (size === undefined) throw new Error(`${oid} is missing`);
    const entry = pack.entry({ ...common, type: 'file', size, mode: FILE_MODES[mode] ?? 0o644 });
    const release = await slots.take(size);
    try {
      await pipeline(streamBlob(source, oid, { size, start: 0, length: size }), entry as unknown as Writable);
    } finally {
      release();
    }
  }
}

function writeHeader(pack: Pack, header: Partial<Header> & { name: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    pack.entry(header, (error) => (error ? reject(error) : resolve()));
  });
}

/** Yields every entry of the tree, each folder before its entries. */
function* walk(source: BlobSource, tree: TreeId): Generator<FoundEntry> {
  const folders = [{ path: '', entries: read(source, tree)[Symbol.iterator]() }];
  let seen = 0;
  for (let folder = folders.at(-1); folder; folder = folders.at(-1)) {
    const { value: entry, done } = folder.entries.next();
    if (done) {
      folders.pop();
      continue;
    }
    seen += 1;
    if (seen > COMPARED_ENTRIES_MAX || folders.length > COMPARED_DEPTH_MAX) {
      throw new TreeboxError('too_large', 'the snapshot is too large or too deep for an archive');
    }
    const path = folder.path + entry.nameBytes.toString();
    yield { path, entry };
    if (isFolderEntry(entry)) folders.push({ path: `${path}/`, entries: read(source, entry.oid)[Symbol.iterator]() });
  }
}

function read(source: BlobSource, tree: TreeId): TreeEntry[] {
  const entries = readTree(source.objects, tree);
  if (!entries) throw new Error(`${tree} is missing`);
  return entries;
}
