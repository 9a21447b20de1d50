/**
 * Finds out whether the server can carry out runs: it checks the disk and the records every few seconds, and the runners at
 * each request. It reports a failure within 10 s, even when the disk no longer responds.
 *
 * File system calls share libuv's thread pool with other work, so a slow probe does not prove that the disk is slow: time
 * counts against the disk only while a task that needs no disk gets a thread. If no task gets a thread for `BUSY_MAX_MS`,
 * the disk is reported anyway: most likely all threads wait for it.
 */
import { randomBytes } from 'node:crypto';
import { statfs, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { RunnerCounts } from '../pool/availability.ts';
import type { Store } from './store/store.ts';

/** Interval between probes of the disk, in ms. */
const PROBE_EVERY_MS = 2_000;
/** Time limit of a probe, in ms; it counts only while the thread pool has a free thread. */
const PROBE_MAX_MS = 5_000;
/** Time limit of a probe in any case, in ms: less than 10 s together with `PROBE_EVERY_MS`. */
const BUSY_MAX_MS = 7_500;
/** Interval between the tasks that show whether the thread pool has a free thread, in ms. */
const LOOK_EVERY_MS = 500;
/** Bytes that a probe writes, to find out whether there is room. */
const PROBE_BYTES = 64 * 1024;
const PROBE_FILE = '.health-probe';
const NO_ANSWER = 'the disk does not answer';
/** Runs in the same thread pool as file system calls. */
const taskWithoutDisk = promisify(randomBytes);

export interface HealthOptions {
  /** Absolute paths of folders that must be writable. `DiskRoom` is that of the first one's file system. */
  readonly folders: readonly [string, ...string[]];
  readonly store: Pick<Store, 'assertWritable'>;
  readonly runners: () => RunnerCounts;
  /** Called with the reasons when runs can no longer be carried out, and with an empty list when they can again. */
  readonly onChange: (reasons: readonly string[]) => void;
}

/** Room of a file system, in bytes. */
export interface DiskRoom {
  readonly total: number;
  /** Bytes that this process may still use. */
  readonly free: number;
}

export interface HealthState {
  /** Why runs can't be carried out; empty when they can. */
  readonly reasons: readonly string[];
  /** Null before the first probe has ended, and when the last probe did not find it out. */
  readonly disk: DiskRoom | null;
  readonly runners: RunnerCounts;
}

export class Health {
  readonly #options: HealthOptions;
  #timer: NodeJS.Timeout | undefined;
  #probing: Promise<void> | undefined;
  #storeReasons: readonly string[] = [];
  #disk: DiskRoom | null = null;
  #wasFailing = false;
  #isStopped = false;

  constructor(options: HealthOptions) {
    this.#options = options;
  }

  /** Starts the probes: one now, then one every few seconds. */
  start(): void {
    this.#timer = setInterval(() => void this.#probe(), PROBE_EVERY_MS).unref();
    void this.#probe();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#isStopped = true;
  }

  /** Returns the state by the last probe and the runners now. It does not wait. */
  state(): HealthState {
    const runners = this.#options.runners();
    const reasons = [...this.#storeReasons, ...(runners.failure === null ? [] : [runners.failure])];
    return { reasons, disk: this.#disk, runners };
  }

  #probe(): Promise<void> {
    this.#probing ??= this.#askStore().finally(() => {
      this.#probing = undefined;
    });
    return this.#probing;
  }

  /** Probes the disk and the records. Never rejects: a failure becomes a reason. */
  async #askStore(): Promise<void> {
    const { folders, store, onChange } = this.#options;
    const asked = await Promise.all([...folders.map(reasonAgainst), roomOf(folders[0])]);
    if (this.#isStopped) return;
    this.#disk = asked.pop() as DiskRoom | null;
    const against = asked as (string | null)[];
    // SQLite's calls are synchronous: on a disk that does not answer they would block the whole server.
    if (!against.includes(NO_ANSWER)) against.push(await recordsReason(store));
    this.#storeReasons = against.filter((reason) => reason !== null);
    const { reasons } = this.state();
    const isFailing = reasons.length > 0;
    if (isFailing !== this.#wasFailing) onChange(reasons);
    this.#wasFailing = isFailing;
  }
}

/** Returns why no file can be written to a folder; null when one can. */
async function reasonAgainst(folder: string): Promise<string | null> {
  const path = join(folder, PROBE_FILE);
  const written = writeFile(path, Buffer.alloc(PROBE_BYTES)).then(
    () => unlink(path).then(() => null, reasonOf),
    async (error) => {
      await unlink(path).catch(() => undefined);
      return reasonOf(error);
    },
  );
  return await inTime(written, NO_ANSWER);
}

async function roomOf(folder: string): Promise<DiskRoom | null> {
  const asked = statfs(folder).then(
    ({ bsize, blocks, bavail }) => ({ total: bsize * blocks, free: bsize * bavail }),
    () => null,
  );
  return await inTime(asked, null);
}

/** Returns the result of `work`, or `late` when the disk takes too long. */
async function inTime<T>(work: Promise<T>, late: T): Promise<T> {
  const ended = new AbortController();
  const pause = (ms: number) => sleep(ms, undefined, { ref: false, signal: ended.signal });
  const tooLong = async () => {
    // Each round counts as `LOOK_EVERY_MS`, even if its task waits longer for a thread.
    for (let ms = 0; ms < PROBE_MAX_MS; ms += LOOK_EVERY_MS)
      await Promise.all([pause(LOOK_EVERY_MS), taskWithoutDisk(1)]);
  };
  const timer = Promise.race([tooLong(), pause(BUSY_MAX_MS)]).then(
    () => late,
    () => late,
  );
  try {
    return await Promise.race([work, timer]);
  } finally {
    ended.abort();
  }
}

async function recordsReason(store: Pick<Store, 'assertWritable'>): Promise<string | null> {
  try {
    await store.assertWritable();
    return null;
  } catch (error) {
    return `the records can't be written: ${(error as Error).message}`;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: "the disk's quota is used up",
  EROFS: 'the disk is read-only',
};

function reasonOf(error: NodeJS.ErrnoException): string {
  const { code = error.message } = error;
  return REASONS[code] ?? `the data folder can't be written (${code})`;
}
