/**
 * Drops old records and output of executions, and the pins of objects that no record names.
 *
 * When all results together are too large, the oldest are dropped. Records are dropped by age and by number, but not before
 * the time that their request asked for; their output files are removed after them. A small mark of each dropped record
 * stays, so that a request for it is answered differently than a request for an unknown id. A pin stays while a record names
 * its object, and at least a day after a response named it. Labels and reflogs keep their own objects. The git layer
 * deletes objects.
 */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFile } from '../core/files.ts';
import { isExecutionId, type Oid } from '../core/ids.ts';
import { ANSWER_KEPT_MS, COLLECT_EVERY_MS, RETAIN_RESULT_BYTES, SWEEP_EVERY_MS } from '../core/limits.ts';
import { Mutex } from '../core/mutex.ts';
import { SPANS_ENDING } from '../core/output-files.ts';
import type { Repository } from '../git/repository.ts';
import type { Collected } from '../git/upkeep/maintenance.ts';
import type { Store } from './store/store.ts';

export interface RetentionOptions {
  readonly store: Store;
  readonly repository: Pick<Repository, 'pins' | 'maintenance'>;
  /** Folder of the output files, absolute; a file is named by its execution. */
  readonly outputFolder: string;
  readonly days: number;
  readonly executions: number;
  /** Bytes of all results that are kept; `RETAIN_RESULT_BYTES` when absent. */
  readonly resultBytes?: number;
  /** Called with failures. They lose nothing, because the next sweep tries again. */
  readonly onError: (message: string, error: unknown) => void;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Records may exceed their limit by a hundredth of it before the oldest are dropped: dropping many at once is cheaper. */
const SLACK_DIVISOR = 100;
/** New results may add up to a hundredth of the limit before all results are counted again. */
const RESULTS_SLACK_DIVISOR = 100;
/** Files looked at before other requests get their turn. */
const FILES_PER_TURN = 500;

export class Retention {
  readonly #options: Required<RetentionOptions>;
  /** Number of stored records. */
  #count = 0;
  #timers: NodeJS.Timeout[] = [];
  /** True when there may be pins that no record names. A kill may have left some, so it is true at the start. */
  #pinsMayGo = true;
  #strayOutputGone = false;
  /** True when records are being dropped because there are too many. */
  #isDropping = false;
  /** Bytes of the results kept; unknown at the start. */
  #resultBytes: number | undefined;
  /** Bytes of results added since the last count. */
  #newResultBytes = 0;
  /** One pass over the results at a time. */
  readonly #resultsTurn = new Mutex();

  constructor(options: RetentionOptions) {
    this.#options = { resultBytes: RETAIN_RESULT_BYTES, ...options };
    void this.#safely('the records could not be counted', async () => {
      this.#count += await options.store.executions.count();
    });
  }

  /** Starts the timers that sweep and collect. */
  start(): void {
    const every = (ms: number, failure: string, work: () => Promise<unknown>) =>
      setInterval(() => this.#safely(failure, work), ms).unref();
    this.#timers = [
      every(SWEEP_EVERY_MS, 'the sweep of old records failed', () => this.sweep()),
      every(COLLECT_EVERY_MS, 'the collection of unnamed objects failed', () => this.collect(false)),
    ];
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** Counts a new record; drops the oldest when there are too many. */
  recordAdded(): void {
    this.#count += 1;
    const { executions } = this.#options;
    if (this.#isDropping || this.#count <= executions + Math.floor(executions / SLACK_DIVISOR)) return;
    this.#isDropping = true;
    void this.#safely('old records could not be dropped', () => this.#dropRecords()).finally(() => {
      this.#isDropping = false;
    });
  }

  /** Counts the result of an execution that has ended; drops the oldest results when there are too many bytes. */
  resultAdded(result: string | null): void {
    this.#newResultBytes += Buffer.byteLength(result ?? '');
    const { resultBytes } = this.#options;
    // The last pass dropped all that it was allowed to and is still over the limit, so leave the rest to the next sweep.
    const isOver = this.#resultBytes !== undefined && this.#resultBytes > resultBytes;
    if (isOver || !this.#resultsTurn.isFree || this.#newResultBytes * RESULTS_SLACK_DIVISOR <= resultBytes) return;
    void this.#safely('old results could not be dropped', () => this.#dropResults());
  }

  /** Keeps an object that a response is about to name for `ANSWER_KEPT_MS`, even if no other record ever names it. */
  async keepAnswer(oid: Oid): Promise<void> {
    // No await between the pin and its record, so `#dropPins` can't run between them.
    this.#options.repository.pins.add(oid);
    await this.#options.store.answers.keep(oid, Date.now() + ANSWER_KEPT_MS);
  }

  /** Drops expired records, results, events and session starts, and pins that no record names any more. */
  async sweep(): Promise<void> {
    const { store, days } = this.#options;
    await this.#dropRecords();
    await this.#dropResults();
    await store.idempotency.sweep();
    await store.events.sweep();
    if (await store.sessions.sweep(Date.now() - days * DAY_MS)) this.#pinsMayGo = true;
    if (await store.answers.sweep()) this.#pinsMayGo = true;
    await store.expired.sweep();
    if (this.#pinsMayGo) await this.#dropPins();
    if (!this.#strayOutputGone) await this.#dropStrayOutput();
  }

  /**
   * Sweeps, then deletes the objects that nothing names any more.
   * @param dryRun true to delete nothing and only report
   */
  async collect(dryRun: boolean): Promise<Collected> {
    if (!dryRun) await this.sweep();
    return await this.#options.repository.maintenance.collect(dryRun);
  }

  async #dropRecords(): Promise<void> {
    const { store, days, executions, outputFolder } = this.#options;
    const dropped = await store.executions.drop({ kept: executions, endedBefore: Date.now() - days * DAY_MS });
    if (dropped.length === 0) return;
    this.#count -= dropped.length;
    this.#pinsMayGo = true;
    for (const id of dropped) for (const ending of ['', SPANS_ENDING]) removeFile(join(outputFolder, `${id}${ending}`));
  }

  #dropResults(): Promise<void> {
    const { store, resultBytes } = this.#options;
    return this.#resultsTurn.run(async () => {
      const added = this.#newResultBytes;
      if (this.#resultBytes !== undefined && this.#resultBytes + added <= resultBytes) return;
      this.#resultBytes = await store.executions.dropResults(resultBytes);
      this.#newResultBytes -= added;
    });
  }

  /** Removes the pins of objects that no record names any more, and the rows about such states and merges. */
  async #dropPins(): Promise<void> {
    const { store, repository } = this.#options;
    const { pins } = repository;
    this.#pinsMayGo = false;
    try {
      await store.states.sweep();
      await store.merges.sweep();
      const named = await store.namedObjects();
      const unnamed = pins.list().filter((oid) => !named.has(oid));
      pins.remove(unnamed);
      if (unnamed.length === 0) return;
      // Restore the pins of objects that were recorded since the names were read. They are not lost meanwhile, because a
      // removed pin stays on disk for `PIN_GRACE_MS`.
      const stillNamed = await store.namedObjects();
      for (const oid of unnamed) if (stillNamed.has(oid)) pins.add(oid);
    } catch (error) {
      this.#pinsMayGo = true;
      throw error;
    }
  }

  /** Removes output files that have no record: a kill after a record was dropped leaves its output. */
  async #dropStrayOutput(): Promise<void> {
    const { store, outputFolder } = this.#options;
    for (const [index, name] of (await readdir(outputFolder)).entries()) {
      if (index % FILES_PER_TURN === 0) await new Promise(setImmediate);
      // The folder `.running` has the output of current runs.
      if (name.startsWith('.')) continue;
      const id = name.endsWith(SPANS_ENDING) ? name.slice(0, -SPANS_ENDING.length) : name;
      const isKept = isExecutionId(id) && (await store.executions.outcome(id)) !== undefined;
      if (!isKept) removeFile(join(outputFolder, name));
    }
    this.#strayOutputGone = true;
  }

  async #safely(failure: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.onError(failure, error);
    }
  }
}
