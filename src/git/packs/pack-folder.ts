/**
 * The current packs of one folder `objects/pack`.
 *
 * Other processes may add packs and delete them at any time. git adds the new pack of an object before it deletes the old
 * pack. So a scan of the folder after a miss finds the object, unless the folder changes during the scan; such a scan is
 * repeated.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ByteLru } from '../objects/byte-lru.ts';
import type { GitObject } from '../objects/objects.ts';
import { Pack } from './pack-reader.ts';

/**
 * A change this short before a scan may share its time stamp with a change after it: file systems stamp with the
 * kernel's clock tick. In nanoseconds.
 */
const TICK_NS = 50_000_000n;
/** Scans of a folder that keeps changing; what is looked for was there before the first, so a few will do. */
const SCANS_MAX = 5;

export class PackFolder {
  readonly #folder: string;
  readonly #bases: ByteLru<GitObject>;
  /** Packs by base name; the one that answered last comes first in `#order`. */
  readonly #packs = new Map<string, Pack | undefined>();
  #order: string[] = [];
  #changedAtNs = -1n;
  #scannedAtNs = 0n;

  /**
   * @param folder the absolute path of `objects/pack`
   * @param bases where delta bases are kept
   */
  constructor(folder: string, bases: ByteLru<GitObject>) {
    this.#folder = folder;
    this.#bases = bases;
  }

  /**
   * Returns the result of `read` for the object's pack and its offset there, or undefined when no known pack has it.
   * A pack that has been deleted since the last scan counts as not having it.
   * @param name the oid's 20 bytes
   */
  find<T>(name: Buffer, read: (pack: Pack, offset: number) => T): T | undefined {
    for (let nth = 0; nth < this.#order.length; nth++) {
      const base = this.#order[nth] as string;
      try {
        const pack = this.#pack(base);
        const offset = pack.index.find(name);
        if (offset === undefined) continue;
        const found = read(pack, offset);
        if (nth > 0) {
          this.#order.splice(nth, 1);
          this.#order.unshift(base);
        }
        return found;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        this.#drop(base);
        nth--;
      }
    }
    return undefined;
  }

  /**
   * Looks what packs there are now.
   * @returns whether the folder may have changed since the last scan; if not, nothing was done
   */
  refresh(): boolean {
    if (this.#modifiedNs() === this.#changedAtNs && this.#scannedAtNs - this.#changedAtNs > TICK_NS) return false;
    for (let scan = 0; scan < SCANS_MAX; scan++) {
      this.#changedAtNs = this.#modifiedNs();
      this.#scannedAtNs = BigInt(Date.now()) * 1_000_000n;
      this.#take(readdirSync(this.#folder));
      if (this.#modifiedNs() === this.#changedAtNs) break;
    }
    return true;
  }

  /** The base names (`pack-<40 hex>`) of the packs found at the last scan. */
  get names(): readonly string[] {
    return this.#order;
  }

  close(): void {
    for (const base of [...this.#order]) this.#drop(base);
    this.#changedAtNs = -1n;
  }

  #take(files: readonly string[]): void {
    const present = new Set<string>();
    for (const file of files) if (file.endsWith('.idx')) present.add(file.slice(0, -'.idx'.length));
    for (const base of [...this.#order]) if (!present.has(base)) this.#drop(base);
    const added = [...present].filter((base) => !this.#packs.has(base));
    for (const base of added) this.#packs.set(base, undefined);
    this.#order = [...added, ...this.#order];
  }

  #pack(base: string): Pack {
    let pack = this.#packs.get(base);
    if (pack === undefined) {
      pack = new Pack(join(this.#folder, base), this.#bases);
      this.#packs.set(base, pack);
    }
    return pack;
  }

  #drop(base: string): void {
    this.#packs.get(base)?.close();
    this.#packs.delete(base);
    this.#order = this.#order.filter((other) => other !== base);
  }

  #modifiedNs(): bigint {
    return statSync(this.#folder, { bigint: true }).mtimeNs;
  }
}
