/**
 * Copies a pack that an untrusted process has written, and checks all of it.
 *
 * A guest that controls its runner, or a tree that controls its worker, could write an index that gives an object the id of
 * another object, or change the file after a check. So the server reads the bytes once, hashes every object again, and writes a
 * new pack and a new index. It does this itself for small packs, and uses `git index-pack` for larger ones.
 */
import { hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Oid } from '../../core/ids.ts';
import { inflateCounted } from '../format/inflate.ts';
import { hashObject, OID_BYTES } from '../format/object-id.ts';
import { decodeEntryHeader, decodePackHeader, PACK_HEADER_BYTES } from '../format/pack-format.ts';
import { startGit } from '../git-process.ts';
import type { GitObject, ObjectType } from '../objects/objects.ts';
import { encodePackIndex, type PackEntry } from './pack-index.ts';
import { removePackFiles, writePackFile } from './pack-writer.ts';

/** Maximum size of a pack that is read without git, in bytes. That takes a few milliseconds, less than starting git. */
const AT_ONCE_MAX_BYTES = 256 * 1024;
/** Maximum inflated size of the objects of such a pack, in bytes: inflating and hashing must take milliseconds only. */
const INFLATED_MAX_BYTES = 16 * 1024 * 1024;

/** Bytes that are passed to git at a time. */
const PIECE_BYTES = 256 * 1024;

/** Prevents git from writing a `.rev` file, which `Incoming.adopt` would not move. */
const NO_REVERSE_INDEX = ['-c', 'pack.writeReverseIndex=false'];

/**
 * Copies an untrusted pack and writes a new index.
 * @param gitDir absolute path of the repository
 * @param path of the untrusted pack; its index is not read
 * @param folder absolute path of the folder for the copy
 * @param name of the copy, without ending; empty files with that name may exist in the folder
 * @returns the trees of a pack that was read without git; none for another
 * @throws Error when the file is not a pack as `PackWriter` writes it
 */
export async function copyUntrustedPack(
  gitDir: string,
  path: string,
  folder: string,
  name: string,
): Promise<ReadonlyMap<Oid, GitObject>> {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(fd);
      if (!stats.isFile()) throw damaged('it is not a file');
      const trees = stats.size > AT_ONCE_MAX_BYTES ? undefined : copyAtOnce(readFileSync(fd), join(folder, name));
      if (trees) return trees;
      // Remove the empty files: git does not write to existing ones.
      removePackFiles(folder, name);
      await copyByGit(gitDir, fd, join(folder, `${name}.pack`));
      return new Map();
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

/** Writes the copy without git. Returns its trees, or undefined, and writes nothing, when the inflated objects are too large. */
function copyAtOnce(pack: Buffer, base: string): ReadonlyMap<Oid, GitObject> | undefined {
  const content = contentOf(pack);
  if (content === undefined) return undefined;
  const { entries, trees } = content;
  const trailer = pack.subarray(pack.length - OID_BYTES);
  if (!trailer.equals(hash('sha1', pack.subarray(0, pack.length - OID_BYTES), 'buffer')))
    throw damaged('its hash is wrong');
  writePackFile(`${base}.pack`, pack);
  writePackFile(`${base}.idx`, encodePackIndex(entries, trailer));
  return trees;
}

interface Content {
  /** Index entries of all objects. */
  readonly entries: PackEntry[];
  readonly trees: ReadonlyMap<Oid, GitObject>;
}

/** Reads all objects of the pack. Returns undefined when they are too large when inflated. */
function contentOf(pack: Buffer): Content | undefined {
  const count = decodePackHeader(pack);
  if (count === undefined || pack.length < PACK_HEADER_BYTES + OID_BYTES)
    throw damaged('it does not begin with the header of a pack');
  const end = pack.length - OID_BYTES;
  const entries = new Map<Oid, PackEntry>();
  const trees = new Map<Oid, GitObject>();
  let bytes = 0;
  let offset = PACK_HEADER_BYTES;
  for (let left = count; left > 0; left--) {
    const header = headerAt(pack.subarray(0, end), offset);
    bytes += header.size;
    if (bytes > INFLATED_MAX_BYTES) return undefined;
    const inflated = inflateAt(pack.subarray(header.end, end), header.size);
    if (inflated === undefined) throw damaged('an object does not have the length that its header gives');
    const next = header.end + inflated.taken;
    const oid = hashObject(header.type, inflated.data);
    if (entries.has(oid)) throw damaged('it has an object twice');
    entries.set(oid, { oid, crc: crc32(pack.subarray(offset, next)), offset });
    if (header.type === 'tree') trees.set(oid, { type: 'tree', data: inflated.data });
    offset = next;
  }
  if (offset !== end) throw damaged('it has more bytes after its last object');
  return { entries: [...entries.values()], trees };
}

function inflateAt(deflated: Buffer, size: number): ReturnType<typeof inflateCounted> {
  try {
    return inflateCounted(deflated, size);
  } catch (error) {
    throw damaged(`an object can't be inflated: ${(error as Error).message}`);
  }
}

function headerAt(pack: Buffer, offset: number): { type: ObjectType; size: number; end: number } {
  const header = decodeEntryHeader(pack, offset);
  if (header === undefined || header.kind === 'delta by offset' || header.kind === 'delta by name')
    throw damaged('an object is of a kind that does not belong there');
  return { type: header.kind, size: header.size, end: header.end };
}

function damaged(why: string): Error {
  return new Error(`the pack can't be admitted: ${why}`);
}
