/**
 * Brings new objects into the repository. A pack is written into a folder that git does not read, then moved into the
 * repository together with a `.keep` file, then synced.
 *
 * `git gc`, `git prune` and `git repack` do not touch a kept pack, so its objects are safe as soon as it is adopted, before any
 * ref names them. `Maintenance.collect` removes the `.keep` file when the pack is older than `COLLECT_AGE_MS`.
 *
 * A pack from a runner or a worker is not trusted. `admit` copies it and hashes its objects again.
 *
 * `adopt` does not wait for the disk. `publish` does, and is called before a label moves. It syncs packs and the names in their
 * folder, but not indexes: a damaged index is rebuilt from its pack when the repository is opened.
 */

import { existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { replaceFile } from '../../core/files.ts';
import type { Oid } from '../../core/ids.ts';
import { Mutex } from '../../core/mutex.ts';
import { isAlive, THIS_PROCESS } from '../files/process-id.ts';
import { Stock } from '../files/stock.ts';
import { syncPath } from '../files/sync-path.ts';
import { isPackName, randomPackName } from '../format/pack-format.ts';
import type { GitObject, ObjectWriter } from '../objects/objects.ts';
import { copyUntrustedPack } from './pack-admission.ts';
import { makePackFiles, PACK_ENDINGS, PackWriter, removePackFiles } from './pack-writer.ts';

/**
 * Content of a `.keep` file of treebox, which may move and delete such a pack. Git does not touch any pack with a `.keep` file,
 * whatever its content.
 */
export const KEEP_MARK = 'treebox\n';

/** Returns the path of `treebox/keep`. The `.keep` files of treebox's packs are hard links to this file. */
export function keepMark(gitDir: string): string {
  return join(gitDir, 'treebox', 'keep');
}

/** Folder and name for a new pack. Empty files with this name may exist already. */
interface PackPlace {
  readonly folder: string;
  readonly name: string;
}

export interface IncomingListeners {
  /** Called for each pack that has been adopted. */
  readonly onAdopt: () => void;
  /** Called for each tree of an admitted pack, when it is in the store. Trees of large packs are left out. */
  readonly onTree: (oid: Oid, tree: GitObject) => void;
}

export class Incoming {
  readonly #gitDir: string;
  readonly #root: string;
  readonly #packs: string;
  readonly #keepMark: string;
  /** Folder for packs that this process writes, when the stock is empty. */
  readonly #ownFolder: string;
  readonly #stock: Stock<PackPlace>;
  /** Adopted packs that are not synced yet. */
  readonly #unsynced = new Set<string>();
  /** True until `treebox/keep` is synced. If its content were lost, the packs would not count as treebox's. */
  #isMarkUnsynced = true;
  readonly #rounds = new Mutex();
  readonly #onAdopt: IncomingListeners['onAdopt'];
  readonly #onTree: IncomingListeners['onTree'];

  /**
   * Removes the folders of dead processes.
   * @param gitDir absolute path of the repository
   */
  constructor(gitDir: string, { onAdopt, onTree }: IncomingListeners) {
    this.#gitDir = gitDir;
    this.#onAdopt = onAdopt;
    this.#onTree = onTree;
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
   * Creates a folder for one writer, such as a runner. The caller may give the writer permission to write to it.
   * @param name unique among this process's writers
   * @returns its absolute path; the caller removes it when the writer has ended
   */
  folder(name: string): string {
    const path = join(this.#root, THIS_PROCESS, name);
    // Don't use `recursive`: on a read-only file system it fails with ENOENT, which hides the reason.
    if (!existsSync(path)) mkdirSync(path);
    return path;
  }

  /** Creates two folders for a stock of files. */
  folders(name: string): [string, string] {
    return [this.folder(`${name}-a`), this.folder(`${name}-b`)];
  }

  /**
   * Moves a finished pack that this process wrote into the repository.
   * @param folder absolute path of the writer's folder
   * @param name base name of the pack, as returned by `ObjectWriter.finish`
   */
  adopt(folder: string, name: string): void {
    this.#isMarkUnsynced = markKept(this.#keepMark, join(this.#packs, `${name}.keep`)) || this.#isMarkUnsynced;
    for (const ending of PACK_ENDINGS)
      renameSync(join(folder, `${name}.${ending}`), join(this.#packs, `${name}.${ending}`));
    this.#unsynced.add(name);
    this.#onAdopt();
  }

  /**
   * Copies a finished pack of an untrusted process into the repository, and deletes the original.
   * @param folder absolute path of the folder to which the process writes
   * @param name base name of the pack, as reported by the process
   * @throws Error when the file is not a pack as `PackWriter` writes it; nothing is adopted then
   */
  async admit(folder: string, name: string): Promise<void> {
    if (!isPackName(name)) throw new Error(`${basename(folder)} names its pack ${JSON.stringify(name)}`);
    const copy = this.#place();
    const trees = await copyUntrustedPack(this.#gitDir, join(folder, `${name}.pack`), copy.folder, copy.name);
    this.adopt(copy.folder, copy.name);
    removePackFiles(folder, name);
    for (const [oid, tree] of trees) this.#onTree(oid, tree);
  }

  /**
   * Writes a pack and adopts it.
   * @param fill writes the objects; if it throws, nothing is kept
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
   * Syncs all packs that were adopted before the call. Concurrent callers share the work: later ones usually find nothing left.
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

  /** Waits until no more files are being created in the background. */
  async close(): Promise<void> {
    await this.#stock.close();
  }

  /** Must be called before a pack is deleted whose objects are on disk in another pack: it need not be synced any more. */
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
 * Creates a `.keep` file as a hard link to `mark`, which is faster than creating a file.
 * @returns whether `mark` was created too, and must be synced
 */
function markKept(mark: string, path: string): boolean {
  try {
    linkSync(mark, path);
    return false;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // `mark` does not exist yet, or has as many hard links as the file system allows.
    if (code !== 'ENOENT' && code !== 'EMLINK') throw error;
    replaceFile(mark, KEEP_MARK, 'not waited for', `${path}.new`);
    linkSync(mark, path);
    return true;
  }
}
