/**
 * Imports a tar archive while it arrives.
 *
 * Files, folders, symbolic links, and hard links to files that came before; anything else is refused.
 */
import { type Extract, extract, type Header } from 'tar-stream';
import type { TreeboxError } from '../core/errors.ts';
import { type ArchiveTree, refused, splitPath, textOf } from './archive-tree.ts';
import { drained } from './unpack.ts';

/** An entry's header and, to be read to its end, its content. */
type Entry = Extract extends AsyncIterable<infer Source> ? Source : never;

/** Beginning of a field that only pax headers of sparse files have: their content is stored in another form in the archive. */
const SPARSE_FIELD = 'GNU.sparse.';

/**
 * Reads an archive to its end.
 * @param archive its bytes, not packed
 * @param tree gets its entries
 * @throws TreeboxError `bad_request` for an archive that is damaged or hostile, `too_large`; what reading it throws
 */
export async function readTar(archive: AsyncIterable<Buffer>, tree: ArchiveTree): Promise<void> {
  // Not among the options that the package's types know: names of the old format come as bytes. Headers from before POSIX
  // bear no mark, and are known by their checksums.
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

/** Hands the archive on. Never rejects: a failure to read it becomes that of its entries. */
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

/** A header's text: the pax one is UTF-8 already, the old one is bytes. */
function fieldOf(field: string, pax: string | undefined, what: string): string {
  if (pax?.includes('\ufffd')) throw refused(field, `it has ${what} that is not UTF-8`);
  return pax ?? textOf(Buffer.from(field, 'latin1'), what);
}

/** Sparse files are also what the old formats have letters for that nothing else here knows. */
function refusedSparse(path: readonly string[]): TreeboxError {
  return refused(path.join('/'), 'it is a sparse file, or of no kind that is known: pack it without --sparse');
}
