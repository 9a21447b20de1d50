/**
 * States that executions left, with their tags. The API calls them heaps.
 */
import type { BlobId } from '../../core/ids.ts';
import { TAGS_MAX } from '../../core/limits.ts';
import type { Records } from './records.ts';

export type Tags = Readonly<Record<string, string>>;

export interface StateRow {
  readonly key: BlobId;
  readonly tags: Tags;
  /** When an execution first left it, in milliseconds since 1970. */
  readonly createdAt: number;
}

/** Filter and page of a list of states. */
export interface StatePage {
  /** Only states with a tag of this name and value. */
  readonly tag: readonly [name: string, value: string] | undefined;
  readonly limit: number;
  /** The last key of the previous page. */
  readonly after: string | undefined;
}

export class StateTable {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  /** Returns the tags of a state; undefined when no kept execution left it. */
  async tagsOf(key: BlobId): Promise<Tags | undefined> {
    return readTags(this.#records, key);
  }

  /** Replaces the tags of a state. @returns whether the state exists */
  async setTags(key: string, tags: Tags): Promise<boolean> {
    return this.#records.run('UPDATE heaps SET tags = ? WHERE key = ?', JSON.stringify(tags), key) > 0;
  }

  /** Lists states, newest first. */
  async list({ tag, limit, after }: StatePage): Promise<StateRow[]> {
    const rows = this.#records.rows(
      `SELECT key, tags, created_at FROM heaps
       WHERE (?1 IS NULL OR (created_at, key) < (SELECT created_at, key FROM heaps WHERE key = ?1))
       AND (?2 IS NULL OR EXISTS (SELECT 1 FROM json_each(heaps.tags) AS tag WHERE tag.key = ?2 AND tag.value = ?3))
       ORDER BY created_at DESC, key DESC LIMIT ?4`,
      after ?? null,
      tag?.[0] ?? null,
      tag?.[1] ?? null,
      limit,
    );
    return rows.map((row) => ({
      key: row.key as BlobId,
      tags: JSON.parse(row.tags as string) as Tags,
      createdAt: Number(row.created_at),
    }));
  }

  /** Deletes the states that no execution, session start or response names. */
  async sweep(): Promise<void> {
    this.#records.run(
      `DELETE FROM heaps WHERE key NOT IN (
         SELECT heap FROM executions WHERE heap IS NOT NULL
         UNION SELECT base_heap FROM executions WHERE base_heap IS NOT NULL
         UNION SELECT heap FROM session_starts WHERE heap IS NOT NULL
         UNION SELECT oid FROM answered_oids)`,
    );
  }
}

/** Adds a state within a transaction. An existing one gets the tags in addition; the newest `TAGS_MAX` are kept. */
export function addState(records: Records, key: BlobId, tags: Tags): void {
  const kept = Object.entries(readTags(records, key) ?? {}).filter(([name]) => !Object.hasOwn(tags, name));
  records.run(
    'INSERT INTO heaps (key, tags, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET tags = ?2',
    key,
    JSON.stringify(Object.fromEntries([...kept, ...Object.entries(tags)].slice(-TAGS_MAX))),
    Date.now(),
  );
}

function readTags(records: Records, key: BlobId): Tags | undefined {
  const row = records.row('SELECT tags FROM heaps WHERE key = ?', key);
  return row && (JSON.parse(row.tags as string) as Tags);
}
