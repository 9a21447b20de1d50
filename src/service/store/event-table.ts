/**
 * Events of labels and executions on disk, in order.
 *
 * Triggers in the database (`records.ts`) write the events of executions, in the statement that changes the record. Ids grow
 * by one and are never used again, because the newest event is never dropped.
 */
import { TreeboxError } from '../../core/errors.ts';
import { EVENTS_KEPT } from '../../core/limits.ts';
import type { Records } from './records.ts';

export const EVENT_TYPES = ['label', 'execution'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export interface StoredEvent {
  readonly id: number;
  readonly type: EventType;
  /** Fields by the API's names. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Interval between polls of the table while a listener waits, in ms: a trigger can't wake it. */
const LOOK_EVERY_MS = 100;

export class EventTable {
  readonly #records: Records;
  /** Wakes the waiting listeners. A shared promise would keep a reaction for each poll of each listener. */
  readonly #waiting = new Set<() => void>();

  constructor(records: Records) {
    this.#records = records;
  }

  /** Returns the newest event's id; 0 before the first. */
  async last(): Promise<number> {
    return this.#last();
  }

  #last(): number {
    return Number(this.#records.row('SELECT max(id) AS last FROM events')?.last ?? 0);
  }

  /** Returns events after an id, in order. */
  async after(id: number, limit: number): Promise<StoredEvent[]> {
    return this.#records
      .rows('SELECT id, type, data FROM events WHERE id > ? ORDER BY id LIMIT ?', id, limit)
      .map((row) => ({ id: Number(row.id), type: row.type as EventType, data: JSON.parse(row.data as string) }));
  }

  /** Checks that all events after an id are still stored. @throws TreeboxError `expired` when some have been dropped */
  async assertKept(id: number): Promise<void> {
    const first = Number(this.#records.row('SELECT min(id) AS first FROM events')?.first ?? this.#last() + 1);
    if (id >= first - 1) return;
    throw new TreeboxError(
      'expired',
      `events before ${first} are no longer kept: read the state again and continue from there`,
    );
  }

  /** Drops all but the newest `EVENTS_KEPT` events. */
  async sweep(): Promise<void> {
    this.#records.run('DELETE FROM events WHERE id <= ?', this.#last() - EVENTS_KEPT);
  }

  /** Wakes the waiting listeners, after an event was added. */
  wake(): void {
    for (const resume of this.#waiting) resume();
  }

  /** Returns when there is an event after `id` or `ms` have passed, or within `LOOK_EVERY_MS` when `gone` is aborted. */
  async wait(id: number, ms: number, gone: AbortSignal): Promise<void> {
    const until = Date.now() + ms;
    while (!gone.aborted && this.#last() <= id && Date.now() < until) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, LOOK_EVERY_MS);
      this.#waiting.add(resolve);
      await promise;
      this.#waiting.delete(resolve);
      clearTimeout(timer);
    }
  }
}

/** Adds an event within a transaction. */
export function addEvent(records: Records, type: EventType, data: object): void {
  records.run('INSERT INTO events (type, data) VALUES (?, ?)', type, JSON.stringify(data));
}
