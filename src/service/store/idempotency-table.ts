/**
 * Idempotency keys: names that clients give to requests, so that the server recognizes a repetition.
 */
import { TreeboxError } from '../../core/errors.ts';
import type { ExecutionId } from '../../core/ids.ts';
import { IDEMPOTENCY_MS } from '../../core/limits.ts';
import type { Records } from './records.ts';

/** A request's key, and a hash of everything that makes it what it is. */
export interface RequestIdentity {
  readonly key: string;
  readonly digest: string;
}

export class IdempotencyTable {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  /**
   * Returns the execution that the same request was answered with before.
   * @returns undefined when the key is new, or was used too long ago
   * @throws TreeboxError `idempotency_mismatch` when it was used with another request
   */
  async find({ key, digest }: RequestIdentity): Promise<ExecutionId | undefined> {
    const row = this.#records.row(
      'SELECT digest, execution_id FROM idempotency_keys WHERE key = ? AND used_at > ?',
      key,
      Date.now() - IDEMPOTENCY_MS,
    );
    if (!row) return undefined;
    if (row.digest === digest) return row.execution_id as ExecutionId;
    throw new TreeboxError(
      'idempotency_mismatch',
      'the Idempotency-Key was used with another request in the last 24 hours: a new request needs a new key',
    );
  }

  /** Forgets keys whose time is over. */
  async sweep(): Promise<void> {
    this.#records.run('DELETE FROM idempotency_keys WHERE used_at <= ?', Date.now() - IDEMPOTENCY_MS);
  }
}

/** Keeps, within a transaction, what a request is answered with. */
export function rememberIdentity(records: Records, { key, digest }: RequestIdentity, id: ExecutionId): void {
  records.run(
    'INSERT OR REPLACE INTO idempotency_keys (key, digest, execution_id, used_at) VALUES (?, ?, ?, ?)',
    key,
    digest,
    id,
    Date.now(),
  );
}
