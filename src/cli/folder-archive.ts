/**
 * Makes a tar archive of a local folder while it is read.
 */
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import { EXIT, Failure } from './failure.ts';

export interface Archive {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Size of the archive in bytes, if known in advance. */
  readonly size: number | undefined;
}

export interface Found {
  /** Path within the folder, with slashes. */
  readonly path: string;
  readonly type: 'file' | 'symlink';
  /** Permissions. */
  readonly mode: number;
  /** Size of a file in bytes. */
  readonly size: number;
}

/** Git's own folder, which belongs to no snapshot. */
const GIT_FOLDER = '.git';
const BLOCK_BYTES = 512;
const EXECUTABLE = 0o111;

/**
 * Archives files and symbolic links. Empty folders are left out, as in git.
 * @throws Failure when it contains something that can't be part of a snapshot, such as a socket
 */
export async function packFolder(folder: string): Promise<Archive> {
  const found = await listFolder(folder);
  const archive = pack();
  const written = write(archive, folder, found);
  written.catch((error: Error) => archive.destroy(error));
  return { bytes: archive as AsyncIterable<Uint8Array>, size: archiveSize(found) };
}

/**
 * Lists the files and symbolic links of a folder that belong to a snapshot.
 * @throws Failure when it contains something that can't be part of one, such as a socket
 */
export async function listFolder(folder: string): Promise<Found[]> {
  return await list(folder, '');
}

async function list(folder: string, below: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    if (entry.name === GIT_FOLDER) continue;
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      found.push(...(await list(folder, path)));
    } else if (entry.isFile() || entry.isSymbolicLink()) {
      const { mode, size } = await lstat(join(folder, path));
      found.push({ path, type: entry.isFile() ? 'file' : 'symlink', mode, size });
    } else {
      throw new Failure(EXIT.usage, `${join(folder, path)} is not a file, a folder or a symbolic link`);
    }
  }
  return found;
}

async function write(archive: Pack, folder: string, found: readonly Found[]): Promise<void> {
  for (const { path, type, mode, size } of found) {
    const file = join(folder, path);
    if (type === 'symlink') {
      archive.entry({ name: path, type, linkname: await readlink(file) });
    } else {
      const permissions = mode & EXECUTABLE ? 0o755 : 0o644;
      await pipeline(createReadStream(file), archive.entry({ name: path, type, mode: permissions, size }));
    }
  }
  archive.finalize();
}

/** Returns the size of the archive: a header and whole blocks for each entry, and two empty blocks at the end. */
function archiveSize(found: readonly Found[]): number {
  const sizes = found.map(({ type, size }) => (type === 'file' ? Math.ceil(size / BLOCK_BYTES) + 1 : 1));
  return BLOCK_BYTES * sizes.reduce((sum, blocks) => sum + blocks, 2);
}
