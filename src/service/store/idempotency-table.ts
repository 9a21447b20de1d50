/**
 * Idempotency keys: names that clients give to requests, so that the server recognizes a repetition.
 */
import { TreeboxError } from '../../core/errors.ts';
import type { ExecutionId } from '../../core/ids.ts';
import { IDEMPOTENCY_MS } from '../../core/limits.ts';
import type { Records } from './records.ts';

/** A request's key, and a hash of the request. */
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
   * Returns the execution that an earlier, equal request with this key started.
   * @returns undefined when the key is new, or is older than `IDEMPOTENCY_MS`
   * @throws TreeboxError `idempotency_mismatch` when the key was used with another request
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

  /** Deletes keys that are older than `IDEMPOTENCY_MS`. */
  async sweep(): Promise<void> {
    this.#records.run('DELETE FROM idempotency_keys WHERE used_at <= ?', Date.now() - IDEMPOTENCY_MS);
  }
}

/** Records, within a transaction, the execution that a request started. */
export function rememberIdentity(records: Records, { key, digest }: RequestIdentity, id: ExecutionId): void {
  records.run(
    'INSERT OR REPLACE INTO idempotency_keys (key, digest, execution_id, used_at) VALUES (?, ?, ?, ?)',
    key,
    digest,
    id,
    Date.now(),
  );
}
