/**
 * Takes a copy of a pack that an untrusted process has written, believing nothing that it says.
 *
 * A guest that took over its runner could write a pack whose index gives an object somebody else's name, or change the
 * file after it has been looked at. So the bytes are read once, every object is named anew by its content, and pack and
 * index are written again by us. Small packs are done at once; larger ones are left to a `git index-pack`.
 */
import { hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, inflateSync } from 'node:zlib';
import { startGit } from '../git-process.ts';
import type { ObjectType } from '../objects/objects.ts';
import { encodePackIndex, type PackEntry } from './pack-index.ts';
import { hashObject, removePackFiles, writePackFile } from './pack-writer.ts';

/** Packs up to this size, in bytes, are read at once: some milliseconds' work at most, less than starting git. */
const AT_ONCE_MAX_BYTES = 256 * 1024;
/** Most that the objects of such a pack may inflate to, in bytes: it is to stay a matter of milliseconds. */
const INFLATED_MAX_BYTES = 16 * 1024 * 1024;

/** Bytes that are handed to git at a time. */
const PIECE_BYTES = 256 * 1024;

/** Git writes a third file beside pack and index unless it is told not to: nobody would adopt it. */
const NO_REVERSE_INDEX = ['-c', 'pack.writeReverseIndex=false'];

const HEADER_BYTES = 12;
const HASH_BYTES = 20;
const TYPES: readonly (ObjectType | undefined)[] = [undefined, 'commit', 'tree', 'blob', 'tag'];

/**
 * @param gitDir absolute path of the repository
 * @param path of the pack as it was written; its index is not looked at
 * @param folder where the copy goes
 * @param name of the copy, without ending; empty files of that name may lie in the folder
 * @throws Error when the file is no pack such as a `PackWriter` writes
 */
export async function copyUntrustedPack(gitDir: string, path: string, folder: string, name: string): Promise<void> {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(fd);
      if (!stats.isFile()) throw damaged('it is not a file');
      if (stats.size > AT_ONCE_MAX_BYTES || !copyAtOnce(readFileSync(fd), join(folder, name))) {
        // git makes the files itself, and none that is there already.
        removePackFiles(folder, name);
        await copyByGit(gitDir, fd, join(folder, `${name}.pack`));
      }
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    removePackFiles(folder, name);
    throw error;
  }
}

async function copyByGit(gitDir: string, fd: number, path: string): Promise<void> {
  const git = startGit(gitDir, [...NO_REVERSE_INDEX, 'index-pack', '--stdin', '--threads=1', path]);
  git.stdout.resume();
  for (let at = 0; ; ) {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    const length = readSync(fd, piece, 0, piece.length, at);
    if (length === 0) break;
    at += length;
    await git.feed(piece.subarray(0, length));
  }
  git.stdin.end();
  await git.success();
}

/** Writes the copy, unless its objects are larger than is to be done at once. */
function copyAtOnce(pack: Buffer, base: string): boolean {
  const entries = entriesOf(pack);
  if (entries === undefined) return false;
  const trailer = pack.subarray(pack.length - HASH_BYTES);
  if (!trailer.equals(hash('sha1', pack.subarray(0, pack.length - HASH_BYTES), 'buffer')))
    throw damaged('its hash is wrong');
  writePackFile(`${base}.pack`, pack);
  writePackFile(`${base}.idx`, encodePackIndex(entries, trailer));
  return true;
}

/** What the pack has, by content, or undefined when it inflates to more than is to be done at once. */
function entriesOf(pack: Buffer): PackEntry[] | undefined {
  if (
    pack.length < HEADER_BYTES + HASH_BYTES ||
    pack.toString('latin1', 0, 4) !== 'PACK' ||
    pack.readUInt32BE(4) !== 2
  ) {
    throw damaged('it does not begin as one');
  }
  const end = pack.length - HASH_BYTES;
  const entries = new Map<string, PackEntry>();
  let inflated = 0;
  let offset = HEADER_BYTES;
  for (let left = pack.readUInt32BE(8); left > 0; left--) {
    const header = headerAt(pack.subarray(0, end), offset);
    inflated += header.size;
    if (inflated > INFLATED_MAX_BYTES) return undefined;
    const { buffer, engine } = inflateAt(pack.subarray(header.dataAt, end), header.size);
    if (buffer.length !== header.size) throw damaged('an object is not as long as it says');
    const next = header.dataAt + engine.bytesWritten;
    const oid = hashObject(header.type, buffer);
    if (entries.has(oid)) throw damaged('it has an object twice');
    entries.set(oid, { oid, crc: crc32(pack.subarray(offset, next)), offset });
    offset = next;
  }
  if (offset !== end) throw damaged('it goes on after its last object');
  return [...entries.values()];
}

/** Inflates what `deflated` begins with; `engine` tells how much of it that took. */
function inflateAt(deflated: Buffer, size: number): { buffer: Buffer; engine: { bytesWritten: number } } {
  try {
    const options = { chunkSize: Math.max(size + 1, 64), maxOutputLength: size + 1, info: true };
    // With `info` zlib answers an object, which its types don't say.
    return inflateSync(deflated, options) as unknown as ReturnType<typeof inflateAt>;
  } catch (error) {
    throw damaged(`an object can't be inflated: ${(error as Error).message}`);
  }
}

function headerAt(pack: Buffer, offset: number): { type: ObjectType; size: number; dataAt: number } {
  let at = offset;
  let byte = pack[at++] ?? 0;
  const type = TYPES[(byte >> 4) & 7];
  let size = byte & 0x0f;
  for (let factor = 16; byte >= 0x80 && at < pack.length; factor *= 0x80) {
    byte = pack[at++] as number;
    size += (byte & 0x7f) * factor;
  }
  if (type === undefined) throw damaged('an object is of a kind that does not belong there');
  return { type, size, dataAt: at };
}

function damaged(why: string): Error {
  return new Error(`the pack can't be taken: ${why}`);
}
