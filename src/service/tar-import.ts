/**
 * Imports a tar archive while it arrives.
 *
 * It accepts files, folders, symbolic links, and hard links to earlier files, and refuses everything else.
 */
import { type Extract, extract, type Header } from 'tar-stream';
import type { TreeboxError } from '../core/errors.ts';
import { type ArchiveTree, refused, splitPath, textOf } from './archive-tree.ts';
import { drained } from './unpack.ts';

/** An entry's header and its content, which must be read to its end. */
type Entry = Extract extends AsyncIterable<infer Source> ? Source : never;

/** Prefix of fields that only pax headers of sparse files have. The archive has their content in another form. */
const SPARSE_FIELD = 'GNU.sparse.';

/**
 * Reads an archive to its end.
 * @param archive its bytes, uncompressed
 * @param tree gets its entries
 * @throws TreeboxError `bad_request` for an archive that is damaged or hostile, `too_large`; errors of reading it
 */
export async function readTar(archive: AsyncIterable<Buffer>, tree: ArchiveTree): Promise<void> {
  // The package's types lack these options. `latin1` keeps the bytes of names that are not in pax headers.
  // `allowUnknownFormat` accepts headers from before POSIX, which have no magic and only a checksum.
  const entries = extract({ filenameEncoding: 'latin1', allowUnknownFormat: true } as Parameters<typeof extract>[0]);
  const fed = feed(archive, entries);
  try {
    for await (const entry of entries) await take(entry, tree);
    await fed;
  } catch (error) {
    entries.destroy();
    throw error;
  }
}

/** Writes the archive to `entries`. Never rejects: an error of reading destroys `entries` with that error. */
async function feed(archive: AsyncIterable<Buffer>, entries: Extract): Promise<void> {
  try {
    for await (const chunk of archive) {
      if (entries.destroyed) return;
      if (!entries.write(chunk)) await drained(entries);
    }
    entries.end(null);
  } catch (error) {
    entries.destroy(error as Error);
  }
}

async function take(entry: Entry, tree: ArchiveTree): Promise<void> {
  const { header } = entry;
  const path = splitPath(fieldOf(header.name, paxText(header, 'path'), 'a path'));
  const target = () => fieldOf(header.linkname ?? '', paxText(header, 'linkpath'), 'a link target');
  tree.count(header.size);
  const isFile = header.type === 'file' || header.type === 'contiguous-file';
  if (!isFile || path.length === 0) entry.resume();
  switch (header.type) {
    case 'directory':
      tree.makeFolder(path);
      return;
    case 'file':
    case 'contiguous-file': {
      if (Object.keys(header.pax ?? {}).some((field) => field.startsWith(SPARSE_FIELD))) throw refusedSparse(path);
      const pieces = entry as AsyncIterable<Buffer>;
      await tree.putFile(path, { size: header.size, isExecutable: (header.mode & 0o100) !== 0, pieces });
      return;
    }
    case 'symlink':
      tree.putSymlink(path, target());
      return;
    case 'link':
      tree.putLink(path, splitPath(target()));
      return;
    case null:
      throw refusedSparse(path);
    default:
      throw refused(path.join('/'), `it is a ${header.type}, which a snapshot can't hold`);
  }
}

/** Returns a field of a pax header. */
function paxText({ pax }: Header, field: string): string | undefined {
  return (pax as Record<string, string> | null | undefined)?.[field];
}

/** Returns a text of a header: the one of the pax header, which is decoded already, or the bytes of `field` as UTF-8. */
function fieldOf(field: string, pax: string | undefined, what: string): string {
  if (pax?.includes('\ufffd')) throw refused(field, `it has ${what} that is not UTF-8`);
  return pax ?? textOf(Buffer.from(field, 'latin1'), what);
}

/** Makes the error for an entry of unknown type. Older formats have their own types for sparse files. */
function refusedSparse(path: readonly string[]): TreeboxError {
  return refused(path.join('/'), 'it is a sparse file, or of no kind that is known: pack it without --sparse');
}
