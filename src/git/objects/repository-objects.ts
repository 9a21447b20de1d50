/**
 * Reads the objects of a repository on disk.
 *
 * A search looks in the cache, then in the known packs, then among loose objects, then in packs that are new in the folder. It
 * only needs read permission for the `objects` folder, so runners use this class too.
 *
 * Concurrency: `git gc` and `git repack` may move every object at any time. They write the new copy before they delete the old
 * one, so an object that two complete searches do not find does not exist.
 */
import { join } from 'node:path';
import { EMPTY_TREE, type Oid } from '../../core/ids.ts';
import { OBJECT_CACHE_BYTES } from '../../core/limits.ts';
import { PackFolder } from '../packs/pack-folder.ts';
import { ByteLru, keptBytes, ownBytes } from './byte-lru.ts';
import { readLoose, statLoose } from './loose-object.ts';
import type { GitObject, ObjectStore, ObjectType } from './objects.ts';

/** Complete searches before an object counts as missing. A repack may move the object during one search, but not during two. */
const SEARCHES = 2;

const EMPTY: GitObject = { type: 'tree', data: Buffer.alloc(0) };

export class RepositoryObjects implements ObjectStore {
  readonly #folder: string;
  readonly #cache: ByteLru<GitObject>;
  readonly #packs: PackFolder;

  /**
   * @param gitDir absolute path of the bare repository
   * @param cacheBytes size of the cache of inflated objects, and of a second cache for bases of deltas
   */
  constructor(gitDir: string, cacheBytes: number = OBJECT_CACHE_BYTES) {
    this.#folder = join(gitDir, 'objects');
    this.#cache = new ByteLru(cacheBytes);
    this.#packs = new PackFolder(join(this.#folder, 'pack'), new ByteLru(cacheBytes));
  }

  read(oid: Oid): GitObject | undefined {
    if (oid === EMPTY_TREE) return EMPTY;
    const known = this.#cache.get(oid);
    if (known !== undefined) return known;
    const object = this.#search(
      oid,
      (name) => this.#packs.find(name, (pack, offset) => pack.read(offset)),
      () => readLoose(this.#folder, oid),
    );
    return object && this.#keep(oid, object);
  }

  written(oid: Oid, object: GitObject): void {
    this.#keep(oid, object);
  }

  stat(oid: Oid): { type: ObjectType; size: number } | undefined {
    const known = oid === EMPTY_TREE ? EMPTY : this.#cache.get(oid);
    if (known !== undefined) return { type: known.type, size: known.data.length };
    return this.#search(
      oid,
      (name) => this.#packs.find(name, (pack, offset) => pack.stat(offset)),
      () => statLoose(this.#folder, oid),
    );
  }

  close(): void {
    this.#packs.close();
  }

  #keep(oid: Oid, { type, data }: GitObject): GitObject {
    const kept = { type, data: ownBytes(data) };
    this.#cache.set(oid, kept, keptBytes(kept.data));
    return kept;
  }

  #search<T>(oid: Oid, inPacks: (name: Buffer) => T | undefined, loose: () => T | undefined): T | undefined {
    const name = Buffer.from(oid, 'hex');
    try {
      let found = inPacks(name) ?? loose();
      for (let search = 0; found === undefined && search < SEARCHES && this.#packs.refresh(); search++) {
        found = inPacks(name) ?? loose();
      }
      return found;
    } catch (error) {
      throw isOfInflate(error) ? new Error(`object ${oid} is damaged: ${error.message}`, { cause: error }) : error;
    }
  }
}

/** Returns whether zlib threw the error. Its message does not name the object. */
function isOfInflate(error: unknown): error is Error {
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('Z_');
}
