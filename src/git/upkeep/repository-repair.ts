/**
 * Repairs the damage of a crash when the repository is opened.
 *
 * Every ref may be affected, and files that were not synced may be damaged (`power-loss.ts`). A pin's value is its name, so a
 * damaged pin can be written again if its object exists. A ref is not touched while a running process may hold its lock. No
 * running process holds a lock if
 * - a dead treebox process created it, which is known by the inode; or
 * - the lock file is older than the boot of the machine; or
 * - the lock file is old, and no running git can have created it (`left-locks.ts`).
 */
import { readFileSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { GIT_TIMEOUT_MS } from '../../core/limits.ts';
import { doAside, doNow } from '../../core/steps.ts';
import { ABANDONED_MS, ALWAYS, type ChildLocks } from '../files/child-locks.ts';
import type { FileLocks } from '../files/file-lock.ts';
import { isLeft } from '../files/left-locks.ts';
import { BOOT_ID, UNKNOWN_BOOT } from '../files/process-id.ts';
import type { ObjectReader } from '../objects/objects.ts';
import type { PackedRefs } from '../refs/packed-refs.ts';
import type { Pins } from '../refs/pins.ts';
import { lockedRefs } from '../refs/ref-folders.ts';
import type { RepositoryRefs } from '../refs/repository-refs.ts';
import {
  namesOfSetAside,
  removeEmptyObjects,
  repairHead,
  repairHeads,
  repairKeepMark,
  repairPackedRefs,
  repairPacks,
  type UnderLock,
} from './power-loss.ts';

/** Maximum difference between timestamps of files and the boot time computed from the uptime, in ms. */
const CLOCK_SLACK_MS = 2_000;

/** The parts of a repository that are repaired. No other server uses the repository. */
export interface Repairable {
  /** Absolute path of the repository. */
  readonly gitDir: string;
  readonly locks: FileLocks;
  readonly childLocks: ChildLocks;
  readonly packed: PackedRefs;
  readonly refs: RepositoryRefs;
  readonly pins: Pins;
  readonly objects: ObjectReader;
}

/**
 * Repairs a repository that is being opened.
 * @returns sentences for the log: first about each repair, then about each problem that the operator must solve
 */
export function repairRepository(repository: Repairable): string[] {
  const { gitDir, packed, refs, locks, pins, objects } = repository;
  const isEnded = endOfLocks(gitDir, locks);
  const underLock: UnderLock = (ref, work) => {
    const path = join(gitDir, ref);
    const left = statSync(`${path}.lock`, { throwIfNoEntry: false });
    // A lock that nobody holds serves as ours: no other process can take the lock while the file exists.
    if (left !== undefined) return isEnded(left) ? work() : undefined;
    const lock = locks.acquireNow(path);
    try {
      if (lock !== undefined) work();
    } finally {
      lock?.release();
    }
  };
  repairKeepMark(gitDir);
  // A lock does not prove that a move failed: the move may have been acknowledged before the lock's removal was on disk.
  const repaired = [
    ...repairPackedRefs(gitDir, packed, underLock),
    ...repairPacks(gitDir),
    ...repairHeads(gitDir, refs, underLock),
    ...repository.childLocks.releaseNow((ref) => doNow(repairHead(gitDir, refs, ref))),
  ];
  // A lock that another program holds is not damage, so it goes into a separate list.
  const { freed, held } = releaseLocks(gitDir, locks, isEnded);
  repaired.push(...freed);
  const isFirst = hasBooted(gitDir);
  // Check the rest only if there was damage, or may have been: after a boot, or when a pin is damaged.
  if (repaired.length === 0 && !isFirst && pins.areWhole()) return held;
  repaired.push(...removeEmptyObjects(gitDir));
  for (const oid of pins.restore((pinned) => objects.stat(pinned) !== undefined)) {
    repaired.push(`${oid}: pinned, but no longer there`);
  }
  if (isFirst) writeFileSync(join(gitDir, 'treebox', 'boot-id'), BOOT_ID);
  if (repaired.length > 0) repaired.push(...namesOfSetAside(gitDir));
  return [...repaired, ...held];
}

/**
 * Repairs the ref of a left lock while the server runs. Only callers that need the lock wait for it.
 * @param what the locked ref, or the name of another locked file, which needs no repair
 * @param isThere returns whether the lock still exists
 * @param signal aborts the repair
 * @returns a sentence for the log about each repair
 * @throws Error when git takes too long to check the new objects
 */
export async function repairLeft(
  gitDir: string,
  refs: RepositoryRefs,
  what: string,
  isThere: () => boolean,
  signal: AbortSignal,
): Promise<string[]> {
  if (!what.startsWith('refs/')) return [];
  const late = AbortSignal.timeout(GIT_TIMEOUT_MS);
  try {
    return (await doAside(repairHead(gitDir, refs, what, AbortSignal.any([signal, late])), isThere)) ?? [];
  } catch (cause) {
    if (!late.aborted) throw cause;
    throw new Error(
      `${what}: a killed git has left this lock, and its objects can't be checked in ${GIT_TIMEOUT_MS / 1000} s; ` +
        'restart the server: at its start the check has no time limit',
      { cause },
    );
  }
}

/**
 * Removes locks that nobody holds any more.
 * @returns `freed`: a sentence about each removed lock; `held`: one about each lock that another program has held for long
 */
function releaseLocks(
  gitDir: string,
  locks: FileLocks,
  isEnded: (lock: Stats) => boolean,
): { readonly freed: string[]; readonly held: string[] } {
  const freed: string[] = [];
  const held: string[] = [];
  for (const ref of [...ALWAYS, ...lockedRefs(gitDir)]) {
    const lock = join(gitDir, `${ref}.lock`);
    const stats = statSync(lock, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    if (isEnded(stats)) {
      rmSync(lock, { force: true });
      freed.push(`${ref}: unlocked`);
    } else if (stats.nlink === 1 && Date.now() - stats.mtimeMs > ABANDONED_MS) {
      held.push(`${ref}: locked by another program; when no git is working in the repository, remove ${lock}`);
    }
  }
  for (const own of locks.abandoned().values()) rmSync(own, { force: true });
  return { freed, held };
}

/** Returns a function that decides whether nobody holds a lock any more. */
function endOfLocks(gitDir: string, locks: FileLocks): (lock: Stats) => boolean {
  const abandoned = locks.abandoned();
  const bootMs = hasBooted(gitDir) ? Date.now() - uptime() * 1000 - CLOCK_SLACK_MS : 0;
  return (lock) => abandoned.has(lock.ino) || lock.ctimeMs < bootMs || doNow(isLeft(lock));
}

/** Returns whether the machine has booted since the repository was last opened. */
function hasBooted(gitDir: string): boolean {
  try {
    // Without a boot id, treat each start as the first one after a boot.
    return BOOT_ID === UNKNOWN_BOOT || readFileSync(join(gitDir, 'treebox', 'boot-id'), 'latin1') !== BOOT_ID;
  } catch {
    return true;
  }
}
