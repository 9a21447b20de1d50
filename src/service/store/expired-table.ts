/**
 * Marks of executions that retention has dropped. A request for one gets the error `expired` and not `unknown_execution`.
 */
import type { ExecutionId } from '../../core/ids.ts';
import { EXPIRED_MARKS } from '../../core/limits.ts';
import type { Records } from './records.ts';

export class ExpiredTable {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  /** Returns when retention dropped an execution, in ms since 1970; undefined when it did not. */
  async droppedAt(id: ExecutionId): Promise<number | undefined> {
    const row = this.#records.row('SELECT expired_at FROM expired_executions WHERE id = ?', id);
    return row?.expired_at as number | undefined;
  }

  /** Drops all but the newest `EXPIRED_MARKS` marks. */
  async sweep(): Promise<void> {
    this.#records.run(
      'DELETE FROM expired_executions WHERE id <= (SELECT id FROM expired_executions ORDER BY id DESC LIMIT 1 OFFSET ?)',
      EXPIRED_MARKS,
    );
  }
}

/** Marks an execution as dropped, within a transaction. */
export function markExpired(records: Records, id: ExecutionId, at: number): void {
  records.run('INSERT INTO expired_executions (id, expired_at) VALUES (?, ?)', id, at);
}
