/**
 * Imports a zip archive from a file, because its central directory is at its end.
 *
 * It accepts files, folders and symbolic links, stored or deflated, and refuses everything else. The limits apply to the
 * sizes in the central directory. An entry that unpacks to another size or another CRC-32 is refused as damaged.
 */
import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { type Entry, getFileNameLowLevel, type Options, open, type ZipFile } from 'yauzl';
import { type ArchiveTree, refused, splitPath, textOf } from './archive-tree.ts';

/** Systems (upper byte of "version made by") whose external attributes have a Unix mode: 3 is Unix, 19 is macOS. */
const UNIX_SYSTEMS: readonly number[] = [3, 19];
const KIND_MASK = 0o170_000;
const KIND = { file: 0o100_000, folder: 0o040_000, symlink: 0o120_000 } as const;
const OWNER_MAY_RUN = 0o100;
/** Longest target of a symbolic link on Linux, in bytes. */
const TARGET_MAX_BYTES = 4_095;
/** The general purpose bit of an entry whose name is UTF-8. */
const UTF8_FLAG = 0x0800;

const openZip = promisify<string, Options, ZipFile>(open);

/**
 * Reads an archive.
 * @param path absolute path of the file
 * @param tree gets its entries
 * @throws TreeboxError `bad_request` for an archive that is hostile, `too_large`; errors of yauzl
 */
export async function readZip(path: string, tree: ArchiveTree): Promise<void> {
  const zip = await openZip(path, { autoClose: false, lazyEntries: true, decodeStrings: false });
  try {
    for await (const entry of entriesOf(zip)) await take(zip, entry, tree);
  } finally {
    zip.close();
  }
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (let left = zip.entryCount; left > 0; left -= 1) {
    yield await new Promise<Entry>((resolve, reject) => {
      zip.removeAllListeners();
      zip.once('entry', resolve);
      zip.once('error', reject);
      zip.readEntry();
    });
  }
}

async function take(zip: ZipFile, entry: Entry, tree: ArchiveTree): Promise<void> {
  const name = nameOf(entry);
  const path = splitPath(name);
  tree.count(entry.uncompressedSize);
  const mode = UNIX_SYSTEMS.includes(entry.versionMadeBy >> 8) ? entry.externalFileAttributes >>> 16 : 0;
  const kind = name.endsWith('/') ? KIND.folder : mode & KIND_MASK;
  if (kind === KIND.folder) {
    tree.makeFolder(path);
  } else if (entry.isEncrypted()) {
    throw refused(name, 'it is encrypted');
  } else if (kind === KIND.symlink) {
    if (entry.uncompressedSize > TARGET_MAX_BYTES) throw refused(name, `it links to over ${TARGET_MAX_BYTES} bytes`);
    const target: Buffer[] = [];
    await readEntry(zip, entry, name, async (pieces) => {
      for await (const piece of pieces) target.push(piece);
    });
    tree.putSymlink(path, textOf(Buffer.concat(target), 'a link target'));
  } else if (kind === KIND.file || kind === 0) {
    const known = { size: entry.uncompressedSize, isExecutable: (mode & OWNER_MAY_RUN) !== 0 };
    await readEntry(zip, entry, name, (pieces) => tree.putFile(path, { ...known, pieces }));
  } else {
    throw refused(name, "it is of a kind that a snapshot can't hold");
  }
}

/** Decodes an entry's path. A name without the UTF-8 flag is read as UTF-8 if it is valid UTF-8, else as code page 437. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  const flags = isUtf8(fileNameRaw) ? generalPurposeBitFlag | UTF8_FLAG : generalPurposeBitFlag;
  const decoded = getFileNameLowLevel(flags, fileNameRaw, extraFields, true);
  if (decoded.includes('\0')) throw refused(decoded, 'its path has a NUL');
  if (decoded.includes('\ufffd')) throw refused(decoded, 'it has a path that is not UTF-8');
  return decoded;
}

/** Calls `read` with an entry's content. It then closes the stream, because an unread stream keeps the archive open. */
async function readEntry(
  zip: ZipFile,
  entry: Entry,
  name: string,
  read: (pieces: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  const stream = await openEntry(zip, entry);
  try {
    await read(checked(stream, entry.crc32, name));
  } finally {
    stream.destroy();
  }
}

async function* checked(pieces: AsyncIterable<Buffer>, expected: number, name: string): AsyncGenerator<Buffer> {
  let sum = 0;
  for await (const piece of pieces) {
    sum = crc32(piece, sum);
    yield piece;
  }
  if (sum !== expected) throw refused(name, 'it is damaged: its content has another CRC-32');
}

async function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}
