/**
 * A tar archive, as it is or compressed, taken in as a snapshot, while it comes.
 *
 * Files, folders, symbolic links, and hard links to files that came before; anything else is refused, and so is what a
 * volume could not hold: a path that is absolute, has `..`, passes through a link, or has a component that git refuses;
 * a link that leads out of the archive. A later entry of a name replaces an earlier one. Only names and hashes are held.
 */
import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { type Extract, extract, type Header } from 'tar-stream';
import { TreeboxError } from '../core/errors.ts';
import { EMPTY_TREE, type Oid } from '../core/ids.ts';
import { NAME_MAX_BYTES, PATH_MAX_BYTES } from '../core/limits.ts';
import { type EntryMode, MODE } from '../git/format/entry-mode.ts';
import { gitFile, isRefusedName } from '../git/format/entry-name.ts';
import { GIT_FILE_MAX_BYTES, refusedContent } from '../git/format/git-files.ts';
import { encodeTree } from '../git/format/tree-codec.ts';
import type { TreeEntry } from '../git/objects/objects.ts';
import type { PackWriter } from '../git/packs/pack-writer.ts';
import { shown } from './handles.ts';
import { drained, unpack } from './unpack.ts';

/** What an archive may hold, as a volume's limits have it. */
export interface ImportLimits {
  readonly bytes: number;
  readonly files: number;
}

/** An entry's header and, to be read to its end, its content. */
type Entry = Extract extends AsyncIterable<infer Source> ? Source : never;

/** A file or link that has been written. */
interface Leaf {
  readonly mode: EntryMode;
  readonly oid: Oid;
}

type Folder = Map<string, Leaf | Folder>;

/** What an archive may have beside its content, in bytes: headers, long names and padding of each entry, and its end. */
const OVERHEAD = { each: 8 * 1024, archive: 1024 * 1024 } as const;

/** What a pax header of a sparse file has a field of that begins so: its content is not as it lies in the archive. */
const SPARSE_FIELD = 'GNU.sparse.';

/** Content up to this size, in bytes, is collected and written at once. */
const AT_ONCE_MAX_BYTES = 64 * 1024;

/**
 * Reads an archive to its end.
 * @param writer gets the blobs and trees; the caller finishes or abandons it
 * @returns the root tree
 * @throws TreeboxError `bad_request` for an archive that is damaged or hostile, `too_large` past the limits
 */
export async function importTar(archive: Readable, writer: PackWriter, limits: ImportLimits): Promise<Oid> {
  const reader = new ArchiveReader(writer, limits);
  // Not among the options that the package's types know: names of the old format come as bytes. Headers from before POSIX
  // bear no mark, and are known by their checksums.
  const entries = extract({ filenameEncoding: 'latin1', allowUnknownFormat: true } as Parameters<typeof extract>[0]);
  const bytesMax = limits.bytes + limits.files * OVERHEAD.each + OVERHEAD.archive;
  const fed = feed(unpack(archive, bytesMax), entries);
  try {
    for await (const entry of entries) await reader.take(entry);
    await fed;
  } catch (error) {
    entries.destroy();
    if (error instanceof TreeboxError || archive.errored) throw error;
    throw new TreeboxError('bad_request', `the body is no whole tar archive: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return reader.writeTrees();
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

class ArchiveReader {
  readonly #writer: PackWriter;
  readonly #limits: ImportLimits;
  readonly #root: Folder = new Map();
  #bytes = 0;
  #files = 0;

  constructor(writer: PackWriter, limits: ImportLimits) {
    this.#writer = writer;
    this.#limits = limits;
  }

  async take(entry: Entry): Promise<void> {
    const { header } = entry;
    const path = splitPath(textOf(header.name, paxText(header, 'path'), 'a path'));
    this.#count(header);
    if (path.length === 0 || header.type === 'directory') {
      entry.resume();
      if (header.type !== 'directory') throw refused('/', 'it is the root and no folder');
      this.#folder(path);
      return;
    }
    const leaf = await this.#leaf(entry, path);
    const name = path.at(-1) as string;
    const folder = this.#folder(path.slice(0, -1));
    const present = folder.get(name);
    if (present instanceof Map && present.size > 0) throw refused(path.join('/'), 'it is a folder already');
    checkName(path, name, leaf.mode === MODE.symlink ? 'symlink' : 'file');
    folder.set(name, leaf);
  }

  writeTrees(): Oid {
    return this.#writeTree(this.#root);
  }

  #writeTree(folder: Folder): Oid {
    const entries: TreeEntry[] = [];
    for (const [name, child] of folder) {
      const isFolder = child instanceof Map;
      const oid = isFolder ? this.#writeTree(child) : child.oid;
      // git keeps no empty folder.
      if (isFolder && oid === EMPTY_TREE) continue;
      entries.push({ mode: isFolder ? MODE.folder : child.mode, nameBytes: Buffer.from(name), name, oid });
    }
    return entries.length === 0 ? EMPTY_TREE : this.#writer.write('tree', encodeTree(entries));
  }

  async #leaf(entry: Entry, path: readonly string[]): Promise<Leaf> {
    const { header } = entry;
    switch (header.type) {
      case 'file':
      case 'contiguous-file':
        if (Object.keys(header.pax ?? {}).some((field) => field.startsWith(SPARSE_FIELD))) throw refusedSparse(path);
        return {
          mode: (header.mode & 0o100) === 0 ? MODE.file : MODE.executable,
          oid: await this.#content(entry, path),
        };
      case 'symlink': {
        entry.resume();
        const target = textOf(header.linkname ?? '', paxText(header, 'linkpath'), 'a link target');
        checkTarget(path, target);
        return { mode: MODE.symlink, oid: this.#writer.write('blob', Buffer.from(target)) };
      }
      case 'link': {
        entry.resume();
        if (gitFile(path.at(-1) as string)) throw refused(path.join('/'), 'git reads it, and it is a link');
        const target = splitPath(textOf(header.linkname ?? '', paxText(header, 'linkpath'), 'a link target'));
        const found = this.#find(target);
        if (!found || found instanceof Map)
          throw refused(path.join('/'), 'it is a link to a file that did not come before');
        return found;
      }
      case null:
        throw refusedSparse(path);
      default:
        throw refused(path.join('/'), `it is a ${header.type}, which a snapshot can't hold`);
    }
  }

  async #content(entry: Entry, path: readonly string[]): Promise<Oid> {
    const { size } = entry.header;
    const pieces = entry as AsyncIterable<Buffer>;
    const file = gitFile(path.at(-1) as string);
    if (size <= AT_ONCE_MAX_BYTES || (file && size <= GIT_FILE_MAX_BYTES)) {
      const held: Buffer[] = [];
      for await (const piece of pieces) held.push(piece);
      const content = Buffer.concat(held);
      checkContent(path, file, size, () => content);
      return this.#writer.write('blob', content);
    }
    checkContent(path, file, size, () => Buffer.alloc(0));
    const object = this.#writer.begin('blob', size);
    for await (const piece of pieces) object.push(piece);
    return object.end();
  }

  /** The folder at a path, made where it is missing. */
  #folder(path: readonly string[]): Folder {
    let folder = this.#root;
    for (const name of path) {
      const child: Leaf | Folder = folder.get(name) ?? new Map();
      if (!(child instanceof Map)) throw refused(path.join('/'), 'it passes through what is no folder');
      if (!folder.has(name)) {
        checkName(path, name, 'folder');
        folder.set(name, child);
      }
      folder = child;
    }
    return folder;
  }

  #find(path: readonly string[]): Leaf | Folder | undefined {
    let found: Leaf | Folder | undefined = this.#root;
    for (const name of path) found = found instanceof Map ? found.get(name) : undefined;
    return found;
  }

  /** Counts before anything is read: an archive that says it is too large is not read to its end. */
  #count({ size }: Header): void {
    this.#files += 1;
    this.#bytes += size;
    const { files, bytes } = this.#limits;
    if (this.#files > files) throw new TreeboxError('too_large', `the archive has more than ${files} entries`);
    if (this.#bytes > bytes) throw new TreeboxError('too_large', `the archive holds more than ${bytes} bytes`);
  }
}

/** What a pax header says of a field. */
function paxText({ pax }: Header, field: string): string | undefined {
  return (pax as Record<string, string> | null | undefined)?.[field];
}

/** A header's text: the pax one is UTF-8 already, the old one is bytes. */
function textOf(field: string, pax: string | undefined, what: string): string {
  const bytes = Buffer.from(field, 'latin1');
  const text = pax ?? (isUtf8(bytes) ? bytes.toString() : undefined);
  if (text === undefined || text.includes('\ufffd')) throw refused(field, `it has ${what} that is not UTF-8`);
  return text;
}

/** The components of a path below the archive's root. `./`, doubled and trailing slashes say nothing. */
function splitPath(path: string): string[] {
  if (path.startsWith('/')) throw refused(path, 'its path is absolute');
  if (Buffer.byteLength(path) > PATH_MAX_BYTES) throw refused(path, `its path is longer than ${PATH_MAX_BYTES} bytes`);
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) throw refused(path, 'its path has ".."');
  return names;
}

function checkName(path: readonly string[], name: string, kind: 'file' | 'folder' | 'symlink'): void {
  if (Buffer.byteLength(name) > NAME_MAX_BYTES)
    throw refused(path.join('/'), `a name has over ${NAME_MAX_BYTES} bytes`);
  if (isRefusedName(name, kind)) throw refused(path.join('/'), `git refuses the name ${shown(name)}`);
}

function checkContent(
  path: readonly string[],
  file: ReturnType<typeof gitFile>,
  size: number,
  read: () => Buffer,
): void {
  const wrong = file && refusedContent(file, size, read);
  if (wrong) throw refused(path.join('/'), `git refuses ${wrong}`);
}

function checkTarget(path: readonly string[], target: string): void {
  let depth = path.length - 1;
  if (target === '' || target.includes('\0')) throw refused(path.join('/'), 'its target is no path');
  if (target.startsWith('/')) throw refused(path.join('/'), 'it links out of the archive, to an absolute path');
  for (const name of target.split('/')) {
    if (name === '..') depth -= 1;
    else if (name !== '' && name !== '.') depth += 1;
    if (depth < 0) throw refused(path.join('/'), 'it links out of the archive');
  }
}

/** Sparse files are also what the old formats have letters for that nothing else here knows. */
function refusedSparse(path: readonly string[]): TreeboxError {
  return refused(path.join('/'), 'it is a sparse file, or of no kind that is known: pack it without --sparse');
}

function refused(path: string, why: string): TreeboxError {
  return new TreeboxError('bad_request', `the archive's entry ${shown(path)} is refused: ${why}`);
}
