/**
 * Finds out whether the server can carry out runs: it checks the disk and the records every few seconds, and the runners at
 * each request. It reports a failure within 10 s, also when the disk no longer responds.
 *
 * The threads that call the disk also do other work. While they are busy with that, the disk is not to blame: time counts
 * against it only if a task that needs no disk gets its turn. If no task gets a turn for seconds, the disk is reported all
 * the same: whatever occupies every thread is most likely waiting for it.
 */
import { randomBytes } from 'node:crypto';
import { statfs, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { RunnerCounts } from '../pool/availability.ts';
import type { Store } from './store/store.ts';

/** How often the disk is asked, in ms. */
const PROBE_EVERY_MS = 2_000;
/** How long the disk may take to answer, in ms, while the threads that ask it have time. */
const PROBE_MAX_MS = 5_000;
/** How long it may take in any case, in ms: with the time until the next probe less than 10 s. */
const BUSY_MAX_MS = 7_500;
/** How often a task without the disk shows whether the threads have time, in ms. */
const LOOK_EVERY_MS = 500;
/** Bytes that are written to see whether there is room. */
const PROBE_BYTES = 64 * 1024;
const PROBE_FILE = '.health-probe';
const NO_ANSWER = 'the disk does not answer';
/** Done by the same threads as the calls of the disk. */
const taskWithoutDisk = promisify(randomBytes);

export interface HealthOptions {
  /** Folders that must take files, absolute paths: the first one's file system is the one that is measured. */
  readonly folders: readonly [string, ...string[]];
  readonly store: Pick<Store, 'assertWritable'>;
  readonly runners: () => RunnerCounts;
  /** Called when runs can no longer be carried out, with the reasons, and with none when they can again. */
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
  /** Null until the disk has answered for the first time. */
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

  /** Begins to ask the disk, now and every few seconds. */
  start(): void {
    this.#timer = setInterval(() => void this.#probe(), PROBE_EVERY_MS).unref();
    void this.#probe();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#isStopped = true;
  }

  /** Returns how the server is. Waits for nothing. */
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

  /** Never rejects: what fails is a reason. */
  async #askStore(): Promise<void> {
    const { folders, store, onChange } = this.#options;
    const asked = await Promise.all([...folders.map(reasonAgainst), roomOf(folders[0])]);
    if (this.#isStopped) return;
    this.#disk = asked.pop() as DiskRoom | null;
    const against = asked as (string | null)[];
    // Asking the records would wait for a disk that does not answer, and the whole server with it.
    if (!against.includes(NO_ANSWER)) against.push(await recordsReason(store));
    this.#storeReasons = against.filter((reason) => reason !== null);
    const { reasons } = this.state();
    const isFailing = reasons.length > 0;
    if (isFailing !== this.#wasFailing) onChange(reasons);
    this.#wasFailing = isFailing;
  }
}

/** Returns why a folder takes no files; null when it does. */
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

/** Returns what `work` comes to, or `late` when the disk takes too long for it. */
async function inTime<T>(work: Promise<T>, late: T): Promise<T> {
  const ended = new AbortController();
  const pause = (ms: number) => sleep(ms, undefined, { ref: false, signal: ended.signal });
  const tooLong = async () => {
    // A look that takes longer, since its task has to wait for a thread, counts as one that does not.
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
