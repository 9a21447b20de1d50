/**
 * The supervised pool: takes jobs, runs each in a process of its own kind, and answers how it ended.
 *
 * As many runs at a time as there are runners, and one process more than that, so that a killed one is replaced without
 * a wait. A process is replaced when it dies, when it has grown, and after a number of runs; whatever happens to it
 * touches no other run. Every accepted job gets exactly one answer.
 */
import { rm } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { DISK_IS, diskTrouble } from '../core/disk-trouble.ts';
import { TreeboxError } from '../core/errors.ts';
import type { ExecutionId } from '../core/ids.ts';
import { WAITING_BYTES_MAX } from '../core/limits.ts';
import type { ObjectReader } from '../git/objects/objects.ts';
import type { Incoming } from '../git/packs/incoming.ts';
import type { RunEnd } from '../runner/protocol.ts';
import { Availability, type DeathCause, deathUnder, type RunnerCounts } from './availability.ts';
import { Compilers } from './compilers.ts';
import { assertSafeIsolatedVm } from './isolated-vm-version.ts';
import { type Job, type JobResult, jobBytes } from './job.ts';
import { endedFromOutside, fromRunEnd, NO_TIMINGS, unstarted } from './job-end.ts';
import { Dequeued, JobQueue } from './queue.ts';
import { isUsedUp, mayServe, type Reuse } from './reuse.ts';
import { clearRunningOutput } from './run-output.ts';
import { encodeLibrary, RunnerDied, RunnerProcess, type RunnerSettings } from './runner-process.ts';
import { Watchdog, type WatchedRun } from './watchdog.ts';

/** How long to wait, in ms, before another process is started after one that could not even start. */
const RESTART_PAUSE_MS = 500;

export interface PoolOptions {
  /** Runs at a time. */
  readonly runners: number;
  /** Jobs that may wait. */
  readonly queueLimit: number;
  /** How long a process is used. */
  readonly reuse: Reuse;
  readonly settings: RunnerSettings;
  /** Gives each runner a folder for its packs, and takes a finished run's pack into the store. */
  readonly incoming: Pick<Incoming, 'folder' | 'admit'>;
  /** Knows what is in the store, that pack included. */
  readonly objects: Pick<ObjectReader, 'stat'>;
  /** Told what an operator should know: a runner that died by itself, one that could not be started. */
  readonly onWarning: (message: string, details: Record<string, unknown>) => void;
  /** Told of each process that died without being retired. */
  readonly onDeath?: (cause: DeathCause) => void;
}

/** A process with what the pool counts of it. */
interface Member {
  readonly process: RunnerProcess;
  /** Resident size in bytes when it was ready. */
  readonly bornBytes: number;
  runs: number;
  /** Session of the last run; null for a run without one. */
  session: string | null;
  /** Whether it can have no other run: work of one that is over goes on in it, or it is killed. */
  isSpent: boolean;
}

/** A job that gets the next process. */
interface Wanting {
  readonly job: Job;
  /** Runs it there; from this moment on it counts as running. */
  start(member: Member): void;
  /** Ends it unrun, cancelled. */
  giveUp(): void;
  /** Ends it unrun, since there will be no process. */
  fail(): void;
}

export class Pool {
  readonly #options: PoolOptions;
  readonly #queue: JobQueue;
  readonly #compilers: Compilers;
  readonly #watchdog = new Watchdog();
  readonly #running = new Map<ExecutionId, WatchedRun>();
  readonly #processes = new Set<RunnerProcess>();
  readonly #idle: Member[] = [];
  /** Jobs whose turn has come and that no process is there for, the first at the start. */
  readonly #wanting = new Map<ExecutionId, Wanting>();
  /** The message that hands runners the guest library. */
  #library: Promise<Buffer> | undefined;
  #names = 0;
  readonly #availability: Availability;
  readonly #closing = new AbortController();
  readonly #keepers: Promise<void>[] = [];

  /** Processes come up in the background; jobs submitted before that wait for them. */
  constructor(options: PoolOptions) {
    assertSafeIsolatedVm();
    this.#options = options;
    this.#availability = new Availability(options.runners);
    this.#compilers = new Compilers(options.runners, options.settings.walls, (error) =>
      options.onWarning('the guest library could not be kept for the next start', { error: String(error) }),
    );
    clearRunningOutput(options.settings.outputRoot);
    this.#queue = new JobQueue(options.runners, options.queueLimit);
    for (let count = 0; count <= options.runners; count += 1) this.#keepers.push(this.#keepOne());
  }

  /** Jobs that wait for a runner. */
  get queued(): number {
    return this.#queue.size;
  }

  /** Jobs that run now. */
  get running(): number {
    return this.#running.size;
  }

  /** The processes by what they do, and whether runs can be carried out. */
  get runners(): RunnerCounts {
    const idle = this.#idle.filter(({ process }) => process.isAlive).length;
    return this.#availability.counts(idle, this.#running.size, this.#processes.size);
  }

  /** Processes that compile sources. */
  get compilers(): number {
    return this.#compilers.size;
  }

  /**
   * @param bytes what the next job would hold while it waits
   * @throws TreeboxError `queue_full` or `stopping` when it is not taken now
   */
  assertRoom(bytes: number): void {
    if (this.#closing.signal.aborted)
      throw new TreeboxError('stopping', 'the server is stopping: submit again when it is back');
    if (this.#queue.size > 0 && this.#queue.bytes + bytes > WAITING_BYTES_MAX) {
      throw new TreeboxError(
        'queue_full',
        `the sources of waiting executions may have ${WAITING_BYTES_MAX} bytes together: submit again later`,
      );
    }
    if (!this.#queue.isFull) return;
    throw new TreeboxError(
      'queue_full',
      `the queue holds ${this.#options.queueLimit} executions, which is its limit: submit again later`,
    );
  }

  /** Runs a job when its turn comes. Always answers; rejects only when treebox itself is broken. */
  async submit(job: Job): Promise<JobResult> {
    const submittedAt = performance.now();
    try {
      return await this.#queue.add(job.id, jobBytes(job), () => this.#perform(job, performance.now() - submittedAt));
    } catch (error) {
      if (!(error instanceof Dequeued)) throw error;
      return endedFromOutside('cancelled', job, false, { ...NO_TIMINGS, queued: performance.now() - submittedAt });
    }
  }

  /**
   * Ends a waiting or running job with the outcome `cancelled`; false when there is no such job, or it ends for another
   * reason already.
   */
  cancel(id: ExecutionId): boolean {
    const run = this.#running.get(id);
    return run ? run.end('cancelled') : this.#queue.remove(id) || this.#unwant(id);
  }

  /**
   * Takes no more jobs, cancels the waiting ones at once and the running ones after `drainMs`, then ends all processes.
   */
  async close(drainMs: number): Promise<void> {
    this.#closing.abort();
    this.#queue.clear();
    for (const id of [...this.#wanting.keys()]) this.#unwant(id);
    const cancelAll = setTimeout(() => {
      for (const run of this.#running.values()) run.end('cancelled');
    }, drainMs);
    while (this.#running.size > 0) await Promise.all([...this.#running.values()].map((run) => run.ended));
    clearTimeout(cancelAll);
    this.#compilers.close();
    for (const process of this.#processes) process.kill();
    await Promise.all(this.#keepers);
    this.#watchdog.close();
  }

  /** Runs a job whose turn has come. At every moment it is wanting or running, so that it can always be cancelled. */
  async #perform(job: Job, queued: number): Promise<JobResult> {
    const member = this.#takeIdle(job);
    if (member) return await this.#runOn(member, job, queued);
    const { promise, resolve, reject } = Promise.withResolvers<JobResult>();
    this.#wanting.set(job.id, {
      job,
      start: (hired) => resolve(this.#runOn(hired, job, queued)),
      giveUp: () => reject(new Dequeued()),
      fail: () => resolve(unstarted(job, queued)),
    });
    return await promise;
  }

  async #runOn(member: Member, job: Job, queued: number): Promise<JobResult> {
    const watched = this.#watchdog.watch(member.process, job.timeoutMs, job.heapMiB);
    const startedAt = performance.now();
    this.#running.set(job.id, watched);
    try {
      const { source, given = {}, tree, state, heapMiB, outputPath } = job;
      const end = await member.process.run({
        type: 'run',
        source,
        given,
        tree,
        state,
        heapMiB,
        outputPath: member.process.output.begin(outputPath),
      });
      member.isSpent = end.isSpent;
      if (end.pack !== null) await this.#admit(member, end.pack);
      this.#assertStored(member, end);
      return fromRunEnd(end, watched, job, queued, member.process.compilerFault);
    } catch (error) {
      if (!(error instanceof RunnerDied)) throw error;
      this.#options.onDeath?.(deathUnder(watched, error));
      const timings = { ...NO_TIMINGS, queued, run: performance.now() - startedAt };
      const measured = { memoryPeakBytes: watched.peakBytes };
      if (watched.reason) return { ...endedFromOutside(watched.reason, job, true, timings), ...measured };
      if (error.death.outOfMemory) return { ...endedFromOutside('out_of_memory', job, true, timings), ...measured };
      this.#options.onWarning('a runner died', { execution: job.id, ...error.death });
      const trouble = diskTrouble(error.death.stderr);
      const cause = trouble === undefined ? error.death.cause : DISK_IS[trouble];
      return { ...endedFromOutside('crashed', job, true, timings, cause), ...measured };
    } finally {
      if (!watched.leave()) member.isSpent = true;
      this.#running.delete(job.id);
      watched.finish();
      this.#endOutput(member);
      this.#giveBack(member, job);
    }
  }

  #endOutput(member: Member): void {
    try {
      member.process.output.end();
    } catch (error) {
      member.isSpent = true;
      this.#options.onWarning("a run's output could not be put away", { error: String(error) });
    }
  }

  async #admit(member: Member, pack: string): Promise<void> {
    try {
      await this.#options.incoming.admit(member.process.incoming, pack);
    } catch (error) {
      // A runner that wrote what is no pack is not given another run; nor is one whose disk was full, which costs little.
      member.isSpent = true;
      throw error;
    }
  }

  /** Holds what a runner names against the store: it may name what is not there, or is something else. */
  #assertStored(member: Member, { tree, state, artifacts }: RunEnd): void {
    const { objects } = this.#options;
    if (tree !== null && objects.stat(tree)?.type !== 'tree')
      throw member.process.distrust(`it named a tree ${tree} that is not there`);
    if (state !== null && objects.stat(state)?.type !== 'blob')
      throw member.process.distrust(`it named a state ${state} that is not there`);
    for (const { oid, size } of artifacts) {
      const found = objects.stat(oid);
      if (found?.type !== 'blob' || found.size !== size)
        throw member.process.distrust(`it named an artifact ${oid} that is not there`);
    }
  }

  /** Takes a process that may serve the job, one that served its session first. */
  #takeIdle(job: Job): Member | undefined {
    const { reuse } = this.#options;
    const alive = this.#idle.filter(({ process }) => process.isAlive);
    const fit = alive.filter((member) => mayServe(member, job, reuse));
    const member = fit.find(({ runs }) => runs > 0) ?? fit[0];
    this.#idle.splice(0, this.#idle.length, ...alive.filter((each) => each !== member));
    // None of those that are there may serve it: one goes, so that a new one takes its place.
    if (!member) this.#idle.shift()?.process.kill();
    return member;
  }

  /** Ends a job that no process is there for yet; false when it is none of those. */
  #unwant(id: ExecutionId): boolean {
    const wanting = this.#wanting.get(id);
    this.#wanting.delete(id);
    wanting?.giveUp();
    return wanting !== undefined;
  }

  #giveBack(member: Member, { session = null }: Job): void {
    member.runs += 1;
    member.session = session;
    this.#availability.noteUsable();
    const grown = member.process.residentBytes - member.bornBytes;
    if (!member.process.isAlive) return;
    const isKept = !this.#closing.signal.aborted && !member.isSpent && !isUsedUp(member, grown, this.#options.reuse);
    if (isKept) this.#offer(member);
    else member.process.kill();
  }

  #offer(member: Member): void {
    const next = [...this.#wanting.values()].find(({ job }) => mayServe(member, job, this.#options.reuse));
    if (next) {
      this.#wanting.delete(next.job.id);
      next.start(member);
    } else if (this.#wanting.size > 0) {
      // Those who wait need a new one.
      member.process.kill();
    } else {
      this.#idle.push(member);
    }
  }

  /** Keeps one process there until the pool closes: starts one, and its successor when it has ended. Never rejects. */
  async #keepOne(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      if (await this.#employ()) continue;
      await sleep(RESTART_PAUSE_MS, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }

  /**
   * Starts a process, offers it to jobs, and returns when it is gone. Never rejects: a failure is a warning.
   * @returns whether it could be used
   */
  async #employ(): Promise<boolean> {
    let process: RunnerProcess | undefined;
    let member: Member | undefined;
    try {
      process = this.#startProcess();
      this.#library ??= this.#compilers.library().then(encodeLibrary);
      await process.prepare(await this.#library);
      await this.#watchdog.ready;
      this.#availability.noteStarted();
      member = { process, bornBytes: process.residentBytes, runs: 0, session: null, isSpent: false };
      this.#offer(member);
    } catch (error) {
      process?.kill();
      this.#startFailed(error);
    }
    if (process === undefined) return false;
    await process.exited;
    if (member) this.#availability.noteUsable();
    const wasIdle = this.#idle.some((each) => each === member);
    if (wasIdle && !process.isEnded) this.#options.onDeath?.('crashed_idle');
    this.#processes.delete(process);
    this.#watchdog.forget(process.gauges);
    await this.#removeFolder(process.incoming);
    return member !== undefined;
  }

  #startProcess(): RunnerProcess {
    this.#names += 1;
    const folder = this.#options.incoming.folder(`runner-${this.#names}`);
    try {
      const process = new RunnerProcess(folder, this.#options.settings, (source, file, tsconfig, signal) =>
        this.#compilers.compile(source, file, tsconfig, signal),
      );
      this.#processes.add(process);
      return process;
    } catch (error) {
      void this.#removeFolder(folder);
      throw error;
    }
  }

  #startFailed(error: unknown): void {
    if (this.#closing.signal.aborted) return;
    this.#library = undefined;
    this.#options.onDeath?.('not_started');
    const death = error instanceof RunnerDied ? error.death : {};
    this.#options.onWarning('a runner could not be started', { error: String(error), ...death });
    this.#availability.noteFailedStart();
    if (this.#availability.isHopeless && this.#running.size === 0) this.#failWanting();
  }

  /** Removes a runner's folder; what can't be removed now goes when the repository is opened next. */
  async #removeFolder(folder: string): Promise<void> {
    try {
      await rm(folder, { recursive: true, force: true });
    } catch (error) {
      this.#options.onWarning("a runner's folder could not be removed", { error: String(error) });
    }
  }

  #failWanting(): void {
    for (const [id, wanting] of this.#wanting) {
      this.#wanting.delete(id);
      wanting.fail();
    }
  }
}
