/**
 * Writes objects one after the other, and takes all of them into the store or none.
 */
import { rm } from 'node:fs/promises';
import type { Incoming } from '../git/packs/incoming.ts';
import { PackWriter } from '../git/packs/pack-writer.ts';

/** Number of writers so far; it makes the names of their folders unique. */
let writers = 0;

/**
 * Calls `work` with a writer and the writer's folder. When `work` returns, its objects are taken into the store and are on
 * disk; when it throws, none are.
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
