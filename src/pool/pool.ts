/**
 * The supervised pool: takes jobs, runs each in a runner process, and returns its result.
 *
 * The pool runs as many jobs at a time as it has runners. It keeps one process more than that, so that a killed one
 * is replaced without a wait. A process is replaced when it dies, when it has grown, and after a number of runs; no
 * other run is affected. Every accepted job gets exactly one result.
 */
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DISK_IS, diskTrouble } from '../core/disk-trouble.ts';
import { msSince } from '../core/elapsed.ts';
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
import { bestFor, isUsedUp, mayServe, type Reuse } from './reuse.ts';
import { clearRunningOutput } from './run-output.ts';
import { RunnerDied, RunnerProcess, type RunnerSettings } from './runner-process.ts';
import { RunnerStart } from './runner-start.ts';
import { Watchdog, type WatchedRun } from './watchdog.ts';

/** Delay before the next start after a process that failed to start, in ms. */
const RESTART_PAUSE_MS = 500;

export interface PoolOptions {
  /** Number of runs at a time. */
  readonly runners: number;
  /** Number of jobs that may wait. */
  readonly queueLimit: number;
  /** Which runs may share a process. */
  readonly reuse: Reuse;
  readonly settings: RunnerSettings;
  /** Gives each runner a folder for its packs, and takes a finished run's pack into the store. */
  readonly incoming: Pick<Incoming, 'folder' | 'admit'>;
  /** Finds out what is in the store, including the pack just taken in. */
  readonly objects: Pick<ObjectReader, 'stat'>;
  /** Called with warnings for the operator: a runner died by itself or could not be started. */
  readonly onWarning: (message: string, details: Record<string, unknown>) => void;
  /** Called for each process that died without being retired. */
  readonly onDeath?: (cause: DeathCause) => void;
}

/** A process, with what the pool knows about it. */
interface Member {
  readonly process: RunnerProcess;
  readonly place: number;
  /** Resident size in bytes when it was ready. */
  readonly bornBytes: number;
  runs: number;
  /** Session of the last run; null when it had none. */
  session: string | null;
  /** True when it gets no other run: work of an earlier run still continues in it, or it was killed. */
  isSpent: boolean;
}

/** A job that gets the next free process. */
interface Wanting {
  readonly job: Job;
  /** Runs the job in a process; from then on it counts as running. */
  start(member: Member): void;
  /** Ends the job as cancelled, without running it. */
  giveUp(): void;
  /** Ends the job without running it, because no process can be started. */
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
  /** Jobs whose turn has come but for which no process is free, oldest first. */
  readonly #wanting = new Map<ExecutionId, Wanting>();
  readonly #start: RunnerStart;
  #names = 0;
  readonly #availability: Availability;
  readonly #closing = new AbortController();
  readonly #keepers: Promise<void>[] = [];

  /** Processes start in the background; jobs submitted earlier wait for them. */
  constructor(options: PoolOptions) {
    assertSafeIsolatedVm();
    this.#options = options;
    this.#availability = new Availability(options.runners);
    this.#compilers = new Compilers(options.runners, options.settings.walls, (error) =>
      options.onWarning('what was bundled could not be kept for the next start', { error: String(error) }),
    );
    this.#start = new RunnerStart(this.#compilers, options.settings.main);
    clearRunningOutput(options.settings.outputRoot);
    this.#queue = new JobQueue(options.runners, options.queueLimit);
    for (let count = 0; count <= options.runners; count += 1) this.#keepers.push(this.#keepOne(count));
  }

  /** Number of jobs that wait for a runner. */
  get queued(): number {
    return this.#queue.size;
  }

  /** Number of jobs that run now. */
  get running(): number {
    return this.#running.size;
  }

  /** Counts the processes by what they do, and says whether runs can be carried out. */
  get runners(): RunnerCounts {
    const idle = this.#idle.filter(({ process }) => process.isAlive).length;
    return this.#availability.counts(idle, this.#running.size, this.#processes.size);
  }

  /** Number of processes that compile sources. */
  get compilers(): number {
    return this.#compilers.size;
  }

  /**
   * @param bytes memory that the next job would hold while it waits
   * @throws TreeboxError `queue_full` or `stopping` when the job can't be accepted now
   */
  assertRoom(bytes: number): void {
    if (this.#closing.signal.aborted)
      throw new TreeboxError('stopping', 'the server is stopping: submit again when it is back');
    if (this.#queue.size > 0 && this.#queue.bytes + bytes > WAITING_BYTES_MAX) {
      throw new TreeboxError(
        'queue_full',
        `the sources of waiting executions can have at most ${WAITING_BYTES_MAX} bytes together: submit again later`,
      );
    }
    if (!this.#queue.isFull) return;
    throw new TreeboxError(
      'queue_full',
      `the queue is full with ${this.#options.queueLimit} executions: submit again later`,
    );
  }

  /** Runs a job when its turn comes. Always returns a result; rejects only on a fault of treebox itself. */
  async submit(job: Job): Promise<JobResult> {
    const submittedAt = performance.now();
    try {
      return await this.#queue.add(job.id, jobBytes(job), () => this.#perform(job, msSince(submittedAt)));
    } catch (error) {
      if (!(error instanceof Dequeued)) throw error;
      return endedFromOutside('cancelled', job, false, { ...NO_TIMINGS, queued: msSince(submittedAt) });
    }
  }

  /**
   * Ends a waiting or running job with the outcome `cancelled`. Returns false when there is no such job, or when it
   * is already ending for another reason.
   */
  cancel(id: ExecutionId): boolean {
    const run = this.#running.get(id);
    return run ? run.end('cancelled') : this.#queue.remove(id) || this.#unwant(id);
  }

  /**
   * Accepts no more jobs, cancels the waiting ones immediately and the running ones after `drainMs`, then ends all
   * processes.
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

  /**
   * Runs a job whose turn has come. It is always in one of the two lists, wanting or running, so that it can be
   * cancelled at any time.
   */
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
      const timings = { ...NO_TIMINGS, queued, run: msSince(startedAt) };
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
      // A runner that wrote an invalid pack gets no other run. This also ends a runner after a full disk, which costs little.
      member.isSpent = true;
      throw error;
    }
  }

  /** Checks the objects that a runner named against the store: they may be missing or of another type. */
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

  /** Takes the free process that fits the job best. */
  #takeIdle(job: Job): Member | undefined {
    const alive = this.#idle.filter(({ process }) => process.isAlive);
    const member = bestFor(job, alive, this.#options.reuse);
    this.#idle.splice(0, this.#idle.length, ...alive.filter((each) => each !== member));
    // None of the free processes may serve the job, so one is ended and a new one takes its place.
    if (!member) this.#idle.shift()?.process.kill();
    return member;
  }

  /** Ends a job that still waits for a process; false when there is no such job. */
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
    const isKept =
      !this.#closing.signal.aborted && !member.isSpent && !isUsedUp(member, grown, this.#options.reuse, member.place);
    if (isKept) this.#offer(member);
    else member.process.kill();
  }

  #offer(member: Member): void {
    const next = [...this.#wanting.values()].find(({ job }) => mayServe(member, job, this.#options.reuse));
    if (next) {
      this.#wanting.delete(next.job.id);
      next.start(member);
    } else if (this.#wanting.size > 0) {
      // This process may serve none of the waiting jobs. They need the new one that takes its place.
      member.process.kill();
    } else {
      this.#idle.push(member);
    }
  }

  /**
   * Keeps one process running until the pool closes: starts it, and starts its successor when it has ended. Never
   * rejects.
   */
  async #keepOne(place: number): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      if (await this.#employ(place)) continue;
      await sleep(RESTART_PAUSE_MS, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }

  /**
   * Starts a process, offers it to jobs, and returns when it has ended. Never rejects: a failure becomes a warning.
   * @returns whether it became ready
   */
  async #employ(place: number): Promise<boolean> {
    let process: RunnerProcess | undefined;
    let member: Member | undefined;
    try {
      const main = await this.#start.program;
      if (this.#closing.signal.aborted) return false;
      process = this.#startProcess(main);
      await process.prepare(await this.#start.library);
      await this.#watchdog.ready;
      this.#availability.noteStarted();
      member = { process, place, bornBytes: process.residentBytes, runs: 0, session: null, isSpent: false };
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

  #startProcess(main: string): RunnerProcess {
    this.#names += 1;
    const folder = this.#options.incoming.folder(`runner-${this.#names}`);
    try {
      const process = new RunnerProcess(folder, { ...this.#options.settings, main }, (...asked) =>
        this.#compilers.compile(...asked),
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
    this.#start.forget();
    this.#options.onDeath?.('not_started');
    const death = error instanceof RunnerDied ? error.death : {};
    this.#options.onWarning('a runner could not be started', { error: String(error), ...death });
    this.#availability.noteFailedStart();
    if (this.#availability.isHopeless && this.#running.size === 0) this.#failWanting();
  }

  /** Removes a runner's folder; anything left is removed when the repository is opened next. */
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
