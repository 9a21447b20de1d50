/**
 * Pins: refs that hold objects which no label holds. Layer 1.
 *
 * What a record, a heap, a fresh answer or a running mount names has a ref `refs/treebox/pins/<oid>` that points to the
 * object itself, so that plain git's own `gc` and `prune` keep it. These refs have no reflog and are not advertised.
 *
 * A pin's value is its name, so writing one needs no lock: whoever writes it writes the same. Removing takes git's lock
 * of `packed-refs`, since `git pack-refs` may have moved pins there.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOid, type Oid } from '../core/ids.ts';
import { KeyedMutex } from '../core/keyed-mutex.ts';
import type { FileLock, FileLocks } from './file-lock.ts';
import type { PackedRefs } from './packed-refs.ts';
import { THIS_PROCESS } from './process-id.ts';

/** Where pins live. */
export const PINS = 'refs/treebox/pins/';

export class Pins {
  readonly #folder: string;
  readonly #temporary: string;
  readonly #packed: PackedRefs;
  readonly #locks: FileLocks;
  readonly #queue = new KeyedMutex();
  /** Pins that this process knows to exist and to stay. */
  readonly #known: Set<Oid>;
  /** Pins about to be removed. */
  readonly #leaving = new Set<Oid>();

  /** @param gitDir absolute path of the repository */
  constructor(gitDir: string, packed: PackedRefs, locks: FileLocks) {
    this.#folder = join(gitDir, PINS);
    this.#temporary = join(gitDir, 'treebox', `pin.${THIS_PROCESS}`);
    this.#packed = packed;
    this.#locks = locks;
    this.#known = new Set(this.list());
  }

  /** Pins the object, which must exist. Does nothing when it is pinned already. */
  add(oid: Oid): void {
    if (this.#known.has(oid)) return;
    writeFileSync(this.#temporary, `${oid}\n`);
    try {
      renameSync(this.#temporary, join(this.#folder, oid));
    } catch (error) {
      // `git pack-refs` removes the folder when it has packed all pins.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      mkdirSync(this.#folder, { recursive: true });
      renameSync(this.#temporary, join(this.#folder, oid));
    }
    this.#leaving.delete(oid);
    this.#known.add(oid);
  }

  has(oid: Oid): boolean {
    return this.#known.has(oid);
  }

  /**
   * Unpins objects, all in one go. Those that are not pinned are passed over; one that is pinned again meanwhile stays.
   * @throws TreeboxError `busy` when another process keeps `packed-refs` locked; the pins then stay
   */
  async remove(oids: Iterable<Oid>): Promise<void> {
    const gone = [...new Set(oids)].filter((oid) => this.#known.delete(oid));
    if (gone.length === 0) return;
    for (const oid of gone) this.#leaving.add(oid);
    await this.#queue.run(PINS, async () => {
      let lock: FileLock | undefined;
      try {
        lock = await this.#locks.acquire(this.#packed.path, 'packed-refs');
        await this.#packed.remove(new Set(gone.map((oid) => PINS + oid)), lock);
        for (const oid of gone) if (this.#leaving.delete(oid)) rmSync(join(this.#folder, oid), { force: true });
      } finally {
        lock?.release();
        for (const oid of gone) if (this.#leaving.delete(oid)) this.#known.add(oid);
      }
    });
  }

  /** Every pinned oid, as the repository has them now, in no particular order. */
  list(): Oid[] {
    const found = new Set<Oid>();
    // Loose before packed: a pin that is packed meanwhile is in the second place when it has left the first.
    for (const name of existsSync(this.#folder) ? readdirSync(this.#folder) : []) if (isOid(name)) found.add(name);
    for (const ref of this.#packed.read().keys()) {
      if (ref.startsWith(PINS)) found.add(ref.slice(PINS.length) as Oid);
    }
    return [...found];
  }
}
