/**
 * Objects that a response named, and how long they are kept even if no other record names them.
 */
import type { Oid } from '../../core/ids.ts';
import type { Records } from './records.ts';
import type { NamesObjects } from './table.ts';

export class AnswerTable implements NamesObjects {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  /** Keeps an object until a time, or until the later time of an earlier call. @param until ms since 1970 */
  async keep(oid: Oid, until: number): Promise<void> {
    keepAnswer(this.#records, oid, until);
  }

  /** Deletes the rows whose time is over. @returns whether there were any */
  async sweep(): Promise<boolean> {
    return this.#records.run('DELETE FROM answered_oids WHERE kept_until <= ?', Date.now()) > 0;
  }

  async namedObjects(): Promise<Oid[]> {
    return this.#records.rows('SELECT oid FROM answered_oids').map(({ oid }) => oid as Oid);
  }
}

/** Keeps an object within a transaction. */
export function keepAnswer(records: Records, oid: Oid, until: number): void {
  records.run(
    `INSERT INTO answered_oids (oid, kept_until) VALUES (?1, ?2)
     ON CONFLICT DO UPDATE SET kept_until = max(kept_until, ?2)`,
    oid,
    until,
  );
}
