/**
 * Puts right what a crash has left. Layer 1. Runs when the repository is opened.
 *
 * Two causes, told apart by who may still be alive:
 * - A process of this kind died holding locks. Its locks are known by inode, and only the refs under them are looked at.
 * - The machine went down. Then every lock file older than the boot belongs to nobody, every ref may be affected, and
 *   what was not synced may be damaged: packs that no label needed yet, and pins. A pin's value is its name, so it can be
 *   written again, if its object is there.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import type { Oid } from '../core/ids.ts';
import type { FileLocks } from './file-lock.ts';
import type { ObjectReader } from './objects.ts';
import { deletePacks, ownPacks } from './pack-consolidation.ts';
import type { Pins } from './pins.ts';
import { BOOT_ID } from './process-id.ts';
import { BRANCHES } from './ref-name.ts';
import { repairReflog } from './reflog.ts';
import type { RefStore } from './refs.ts';

/** By how much a file's time and the machine's uptime may disagree, in ms. */
const CLOCK_SLACK_MS = 2_000;
/** An index ends in the hash that its pack ends in, and its own. */
const HASH_BYTES = 20;

/** What is to be put right. No other server uses the repository. */
export interface Repairable {
  /** Absolute path of the repository. */
  readonly gitDir: string;
  readonly locks: FileLocks;
  readonly refs: RefStore;
  readonly pins: Pins;
  readonly objects: ObjectReader;
}

/**
 * Does all of it.
 * @returns a sentence for the log about each thing that was put right
 */
export function repairRepository(repository: Repairable): string[] {
  const { gitDir, refs, pins, objects } = repository;
  const booted = hasBooted(gitDir);
  const repaired = repairLocked(repository, booted);
  if (!booted) return repaired;
  for (const [ref, head] of refs.list(BRANCHES)) {
    if (repairLog(gitDir, ref, head)) repaired.push(`${ref}: its log ended in a move that never came about`);
  }
  for (const pack of damagedPacks(gitDir)) repaired.push(`${pack}: damaged, and removed`);
  for (const oid of pins.restore((pinned) => objects.stat(pinned) !== undefined)) {
    repaired.push(`${oid}: pinned, but no longer there`);
  }
  writeFileSync(join(gitDir, 'treebox', 'boot-id'), BOOT_ID);
  return repaired;
}

/** Removes locks that nobody holds any more, each when the log of its ref has been put right. */
function repairLocked({ gitDir, refs, locks }: Repairable, booted: boolean): string[] {
  const repaired: string[] = [];
  const abandoned = locks.abandoned();
  if (abandoned.size === 0 && !booted) return repaired;
  const bootMs = Date.now() - uptime() * 1000 - CLOCK_SLACK_MS;
  for (const file of ['packed-refs.lock', ...lockFiles(gitDir, 'refs')]) {
    const stats = statSync(join(gitDir, file), { throwIfNoEntry: false });
    if (stats === undefined || !(abandoned.has(stats.ino) || (booted && stats.ctimeMs < bootMs))) continue;
    const ref = file.slice(0, -'.lock'.length);
    if (ref !== 'packed-refs') repairLog(gitDir, ref, refs.read(ref));
    rmSync(join(gitDir, file), { force: true });
    repaired.push(`${ref}: unlocked`);
  }
  for (const own of abandoned.values()) rmSync(own, { force: true });
  return repaired;
}

function repairLog(gitDir: string, ref: string, head: Oid | undefined): boolean {
  const log = join(gitDir, 'logs', ref);
  const changed = repairReflog(log, head);
  if (head === undefined && !existsSync(join(gitDir, ref)) && isFile(log)) rmSync(log);
  return changed;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Deletes packs of ours whose ends did not reach the disk. */
function damagedPacks(gitDir: string): string[] {
  const packFolder = join(gitDir, 'objects', 'pack');
  const damaged = ownPacks(gitDir)
    .filter(({ kept }) => kept)
    .map(({ name }) => name)
    .filter((name) => !endOf(join(packFolder, `${name}.idx`), 2).equals(endOf(join(packFolder, `${name}.pack`), 1)));
  if (damaged.length > 0) deletePacks(gitDir, damaged);
  return damaged;
}

/** The `nth` last hash in the file; when the file is too short, something that no other file's end is equal to. */
function endOf(path: string, nth: number): Buffer {
  const fd = openSync(path, 'r');
  try {
    const at = fstatSync(fd).size - nth * HASH_BYTES;
    const hash = Buffer.alloc(HASH_BYTES, nth);
    if (at >= 0) readSync(fd, hash, 0, HASH_BYTES, at);
    return hash;
  } finally {
    closeSync(fd);
  }
}

/** Whether the machine has been started since the repository was opened last. */
function hasBooted(gitDir: string): boolean {
  try {
    return readFileSync(join(gitDir, 'treebox', 'boot-id'), 'latin1') !== BOOT_ID;
  } catch {
    return true;
  }
}

/** Every lock file below `folder`, as paths relative to the repository. */
function lockFiles(gitDir: string, folder: string): string[] {
  return readdirSync(join(gitDir, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return lockFiles(gitDir, path);
    return entry.name.endsWith('.lock') ? [path] : [];
  });
}
