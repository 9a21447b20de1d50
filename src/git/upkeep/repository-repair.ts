/**
 * Puts right what a crash has left. Runs when the repository is opened.
 *
 * Two causes, told apart by who may still be alive:
 * - A process of this kind died holding locks. Its locks are known by inode, and only the refs under them are looked at.
 * - The machine went down. Then every lock file older than the boot belongs to nobody, every ref may be affected, and
 *   what was not synced may be damaged (`power-loss.ts`). A pin's value is its name, so it can be written again, if its
 *   object is there.
 */
import { existsSync, readFileSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import type { CommitId } from '../../core/ids.ts';
import type { ChildLocks } from '../files/child-locks.ts';
import type { FileLocks } from '../files/file-lock.ts';
import { BOOT_ID, UNKNOWN_BOOT } from '../files/process-id.ts';
import type { ObjectReader } from '../objects/objects.ts';
import type { Pins } from '../refs/pins.ts';
import { lockedRefs } from '../refs/ref-folders.ts';
import { repairReflog } from '../refs/reflog.ts';
import type { RepositoryRefs } from '../refs/repository-refs.ts';
import { repairHeads, repairPacks } from './power-loss.ts';

/** By how much a file's time and the machine's uptime may disagree, in ms. */
const CLOCK_SLACK_MS = 2_000;

/** The parts of a repository that are put right. No other server uses the repository. */
export interface Repairable {
  /** Absolute path of the repository. */
  readonly gitDir: string;
  readonly locks: FileLocks;
  readonly childLocks: ChildLocks;
  readonly refs: RepositoryRefs;
  readonly pins: Pins;
  readonly objects: ObjectReader;
}

/**
 * Does all of it.
 * @returns a sentence for the log about each thing that was put right
 */
export function repairRepository(repository: Repairable): string[] {
  const { gitDir, refs, pins, objects } = repository;
  const ofChildren = repository.childLocks.release((ref) => repairLog(gitDir, ref, refs.readNow(ref)));
  if (!hasBooted(gitDir)) return [...ofChildren, ...repairLocked(repository)];
  const bootMs = Date.now() - uptime() * 1000 - CLOCK_SLACK_MS;
  const isOld = (lock: Stats) => lock.ctimeMs < bootMs;
  // A lock is no sign here that a move did not come about: it may have been acknowledged with the lock's end not on disk.
  const repaired = [
    ...ofChildren,
    ...repairPacks(gitDir),
    ...repairHeads(gitDir, refs, (ref) => isHeld(join(gitDir, `${ref}.lock`), isOld)),
    ...repairLocked(repository, isOld),
  ];
  for (const oid of pins.restore((pinned) => objects.stat(pinned) !== undefined)) {
    repaired.push(`${oid}: pinned, but no longer there`);
  }
  writeFileSync(join(gitDir, 'treebox', 'boot-id'), BOOT_ID);
  return repaired;
}

/** Removes locks that nobody holds any more, each when the log of its ref has been put right. */
function repairLocked({ gitDir, refs, locks }: Repairable, isOld?: (lock: Stats) => boolean): string[] {
  const repaired: string[] = [];
  const abandoned = locks.abandoned();
  if (abandoned.size === 0 && isOld === undefined) return repaired;
  for (const ref of ['packed-refs', ...lockedRefs(gitDir)]) {
    const lock = join(gitDir, `${ref}.lock`);
    const stats = statSync(lock, { throwIfNoEntry: false });
    if (stats === undefined || !(abandoned.has(stats.ino) || isOld?.(stats))) continue;
    if (ref !== 'packed-refs') repairLog(gitDir, ref, refs.readNow(ref));
    rmSync(lock, { force: true });
    repaired.push(`${ref}: unlocked`);
  }
  for (const own of abandoned.values()) rmSync(own, { force: true });
  return repaired;
}

function repairLog(gitDir: string, ref: string, head: CommitId | undefined): boolean {
  const log = join(gitDir, 'logs', ref);
  const changed = repairReflog(log, head);
  if (head === undefined && !existsSync(join(gitDir, ref)) && isFile(log)) rmSync(log);
  return changed;
}

function isHeld(lock: string, isOld: (lock: Stats) => boolean): boolean {
  const stats = statSync(lock, { throwIfNoEntry: false });
  return stats !== undefined && !isOld(stats);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Returns whether the machine has been started since the repository was opened last. */
function hasBooted(gitDir: string): boolean {
  try {
    // Where the system does not tell one boot from another, each start may be the first after one.
    return BOOT_ID === UNKNOWN_BOOT || readFileSync(join(gitDir, 'treebox', 'boot-id'), 'latin1') !== BOOT_ID;
  } catch {
    return true;
  }
}
