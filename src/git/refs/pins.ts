/**
 * Pins: refs that protect objects which no label reaches.
 *
 * Every object that a record, a state, a recent response or a running mount names has a ref `refs/treebox/pins/<oid>`. The ref
 * points to the object itself, so that `git gc` and `git prune` keep it. Pins have no reflog and are not advertised.
 *
 * A pin's value is its name. Every writer writes the same value, so writing needs no lock. Removing a pin takes git's lock of
 * `packed-refs`, because `git pack-refs` may have moved the pin there.
 *
 * A pin that is no longer needed stays on disk for `PIN_GRACE_MS`. A garbage collector reads the refs one after another. It
 * could miss two trees with common folders if the pin of one were added while the pin of the other is removed.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { removeFile, replaceFile } from '../../core/files.ts';
import { EMPTY_TREE, isOid, OID_DIGITS, type Oid } from '../../core/ids.ts';
import { PIN_GRACE_MS } from '../../core/limits.ts';
import { Mutex } from '../../core/mutex.ts';
import type { FileLocks } from '../files/file-lock.ts';
import type { PackedRefs } from './packed-refs.ts';

/** Prefix of the names of pins. */
export const PINS = 'refs/treebox/pins/';

/** Size of a pin's file: an oid and a line feed. */
const PIN_BYTES = OID_DIGITS + 1;

export class Pins {
  readonly #folder: string;
  readonly #temporary: string;
  readonly #packed: PackedRefs;
  readonly #locks: FileLocks;
  readonly #sweeps = new Mutex();
  /** Pins that exist and are still needed. */
  readonly #known: Set<Oid>;
  /** Pins that are no longer needed but still on disk, each with the time of its release, in ms since 1970. */
  readonly #leaving = new Map<Oid, number>();
  /** The part of `#leaving` that is being removed from disk now. */
  #sweeping: ReadonlyMap<Oid, number> = new Map();
  #timer: NodeJS.Timeout | undefined;
  readonly #onProblem: (error: unknown) => void;

  /**
   * @param gitDir absolute path of the repository
   * @param scratch absolute path of a folder that only this object uses, on the same file system
   * @param onProblem called when pins could not be removed in the background, which will be tried again
   */
  constructor(
    gitDir: string,
    scratch: string,
    packed: PackedRefs,
    locks: FileLocks,
    onProblem: (error: unknown) => void,
  ) {
    this.#onProblem = onProblem;
    this.#folder = join(gitDir, PINS);
    this.#temporary = join(scratch, 'pin');
    this.#packed = packed;
    this.#locks = locks;
    this.#known = new Set(this.list());
  }

  /**
   * Pins the object, which must exist. Does nothing when it is pinned already.
   * @throws Error for a name that is not an oid, because the name becomes part of a path
   */
  add(oid: Oid): void {
    if (this.#known.has(oid)) return;
    if (!isOid(oid)) throw new Error(`${JSON.stringify(oid)} is not an oid and can't be pinned`);
    if (!this.#leaving.delete(oid) || this.#sweeping.has(oid)) this.#write(oid);
    this.#known.add(oid);
  }

  /** Returns whether the object is pinned and its pin has not been released. */
  has(oid: Oid): boolean {
    return this.#known.has(oid);
  }

  /** Releases pins. Ignores pins that do not exist, and the pin of the empty tree, which is always needed. */
  remove(oids: Iterable<Oid>): void {
    for (const oid of oids) if (oid !== EMPTY_TREE && this.#known.delete(oid)) this.#leaving.set(oid, Date.now());
    this.#schedule();
  }

  /** Returns all oids that have a pin on disk now, including released pins, in no particular order. */
  list(): Oid[] {
    const found = new Set<Oid>();
    // Read loose pins before packed ones: a pin that git packs in between is then found in `packed-refs`.
    for (const name of existsSync(this.#folder) ? readdirSync(this.#folder) : []) if (isOid(name)) found.add(name);
    for (const ref of this.#packed.read().keys()) {
      if (ref.startsWith(PINS)) found.add(ref.slice(PINS.length) as Oid);
    }
    return [...found];
  }

  /**
   * Removes pins from disk that were released at least `graceMs` ago. A pin that is added again meanwhile stays.
   * @throws RefLocked when another process keeps `packed-refs` locked; the next sweep then removes the pins
   */
  async sweep(graceMs: number = PIN_GRACE_MS): Promise<void> {
    await this.#sweeps.run(async () => {
      const until = Date.now() - graceMs;
      const due = new Map([...this.#leaving].filter(([, since]) => since <= until));
      if (due.size === 0) return;
      const lock = await this.#locks.acquire(this.#packed.path, 'packed-refs');
      try {
        this.#sweeping = due;
        await this.#packed.remove(new Set([...due.keys()].map((oid) => PINS + oid)), lock);
        for (const [oid, since] of due) {
          if (this.#leaving.get(oid) !== since) continue;
          removeFile(join(this.#folder, oid));
          this.#leaving.delete(oid);
        }
      } finally {
        this.#sweeping = new Map();
        lock.release();
      }
    });
  }

  /** Returns whether the files of all loose pins have the right size. */
  areWhole(): boolean {
    return [...this.#known].every((oid) => {
      const stats = statSync(join(this.#folder, oid), { throwIfNoEntry: false });
      return stats === undefined || stats.size === PIN_BYTES;
    });
  }

  /**
   * Rewrites every pin whose file is damaged, and removes pins whose object does not exist.
   * @returns the removed pins
   */
  restore(exists: (oid: Oid) => boolean): Oid[] {
    const lost: Oid[] = [];
    const packed = this.#packed.read();
    for (const oid of this.#known) {
      const path = join(this.#folder, oid);
      const loose = existsSync(path);
      if (!exists(oid)) {
        if (!packed.has(PINS + oid)) this.#known.delete(oid);
        else this.remove([oid]);
        removeFile(path);
        lost.push(oid);
      } else if (loose && readFileSync(path, 'latin1') !== `${oid}\n`) this.#write(oid);
    }
    return lost;
  }

  /** Cancels the next sweep. Released pins stay on disk. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#leaving.size === 0 || this.#timer !== undefined) return;
    this.#timer = setTimeout(async () => {
      this.#timer = undefined;
      // After a failure the pins stay in `#leaving`, and the next sweep tries again.
      await this.sweep().catch(this.#onProblem);
      this.#schedule();
    }, PIN_GRACE_MS).unref();
  }

  #write(oid: Oid): void {
    const write = () => replaceFile(join(this.#folder, oid), `${oid}\n`, 'not waited for', this.#temporary);
    try {
      write();
    } catch (error) {
      // `git pack-refs` removes the folder when it has packed all pins.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      mkdirSync(this.#folder, { recursive: true });
      write();
    }
  }
}
