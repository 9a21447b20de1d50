/**
 * Makes the asynchronous `cp` of Node copy what a folder holds in the order of the names, as the guest's does.
 *
 * By itself it takes the entries as the file system has them: by a hash on ext4, the newest first on tmpfs. How far a copy
 * has come when it fails, and which of two failures ends it, would be a matter of the disk that a test runs on.
 */
import fs from 'node:fs';
import { join } from 'node:path';

/**
 * Call it before anything is copied: the `cp` of Node takes the functions that it calls from `fs.promises` at its first use.
 * @param folder where two folders may be made for that use
 */
export async function copyByName(folder: string): Promise<void> {
  const [from, to] = ['from', 'to'].map((name) => join(folder, name)) as [string, string];
  for (const each of [from, to]) fs.mkdirSync(each);
  const { opendir } = fs.promises;
  let isUsed = false;
  const opendirByName = async (path: string) => {
    isUsed = true;
    const names = fs.readdirSync(path).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return names.map((name) => ({ name }));
  };
  fs.promises.opendir = opendirByName as unknown as typeof opendir;
  try {
    await fs.promises.cp(from, to, { recursive: true });
  } finally {
    fs.promises.opendir = opendir;
    for (const each of [from, to]) fs.rmdirSync(each);
  }
  if (!isUsed) throw new Error('the cp of Node lists folders otherwise than by fs.promises.opendir');
}
