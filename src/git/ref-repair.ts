/**
 * Puts right what a crash in the middle of a label's move has left. Layer 1. Runs when the repository is opened.
 *
 * Two causes, told apart by who may still be alive:
 * - A process of this kind died holding locks. Its locks are known by inode, and only the refs under them are looked at.
 * - The machine went down. Then every lock file older than the boot belongs to nobody, and every ref may be affected.
 */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import type { Oid } from '../core/ids.ts';
import type { FileLocks } from './file-lock.ts';
import { BOOT_ID } from './process-id.ts';
import { repairReflog } from './reflog.ts';
import type { RefStore } from './refs.ts';

/** By how much a file's time and the machine's uptime may disagree, in ms. */
const CLOCK_SLACK_MS = 2_000;

/**
 * @param gitDir absolute path of the repository, which no other server uses
 * @returns the refs that were put right
 */
export function repairRefs(gitDir: string, refs: RefStore, locks: FileLocks): string[] {
  const repaired = new Set<string>();
  const abandoned = locks.abandoned();
  const booted = hasBooted(gitDir);
  if (abandoned.size > 0 || booted) {
    const bootMs = Date.now() - uptime() * 1000 - CLOCK_SLACK_MS;
    for (const file of ['packed-refs.lock', ...lockFiles(gitDir, 'refs')]) {
      const stats = statSync(join(gitDir, file), { throwIfNoEntry: false });
      if (stats === undefined || !(abandoned.has(stats.ino) || (booted && stats.ctimeMs < bootMs))) continue;
      const ref = file.slice(0, -'.lock'.length);
      if (ref !== 'packed-refs') repairOne(gitDir, ref, refs.read(ref));
      rmSync(join(gitDir, file), { force: true });
      repaired.add(ref);
    }
    for (const own of abandoned.values()) rmSync(own, { force: true });
  }
  if (booted) {
    for (const [ref, head] of refs.list('refs/heads/')) if (repairOne(gitDir, ref, head)) repaired.add(ref);
    writeFileSync(join(gitDir, 'treebox', 'boot-id'), BOOT_ID);
  }
  return [...repaired];
}

function repairOne(gitDir: string, ref: string, head: Oid | undefined): boolean {
  const log = join(gitDir, 'logs', ref);
  const changed = repairReflog(log, head);
  if (head === undefined && statSync(log, { throwIfNoEntry: false })?.isFile()) rmSync(log);
  return changed;
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
