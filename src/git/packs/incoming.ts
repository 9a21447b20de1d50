/**
 * Brings new objects into the repository: they are written into a folder that git does not read, then moved in with a `.keep`
 * file, then synced.
 *
 * `git gc`, `git prune` and `git repack` leave a kept pack alone, so an object is safe from the moment of its adoption,
 * before any ref names it. `maintain` removes the `.keep` file when the objects of the pack have had a name for long.
 *
 * A pack of a process that runs guests is admitted: it is copied and its objects are hashed again, because its writer is not
 * trusted.
 *
 * Adopting does not wait for the disk. `publish` does, and is called before a label moves. It waits for packs and their names,
 * not for indices: an index that a loss of power has damaged is rebuilt from its pack when the repository is opened.
 */

import { existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { replaceFile } from '../../core/files.ts';
import { Mutex } from '../../core/mutex.ts';
import { isAlive, THIS_PROCESS } from '../files/process-id.ts';
import { Stock } from '../files/stock.ts';
import { syncPath } from '../files/sync-path.ts';
import { isPackName, randomPackName } from '../format/pack-format.ts';
import type { ObjectWriter } from '../objects/objects.ts';
import { copyUntrustedPack } from './pack-admission.ts';
import { makePackFiles, PACK_ENDINGS, PackWriter, removePackFiles } from './pack-writer.ts';

/**
 * Content of the `.keep` file beside a pack of ours: treebox may move and delete it. git leaves a pack alone that has such
 * a file beside it, whatever it says.
 */
export const KEEP_MARK = 'treebox\n';

/** The file that the `.keep` files of a repository's packs are names of. */
export function keepMark(gitDir: string): string {
  return join(gitDir, 'treebox', 'keep');
}

/** Where a pack of this process's own is written: empty files of its name may lie there already. */
interface PackPlace {
  readonly folder: string;
  readonly name: string;
}

export class Incoming {
  readonly #gitDir: string;
  readonly #root: string;
  readonly #packs: string;
  readonly #keepMark: string;
  /** Where this process writes itself. */
  readonly #ownFolder: string;
  readonly #stock: Stock<PackPlace>;
  /** Packs adopted and not yet on disk. */
  readonly #unsynced = new Set<string>();
  /** True until the mark of the kept packs is on disk too: without it they are taken for somebody else's. */
  #isMarkUnsynced = true;
  readonly #rounds = new Mutex();
  readonly #onAdopt: () => void;

  /**
   * Removes what dead processes have left.
   * @param gitDir absolute path of the repository
   * @param onAdopt called for each pack that has been adopted
   */
  constructor(gitDir: string, onAdopt: () => void) {
    this.#gitDir = gitDir;
    this.#onAdopt = onAdopt;
    this.#root = join(gitDir, 'treebox', 'incoming');
    this.#packs = join(gitDir, 'objects', 'pack');
    this.#keepMark = keepMark(gitDir);
    for (const owner of readdirSync(this.#root)) {
      if (!isAlive(owner)) rmSync(join(this.#root, owner), { recursive: true, force: true });
    }
    mkdirSync(join(this.#root, THIS_PROCESS), { recursive: true });
    this.#ownFolder = this.folder('server');
    this.#stock = new Stock(this.folders('packs'), async (folder) => ({
      folder,
      name: await makePackFiles(folder),
    }));
  }

  /**
   * Makes a folder for one writer, such as a runner, which may be given write permission to it.
   * @param name unique among this process's writers
   * @returns its absolute path; the caller removes it when the writer has ended
   */
  folder(name: string): string {
    const path = join(this.#root, THIS_PROCESS, name);
    // Not `recursive`, which says ENOENT on a read-only disk.
    if (!existsSync(path)) mkdirSync(path);
    return path;
  }

  /** Two folders for a stock of files. */
  folders(name: string): [string, string] {
    return [this.folder(`${name}-a`), this.folder(`${name}-b`)];
  }

  /**
   * Moves a finished pack of this process's own into the repository.
   * @param folder absolute path of the writer's folder
   * @param name what the writer's `finish` returned
   */
  adopt(folder: string, name: string): void {
    this.#isMarkUnsynced = markKept(this.#keepMark, join(this.#packs, `${name}.keep`)) || this.#isMarkUnsynced;
    for (const ending of PACK_ENDINGS)
      renameSync(join(folder, `${name}.${ending}`), join(this.#packs, `${name}.${ending}`));
    this.#unsynced.add(name);
    this.#onAdopt();
  }

  /**
   * Takes a copy of a finished pack of another process, which is not trusted, into the repository, and deletes it.
   * @param folder absolute path of the folder that the process writes to
   * @param name what it says that its writer's `finish` returned
   * @throws Error when that is not a pack such as a `PackWriter` writes; nothing is taken then
   */
  async admit(folder: string, name: string): Promise<void> {
    if (!isPackName(name)) throw new Error(`${basename(folder)} names its pack ${JSON.stringify(name)}`);
    const copy = this.#place();
    await copyUntrustedPack(this.#gitDir, join(folder, `${name}.pack`), copy.folder, copy.name);
    this.adopt(copy.folder, copy.name);
    removePackFiles(folder, name);
  }

  /**
   * Writes objects and adopts them.
   * @param fill is given the writer; when it throws nothing is kept
   * @returns what `fill` returns
   */
  write<T>(fill: (writer: ObjectWriter) => T): T {
    const place = this.#place();
    const writer = new PackWriter(place.folder, place.name);
    try {
      const filled = fill(writer);
      const name = writer.finish();
      if (name !== null) this.adopt(place.folder, name);
      return filled;
    } catch (error) {
      writer.abandon();
      throw error;
    }
  }

  /**
   * Returns when every pack adopted before the call is where each reader finds it after any failure: on disk. Callers that
   * wait together share one round.
   */
  async publish(): Promise<void> {
    await this.#rounds.run(async () => {
      const round = [...this.#unsynced];
      if (round.length === 0) return;
      const isMarkUnsynced = this.#isMarkUnsynced;
      this.#isMarkUnsynced = false;
      try {
        const mark = isMarkUnsynced ? [syncPath(this.#keepMark)] : [];
        await Promise.all([...round.map((name) => this.#syncPack(name)), syncPath(this.#packs), ...mark]);
      } catch (error) {
        this.#isMarkUnsynced ||= isMarkUnsynced;
        throw error;
      }
      for (const name of round) this.#unsynced.delete(name);
    });
  }

  /** Ends the work in the background. */
  async close(): Promise<void> {
    await this.#stock.close();
  }

  /** Says that a pack is about to be deleted, its objects being on disk elsewhere. */
  forget(name: string): void {
    this.#unsynced.delete(name);
  }

  #place(): PackPlace {
    return this.#stock.take() ?? { folder: this.#ownFolder, name: randomPackName() };
  }

  async #syncPack(name: string): Promise<void> {
    try {
      await syncPath(join(this.#packs, `${name}.pack`));
    } catch (error) {
      if (this.#unsynced.has(name)) throw error;
    }
  }
}

/**
 * Makes the `.keep` file: another name of one that is there for all packs, which costs less than a file of its own.
 * @returns whether that one was made, and is not on disk yet
 */
function markKept(mark: string, path: string): boolean {
  try {
    linkSync(mark, path);
    return false;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Not made yet, or with as many names as the file system allows.
    if (code !== 'ENOENT' && code !== 'EMLINK') throw error;
    replaceFile(mark, KEEP_MARK, 'not waited for', `${path}.new`);
    linkSync(mark, path);
    return true;
  }
}
