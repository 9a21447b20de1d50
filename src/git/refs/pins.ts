/**
 * Pins: refs that protect objects which no label reaches.
 *
 * Every object that a record, a state, a fresh answer or a running mount names has a ref `refs/treebox/pins/<oid>` that points to the
 * object itself, so that plain git's own `gc` and `prune` keep it. These refs have no reflog and are not advertised.
 *
 * A pin's value is its name, so writing a pin needs no lock: every writer writes the same value. Removing takes git's lock of
 * `packed-refs`, because `git pack-refs` may have moved pins there.
 *
 * A pin that is no longer needed stays on disk for `PIN_GRACE_MS`. A collector reads the refs one after another. If the pin of
 * a new tree were written, and the pin of a tree with the same folders removed immediately after, it could miss both.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { removeFile, replaceFile } from '../../core/files.ts';
import { EMPTY_TREE, isOid, OID_DIGITS, type Oid } from '../../core/ids.ts';
import { PIN_GRACE_MS } from '../../core/limits.ts';
import { Mutex } from '../../core/mutex.ts';
import type { FileLocks } from '../files/file-lock.ts';
import type { PackedRefs } from './packed-refs.ts';

/** Where pins live. */
export const PINS = 'refs/treebox/pins/';

/** An oid and a line feed. */
const PIN_BYTES = OID_DIGITS + 1;

export class Pins {
  readonly #folder: string;
  readonly #temporary: string;
  readonly #packed: PackedRefs;
  readonly #locks: FileLocks;
  readonly #sweeps = new Mutex();
  /** Pins that this process knows to exist and to stay. */
  readonly #known: Set<Oid>;
  /** Pins given up but still on disk, each with the instant, in ms since 1970, that it was given up at. */
  readonly #leaving = new Map<Oid, number>();
  /** Those of `#leaving` that are being removed from disk right now. */
  #sweeping: ReadonlyMap<Oid, number> = new Map();
  #timer: NodeJS.Timeout | undefined;
  readonly #onProblem: (error: unknown) => void;

  /**
   * @param gitDir absolute path of the repository
   * @param scratch absolute path of a folder for nobody else, on the same file system
   * @param onProblem told when pins could not be removed in the background, which is tried again
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
   * @throws Error for a name that is not an oid: it would become a path
   */
  add(oid: Oid): void {
    if (this.#known.has(oid)) return;
    if (!isOid(oid)) throw new Error(`${JSON.stringify(oid)} is not an oid and can't be pinned`);
    if (!this.#leaving.delete(oid) || this.#sweeping.has(oid)) this.#write(oid);
    this.#known.add(oid);
  }

  /** Returns whether the object is pinned and has not been given up. */
  has(oid: Oid): boolean {
    return this.#known.has(oid);
  }

  /** Gives pins up. Ignores pins that do not exist, and the pin of the empty tree, which is always needed. */
  remove(oids: Iterable<Oid>): void {
    for (const oid of oids) if (oid !== EMPTY_TREE && this.#known.delete(oid)) this.#leaving.set(oid, Date.now());
    this.#schedule();
  }

  /** Every pinned oid, as the repository has them now, those given up included, in no particular order. */
  list(): Oid[] {
    const found = new Set<Oid>();
    // Loose before packed: a pin that is packed meanwhile is in the second place when it has left the first.
    for (const name of existsSync(this.#folder) ? readdirSync(this.#folder) : []) if (isOid(name)) found.add(name);
    for (const ref of this.#packed.read().keys()) {
      if (ref.startsWith(PINS)) found.add(ref.slice(PINS.length) as Oid);
    }
    return [...found];
  }

  /**
   * Removes from disk what was given up at least `graceMs` ago. One that is added again meanwhile stays.
   * @throws RefLocked when another process keeps `packed-refs` locked; the pins then wait for the next time
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

  /** Returns whether no pin has lost its content. */
  areWhole(): boolean {
    return [...this.#known].every((oid) => {
      const stats = statSync(join(this.#folder, oid), { throwIfNoEntry: false });
      return stats === undefined || stats.size === PIN_BYTES;
    });
  }

  /**
   * Rewrites every pin whose file is damaged, and removes pins whose object does not exist.
   * @returns the pins removed
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

  /** Ends the waiting for what is to be swept; it stays on disk. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#leaving.size === 0 || this.#timer !== undefined) return;
    this.#timer = setTimeout(async () => {
      this.#timer = undefined;
      // A failure leaves them waiting: the next round comes.
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
