/**
 * Writes the files, folders and links of an archive of any kind into a new tree.
 *
 * It refuses entries that a volume can't hold: a path that is absolute, has `..`, passes through a link, or has a component
 * that git refuses; a link that leads out of the archive. A later entry replaces an earlier entry of the same name. Only
 * names and hashes are in memory.
 */
import { isUtf8 } from 'node:buffer';
import { TreeboxError } from '../core/errors.ts';
import { type BlobId, EMPTY_TREE, type TreeId } from '../core/ids.ts';
import { PATH_MAX_BYTES } from '../core/limits.ts';
import { MODE } from '../git/format/entry-mode.ts';
import { gitFile } from '../git/format/entry-name.ts';
import { GIT_FILE_MAX_BYTES, refusedContent } from '../git/format/git-files.ts';
import type { ObjectReader } from '../git/objects/objects.ts';
import type { PackWriter } from '../git/packs/pack-writer.ts';
import { shown } from './handles.ts';
import { isFolder, type Leaf, TreeEditor } from './tree-editor.ts';

/** Limits of an archive's content; they are those of a volume. */
export interface ImportLimits {
  readonly bytes: number;
  readonly files: number;
}

/** A file's content, with the size and mode that its header gives. */
export interface ArchivedContent {
  readonly size: number;
  readonly isExecutable: boolean;
  readonly pieces: AsyncIterable<Buffer>;
}

/** Content up to this size, in bytes, is collected and written in one step. */
const AT_ONCE_MAX_BYTES = 64 * 1024;

export class ArchiveTree {
  readonly #writer: PackWriter;
  readonly #limits: ImportLimits;
  readonly #editor: TreeEditor;
  #bytes = 0;
  #files = 0;

  /**
   * @param objects has the empty tree
   * @param writer gets the blobs and trees; the caller finishes or abandons it
   */
  constructor(objects: ObjectReader, writer: PackWriter, limits: ImportLimits) {
    this.#writer = writer;
    this.#limits = limits;
    this.#editor = new TreeEditor(objects, writer, EMPTY_TREE, (path, why) => refused(path.join('/'), why));
  }

  /**
   * Counts an entry before it is read, so that an archive over the limits is not read to its end.
   * @param size bytes of its content
   * @throws TreeboxError `too_large`
   */
  count(size: number): void {
    this.#files += 1;
    this.#bytes += size;
    const { files, bytes } = this.#limits;
    if (this.#files > files) throw new TreeboxError('too_large', `the archive has more than ${files} entries`);
    if (this.#bytes > bytes) throw new TreeboxError('too_large', `the archive has more than ${bytes} bytes of content`);
  }

  /** Makes a folder if it does not exist. */
  makeFolder(path: readonly string[]): void {
    this.#editor.makeFolder(path);
  }

  async putFile(path: readonly string[], content: ArchivedContent): Promise<void> {
    const mode = content.isExecutable ? MODE.executable : MODE.file;
    this.#put(path, { mode, oid: await this.#write(path, content) });
  }

  putSymlink(path: readonly string[], target: string): void {
    checkTarget(path, target);
    this.#put(path, { mode: MODE.symlink, oid: this.#writer.write('blob', Buffer.from(target)) });
  }

  /** Puts a hard link to an earlier file. */
  putLink(path: readonly string[], target: readonly string[]): void {
    if (gitFile(path.at(-1) ?? '')) throw refused(path.join('/'), 'git reads it, and it is a link');
    const found = this.#editor.find(target);
    if (!found || isFolder(found)) throw refused(path.join('/'), 'it is a link to a file that did not come before');
    this.#put(path, found);
  }

  /** Writes the trees. @returns the root */
  write(): TreeId {
    return this.#editor.write();
  }

  #put(path: readonly string[], leaf: Leaf): void {
    if (path.length === 0) throw refused('/', 'the root must be a folder');
    const present = this.#editor.find(path);
    if (isFolder(present) && !this.#editor.isEmpty(present)) throw refused(path.join('/'), 'it is a folder already');
    this.#editor.set(path, leaf);
  }

  async #write(path: readonly string[], { size, pieces }: ArchivedContent): Promise<BlobId> {
    const file = gitFile(path.at(-1) ?? '');
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
}

/** Reads bytes as text. @param what what the bytes are, for the error */
export function textOf(bytes: Buffer, what: string): string {
  const text = isUtf8(bytes) ? bytes.toString() : undefined;
  if (text === undefined || text.includes('\ufffd'))
    throw refused(bytes.toString('latin1'), `it has ${what} that is not UTF-8`);
  return text;
}

/** Splits the path of an entry into names. It ignores `.`, doubled slashes and slashes at the end. */
export function splitPath(path: string): string[] {
  if (path.startsWith('/')) throw refused(path, 'its path is absolute');
  if (Buffer.byteLength(path) > PATH_MAX_BYTES) throw refused(path, `its path is longer than ${PATH_MAX_BYTES} bytes`);
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) throw refused(path, 'its path has ".."');
  return names;
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
  if (target === '' || target.includes('\0')) throw refused(path.join('/'), 'its target is not a path');
  if (target.startsWith('/')) throw refused(path.join('/'), 'it links out of the archive, to an absolute path');
  for (const name of target.split('/')) {
    if (name === '..') depth -= 1;
    else if (name !== '' && name !== '.') depth += 1;
    if (depth < 0) throw refused(path.join('/'), 'it links out of the archive');
  }
}

/** Makes the error that refuses an entry. */
export function refused(path: string, why: string): TreeboxError {
  return new TreeboxError('bad_request', `the archive's entry ${shown(path)} is refused: ${why}`);
}
