/**
 * Keeps the repository small: joins packs, and removes objects that nothing refers to.
 *
 * Garbage collection uses `git repack` and `git prune`. Everything that must stay is reachable from labels, from their reflogs,
 * which never expire, or from pins. Objects younger than `COLLECT_AGE_MS` always stay.
 *
 * Concurrency: this process does one piece of work at a time. At the same time, plain git may gc, repack and push, and runners
 * may read.
 */

import { join } from 'node:path';
import { removeFile } from '../../core/files.ts';
import type { Oid } from '../../core/ids.ts';
import { COLLECT_AGE_MS } from '../../core/limits.ts';
import { Mutex } from '../../core/mutex.ts';
import type { ChildLocks } from '../files/child-locks.ts';
import type { FileLocks } from '../files/file-lock.ts';
import { outputOf, runGit, startGit } from '../git-process.ts';
import { type Extent, extentOfAll, extentOfNamed } from '../objects/object-extent.ts';
import type { Incoming } from '../packs/incoming.ts';
import type { PackedRefs } from '../refs/packed-refs.ts';
import type { Pins } from '../refs/pins.ts';
import {
  consolidatePacks,
  deleteStrays,
  GONE_TRIES,
  type OwnPack,
  ownPacks,
  PILE,
  packNames,
  tellsOfMovedPack,
} from './pack-consolidation.ts';

/**
 * Result of a collection, or of its estimate. Sizes are those on disk. The freed bytes include the savings from packing the
 * remaining objects better.
 */
export interface Collected {
  readonly kept: Extent;
  readonly freed: Extent;
}

const NOTHING: Extent = { objects: 0, bytes: 0 };

/** Uses one thread, because executions run at the same time. */
const REPACK = ['-c', 'pack.threads=1', 'repack', '-a', '-d', '-l', '-q'];

interface RefFiles {
  readonly packed: PackedRefs;
  readonly locks: FileLocks;
  readonly childLocks: ChildLocks;
}

export class Maintenance {
  readonly #gitDir: string;
  readonly #incoming: Incoming;
  readonly #pins: Pins;
  readonly #refFiles: RefFiles;
  readonly #turns = new Mutex();
  readonly #closed = new AbortController();
  /** The current collection, for which `hold` waits. */
  #collecting: Promise<unknown> = Promise.resolve();
  readonly #onProblem: (error: unknown) => void;
  #adopted = 0;
  #work: Promise<void> = Promise.resolve();

  /**
   * @param gitDir absolute path of the repository, to which the other parameters belong
   * @param refFiles packed refs and the locks of refs
   * @param onProblem called when packs could not be joined; no object is lost, and it will be tried again
   */
  constructor(gitDir: string, incoming: Incoming, pins: Pins, refFiles: RefFiles, onProblem: (error: unknown) => void) {
    this.#gitDir = gitDir;
    this.#refFiles = refFiles;
    this.#incoming = incoming;
    this.#pins = pins;
    this.#onProblem = onProblem;
  }

  /** Must be called for every new pack. Joins packs when there are enough of them. */
  packAdopted(): void {
    this.#adopted += 1;
    if (this.#adopted < PILE || this.#closed.signal.aborted) return;
    this.#adopted = 0;
    this.#work = this.#turns
      .run(() => this.#consolidate())
      .catch((error: unknown) => {
        if (!this.#closed.signal.aborted) this.#onProblem(error);
      });
  }

  /**
   * Deletes unreachable objects, and repacks the rest.
   * @param dryRun only estimates the result, and deletes nothing
   * @throws Error when git fails; no reachable object is lost
   */
  async collect(dryRun = false): Promise<Collected> {
    const collection = this.#turns.run(() => (dryRun ? this.#estimate() : this.#collect()));
    if (!dryRun) this.#collecting = collection.catch(() => {});
    return collection;
  }

  /**
   * Pins an object that a client has named, if the store has the object and everything that it refers to. Waits for a running
   * collection, which may be deleting the object.
   * @returns whether the object is pinned now
   */
  async hold(oid: Oid): Promise<boolean> {
    if (this.#pins.has(oid)) return true;
    for (let waited: unknown; waited !== this.#collecting; ) {
      waited = this.#collecting;
      await waited;
    }
    if (!(await this.#isComplete(oid))) return false;
    this.#pins.add(oid);
    // Check again: a `git gc` of another process may have started before the object was pinned.
    if (await this.#isComplete(oid)) return true;
    this.#pins.remove([oid]);
    return false;
  }

  /** Aborts the current work, without losing objects, and waits until it has ended. */
  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.allSettled([this.#work, this.#collecting]);
  }

  async #collect(): Promise<Collected> {
    const { signal } = this.#closed;
    await this.#pins.sweep();
    await this.#consolidate();
    deleteStrays(this.#gitDir, Date.now() - COLLECT_AGE_MS);
    const before = await this.#estimate();
    const ofAge = this.#packsOfAge();
    for (const { name, kept } of ofAge) if (kept) removeFile(join(this.#gitDir, 'objects', 'pack', `${name}.keep`));
    await this.#packRefs(signal);
    // Repack only if objects can be deleted or many packs can become one, because it rewrites everything.
    if (before.freed.objects === 0 && ofAge.length < PILE) return before;
    const expire = `--expire=${COLLECT_AGE_MS / 1000}.seconds.ago`;
    for (const args of [REPACK, ['prune-packed', '-q'], ['prune', expire]]) await runGit(this.#gitDir, args, signal);
    const kept = await extentOfAll(this.#gitDir, signal);
    return { kept, freed: difference(sum(before.kept, before.freed), kept) };
  }

  async #packRefs(signal: AbortSignal): Promise<void> {
    const { locks, packed, childLocks } = this.#refFiles;
    const lock = await locks.acquire(packed.path, 'packed-refs');
    packed.removeUnfinished(lock);
    lock.release();
    await outputOf(childLocks.guard('all', () => startGit(this.#gitDir, ['pack-refs', '--all'], { signal })));
  }

  #consolidate(): Promise<void> {
    return consolidatePacks(this.#gitDir, this.#incoming, this.#closed.signal);
  }

  async #estimate(tries = 0): Promise<Collected> {
    try {
      return await this.#estimateOnce();
    } catch (error) {
      if (!tellsOfMovedPack(error) || tries === GONE_TRIES) throw error;
      return await this.#estimate(tries + 1);
    }
  }

  async #estimateOnce(): Promise<Collected> {
    const { signal } = this.#closed;
    const ofAge = new Set([...this.#packsOfAge()].map(({ name }) => name));
    const young = packNames(this.#gitDir).filter((name) => !ofAge.has(name));
    const [all, kept] = await Promise.all([
      extentOfAll(this.#gitDir, signal),
      extentOfNamed(this.#gitDir, young, signal),
    ]);
    // With equal counts nothing is freed. Sizes may differ then: of an object in two packs, git may measure either copy.
    return all.objects === kept.objects ? { kept, freed: NOTHING } : { kept, freed: difference(all, kept) };
  }

  /** Returns the packs that are old enough for their unreachable objects to be deleted. */
  #packsOfAge(): OwnPack[] {
    const until = Date.now() - COLLECT_AGE_MS;
    return ownPacks(this.#gitDir).filter(({ writtenAtMs }) => writtenAtMs <= until);
  }

  /** Returns whether the store has the object and everything that it refers to. */
  async #isComplete(oid: Oid): Promise<boolean> {
    const walk = startGit(this.#gitDir, ['rev-list', '--objects', '--quiet', oid], { signal: this.#closed.signal });
    walk.stdin.end();
    walk.stdout.resume();
    return (await walk.exit).code === 0;
  }
}

function sum(a: Extent, b: Extent): Extent {
  return { objects: a.objects + b.objects, bytes: a.bytes + b.bytes };
}

function difference(before: Extent, after: Extent): Extent {
  // Never below 0: objects may have been added between the two measurements.
  const less = (a: number, b: number) => Math.max(a - b, 0);
  return { objects: less(before.objects, after.objects), bytes: less(before.bytes, after.bytes) };
}
