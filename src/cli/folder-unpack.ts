/**
 * A tar archive from the server as a folder of this machine.
 *
 * The folder must be new or empty, files are only ever created, and symbolic links come last: no entry, whatever its
 * name and whatever a server sends, is written through a link or outside the folder.
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
 * Writes what is in an archive into a folder.
 * @returns how many files and links there are
 * @throws Failure when the folder holds something, or can't be written
 */
export async function unpackInto(folder: string, archive: AsyncIterable<Uint8Array>): Promise<number> {
  const links: { readonly file: string; readonly target: string }[] = [];
  let files = 0;
  try {
    const entries = extract();
    const received = pipeline(Readable.from(archive), entries);
    // The loop below meets the same error.
    received.catch(() => undefined);
    // The answer's head has come with its first entry: a handle that does not exist makes no folder.
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

/** The name of an entry that stays in the folder. */
function checked(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (name.startsWith('/') || name.includes('\\') || parts.includes('..')) {
    throw new Failure(EXIT.failed, `the archive holds ${JSON.stringify(name)}, which is no path in a folder`);
  }
  return parts.join('/');
}
