/**
 * What is kept, and for how long: records and output of executions, and the pins of what they name.
 *
 * Records go by age and by number, but none before the time that its request asked for, their output after them; a small mark of each that went stays, so that asking for it
 * can be told from asking for one that never was. A pin stays while a record names its object, or for a day after it
 * was answered to someone, whichever is longer. Labels and reflogs hold their own; deleting objects is the git layer's.
 */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFile } from '../core/files.ts';
import { type ExecutionId, isExecutionId, type Oid } from '../core/ids.ts';
import { ANSWER_KEPT_MS, COLLECT_EVERY_MS, EXPIRED_MARKS, SWEEP_EVERY_MS } from '../core/limits.ts';
import { SPANS_ENDING } from '../core/output-files.ts';
import type { Repository } from '../git/repository.ts';
import type { Collected } from '../git/upkeep/maintenance.ts';
import type { EventStore } from './event-store.ts';
import type { IdempotencyKeys } from './idempotency.ts';
import type { Records } from './records.ts';

export interface RetentionOptions {
  readonly records: Records;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly events: EventStore;
  readonly repository: Pick<Repository, 'pins' | 'maintenance'>;
  /** Folder of the output files, absolute; a file is named by its execution. */
  readonly outputFolder: string;
  readonly days: number;
  readonly executions: number;
  /** Told of failures, which lose nothing: the next round tries again. */
  readonly onError: (message: string, error: unknown) => void;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Of so many kept records one may be over before they are counted off: dropping some at a time is cheaper. */
const SLACK_DIVISOR = 100;
/** Files looked at before other requests get their turn. */
const FILES_PER_TURN = 500;

export class Retention {
  readonly #options: RetentionOptions;
  /** Records there are. */
  #count: number;
  #timers: NodeJS.Timeout[] = [];
  /** Whether a pin may have lost its reason; at the start a kill may have come in between. */
  #pinsMayGo = true;
  #strayOutputGone = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#count = Number(options.records.row('SELECT count(*) AS count FROM executions')?.count);
  }

  /** Begins to sweep and collect from time to time. */
  start(): void {
    const every = (ms: number, what: string, work: () => Promise<unknown>) =>
      setInterval(() => work().catch((error) => this.#options.onError(what, error)), ms).unref();
    this.#timers = [
      every(SWEEP_EVERY_MS, 'the sweep of old records failed', () => this.sweep()),
      every(COLLECT_EVERY_MS, 'the collection of unnamed objects failed', () => this.collect(false)),
    ];
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** To be told of each new record; drops the oldest when there are too many. */
  recordAdded(): void {
    this.#count += 1;
    const { executions } = this.#options;
    if (this.#count > executions + Math.floor(executions / SLACK_DIVISOR)) this.#dropRecords();
  }

  /** When retention dropped the execution, in ms since 1970; undefined when it did not. */
  expiredAt(id: ExecutionId): number | undefined {
    const row = this.#options.records.row('SELECT expired_at FROM expired_executions WHERE id = ?', id);
    return row?.expired_at as number | undefined;
  }

  /** Keeps an object that someone is about to be told of, whether or not anything ever names it. */
  keepAnswer(oid: Oid, from = Date.now()): void {
    this.#options.records.run(
      `INSERT INTO answered_oids (oid, kept_until) VALUES (?1, ?2)
       ON CONFLICT DO UPDATE SET kept_until = max(kept_until, ?2)`,
      oid,
      from + ANSWER_KEPT_MS,
    );
    this.#options.repository.pins.add(oid);
  }

  /** Drops what is past its time. */
  async sweep(): Promise<void> {
    const { records, idempotencyKeys } = this.#options;
    this.#dropRecords();
    idempotencyKeys.sweep();
    this.#options.events.sweep();
    this.#dropSessions();
    if (records.run('DELETE FROM answered_oids WHERE kept_until <= ?', Date.now()) > 0) this.#pinsMayGo = true;
    records.run(
      'DELETE FROM expired_executions WHERE id <= (SELECT id FROM expired_executions ORDER BY id DESC LIMIT 1 OFFSET ?)',
      EXPIRED_MARKS,
    );
    if (this.#pinsMayGo) this.#dropPins();
    if (!this.#strayOutputGone) await this.#dropStrayOutput();
  }

  /**
   * Sweeps, then deletes the objects that nothing names any more.
   * @param dryRun deletes nothing and only tells
   */
  async collect(dryRun: boolean): Promise<Collected> {
    if (!dryRun) await this.sweep();
    return await this.#options.repository.maintenance.collect(dryRun);
  }

  #dropRecords(): void {
    const { records, days, executions, outputFolder } = this.#options;
    const now = Date.now();
    const oldestKept = records.row('SELECT id FROM executions ORDER BY id DESC LIMIT 1 OFFSET ?', executions - 1)?.id;
    const keptFrom = now - days * DAY_MS;
    const dropped = records.transaction(() => {
      // Ids sort by time, so both bounds are ranges of the index.
      const rows = records.rows(
        `DELETE FROM executions WHERE outcome IS NOT NULL AND (id < ?1 OR (id < ?2 AND completed_at < ?3))
           AND completed_at + retain_ms <= ?4
         RETURNING id, completed_at, fs, heap`,
        oldestKept ?? '',
        firstIdAt(keptFrom),
        keptFrom,
        now,
      );
      for (const { id, completed_at, fs, heap } of rows) {
        records.run('INSERT INTO expired_executions (id, expired_at) VALUES (?, ?)', id as string, now);
        if (Number(completed_at) + ANSWER_KEPT_MS <= now) continue;
        for (const oid of [fs, heap]) if (oid !== null) this.keepAnswer(oid as Oid, Number(completed_at));
      }
      return rows;
    });
    if (dropped.length === 0) return;
    this.#count -= dropped.length;
    this.#pinsMayGo = true;
    for (const { id } of dropped)
      for (const ending of ['', SPANS_ENDING]) removeFile(join(outputFolder, `${id}${ending}`));
  }

  /** Forgets forks and deletions that are past their time and have no executions. */
  #dropSessions(): void {
    const dropped = this.#options.records.run(
      `DELETE FROM session_starts WHERE at < ? AND NOT EXISTS (SELECT 1 FROM executions WHERE session = name)`,
      Date.now() - this.#options.days * DAY_MS,
    );
    if (dropped > 0) this.#pinsMayGo = true;
  }

  /** Gives up the pins of what nothing names any more, and what was remembered of it. */
  #dropPins(): void {
    const { records, repository } = this.#options;
    records.run(
      `DELETE FROM heaps WHERE key NOT IN (
         SELECT heap FROM executions WHERE heap IS NOT NULL
         UNION SELECT base_heap FROM executions WHERE base_heap IS NOT NULL
         UNION SELECT heap FROM session_starts WHERE heap IS NOT NULL
         UNION SELECT oid FROM answered_oids)`,
    );
    records.run(
      `DELETE FROM merges WHERE result NOT IN (
         SELECT fs FROM executions WHERE fs IS NOT NULL
         UNION SELECT base_fs FROM executions WHERE base_fs IS NOT NULL
         UNION SELECT oid FROM answered_oids)`,
    );
    const named = new Set(
      records
        .rows(
          `SELECT base_fs AS oid FROM executions UNION SELECT base_heap FROM executions UNION SELECT fs FROM executions
           UNION SELECT heap FROM executions UNION SELECT oid FROM answered_oids UNION SELECT fs FROM session_starts
           UNION SELECT heap FROM session_starts UNION SELECT oid FROM artifacts
           UNION SELECT tree FROM mounts`,
        )
        .map(({ oid }) => oid),
    );
    repository.pins.remove(repository.pins.list().filter((oid) => !named.has(oid)));
    this.#pinsMayGo = false;
  }

  /** Removes output whose record went when a kill came between the two. */
  async #dropStrayOutput(): Promise<void> {
    const { records, outputFolder } = this.#options;
    for (const [index, name] of (await readdir(outputFolder)).entries()) {
      if (index % FILES_PER_TURN === 0) await new Promise(setImmediate);
      // Where runners print.
      if (name.startsWith('.')) continue;
      const id = name.endsWith(SPANS_ENDING) ? name.slice(0, -SPANS_ENDING.length) : name;
      const isKept = isExecutionId(id) && records.row('SELECT 1 FROM executions WHERE id = ?', id);
      if (!isKept) removeFile(join(outputFolder, name));
    }
    this.#strayOutputGone = true;
  }
}

/** What an id taken at that time begins with: the time is its first 48 bits (RFC 9562 section 5.7). */
function firstIdAt(ms: number): string {
  const digits = Math.max(ms, 0).toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}
