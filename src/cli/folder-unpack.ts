/**
 * Unpacks a tar archive from the server into a local folder.
 *
 * The folder must be new or empty, files are only created, and symbolic links are made last. So no entry is written
 * through a link or outside the folder, whatever the server sends.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { EXIT, Failure } from './failure.ts';

const EXECUTABLE = 0o111;

/**
 * Writes the entries of an archive into a folder.
 * @returns the number of files and links
 * @throws Failure when the folder is not empty or can't be written
 */
export async function unpackInto(folder: string, archive: AsyncIterable<Uint8Array>): Promise<number> {
  const links: { readonly file: string; readonly target: string }[] = [];
  let files = 0;
  try {
    const entries = extract();
    const received = pipeline(Readable.from(archive), entries);
    // The loop below throws the same error.
    received.catch(() => undefined);
    // The folder is made only when the first entry has arrived, so an unknown handle leaves no folder.
    let isReady = false;
    for await (const entry of entries) {
      if (!isReady) await makeEmpty(folder);
      isReady = true;
      const { name, type, mode = 0, linkname } = entry.header;
      const file = join(folder, checked(name));
      if (type === 'directory') {
        await mkdir(file, { recursive: true });
      } else {
        await mkdir(dirname(file), { recursive: true });
        files += 1;
      }
      if (type === 'symlink') links.push({ file, target: linkname ?? '' });
      if (type === 'file') {
        const permissions = mode & EXECUTABLE ? 0o777 : 0o666;
        await pipeline(entry, createWriteStream(file, { flags: 'wx', mode: permissions }));
      } else entry.resume();
    }
    await received;
    if (!isReady) await makeEmpty(folder);
    for (const { file, target } of links) await symlink(target, file);
    return files;
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure(EXIT.failed, `${folder} can't be written: ${(cause as Error).message}`, { cause });
  }
}

async function makeEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) {
    throw new Failure(EXIT.usage, `${folder} is not empty; name a new or an empty folder`);
  }
}

/** Returns the name of an entry, which must stay in the folder. */
function checked(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (name.startsWith('/') || name.includes('\\') || parts.includes('..')) {
    throw new Failure(EXIT.failed, `the archive contains ${JSON.stringify(name)}, which is not a path in a folder`);
  }
  return parts.join('/');
}
