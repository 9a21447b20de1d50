/**
 * Objects written over a while, all taken into the store or none.
 */
import { rm } from 'node:fs/promises';
import type { Incoming } from '../git/packs/incoming.ts';
import { PackWriter } from '../git/packs/pack-writer.ts';

/** Makes the names of folders of this process's writers unique. */
let writers = 0;

/**
 * Gives `work` a writer, and the folder that it writes to; when it returns, what it wrote is in the store and on disk, when it throws, nothing is.
 * @returns what `work` returns
 */
export async function writeObjects<T>(
  incoming: Incoming,
  work: (writer: PackWriter, folder: string) => Promise<T>,
): Promise<T> {
  writers += 1;
  const folder = incoming.folder(`writer-${writers}`);
  const writer = new PackWriter(folder);
  try {
    const value = await work(writer, folder);
    const pack = writer.finish();
    if (pack !== null) incoming.adopt(folder, pack);
    await incoming.publish();
    return value;
  } catch (error) {
    writer.abandon();
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
