/**
 * The current packs of one folder `objects/pack`.
 *
 * Other processes may add and delete packs at any time. Git adds the new pack of an object before it deletes the old one. So
 * if the known packs do not have an object, a scan of the folder finds its pack. A scan is repeated if the folder changes
 * meanwhile.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ByteLru } from '../objects/byte-lru.ts';
import type { GitObject } from '../objects/objects.ts';
import { Pack } from './pack-reader.ts';

/**
 * A folder that changed less than this before a scan may change after the scan with the same timestamp, because file systems
 * use the kernel's coarse clock. In nanoseconds.
 */
const TICK_NS = 50_000_000n;
/** Maximum number of scans while the folder keeps changing. The wanted pack existed before, so few scans are enough. */
const SCANS_MAX = 5;

export class PackFolder {
  readonly #folder: string;
  readonly #bases: ByteLru<GitObject>;
  /** Packs by base name; undefined until first used. */
  readonly #packs = new Map<string, Pack | undefined>();
  /** Base names in the order of searches: the pack with the last object found comes first. */
  #order: string[] = [];
  #changedAtNs = -1n;
  #scannedAtNs = 0n;

  /**
   * @param folder the absolute path of `objects/pack`
   * @param bases cache of delta bases
   */
  constructor(folder: string, bases: ByteLru<GitObject>) {
    this.#folder = folder;
    this.#bases = bases;
  }

  /**
   * Calls `read` with the object's pack and its offset in the pack, and returns the result. Returns undefined when no known
   * pack has the object. Skips packs that were deleted since the last scan.
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
   * Scans the folder again if it may have changed since the last scan.
   * @returns whether it was scanned
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
