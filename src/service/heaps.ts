/**
 * Heaps that executions left: their tags, and what is in them.
 *
 * A heap's content is a git blob, named by the hash; its tags are kept beside it, so that equal states have one key
 * whoever tagged them. Only what an execution left is a heap: the name of any other blob is not.
 */
import { TreeboxError } from '../core/errors.ts';
import { isOid, type Oid } from '../core/ids.ts';
import { HEAP_SHOWN_BYTES, TAGS_MAX } from '../core/limits.ts';
import type { ObjectReader } from '../git/objects/objects.ts';
import type { Heap } from '../guest/heap/format.ts';
import { shown } from './handles.ts';
import { HeapPreview, type ShownBinding } from './heap-preview.ts';
import type { Records } from './records.ts';

export interface HeapInfo {
  readonly key: Oid;
  readonly tags: Readonly<Record<string, string>>;
  /** Top-level bindings and properties of the global object, by name. */
  readonly bindings: readonly ShownBinding[];
  readonly globals: readonly ShownBinding[];
}

/** A heap in a list. */
export interface HeapEntry {
  readonly key: Oid;
  readonly tags: Record<string, string>;
  /** When an execution first left it, in milliseconds since 1970. */
  readonly createdAt: number;
}

export class Heaps {
  readonly #records: Records;
  readonly #objects: ObjectReader;

  constructor(records: Records, objects: ObjectReader) {
    this.#records = records;
    this.#objects = objects;
  }

  /** Keeps a heap that an execution left, and adds the execution's tags to those that it has; the newest are kept. */
  add(key: Oid, tags: Readonly<Record<string, string>>): void {
    const added = Object.entries(tags);
    const kept = Object.entries(this.#tags(key) ?? {}).filter(([name]) => !Object.hasOwn(tags, name));
    this.#records.run(
      'INSERT INTO heaps (key, tags, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET tags = ?2',
      key,
      JSON.stringify(Object.fromEntries([...kept, ...added].slice(-TAGS_MAX))),
      Date.now(),
    );
  }

  /**
   * The heap that a caller wants to start from.
   * @throws TreeboxError `unknown_heap` when no execution that is kept left one of that key
   */
  find(key: string): Oid {
    if (isOid(key) && this.#tags(key) !== undefined) return key;
    throw new TreeboxError(
      'unknown_heap',
      `heap ${shown(key)}: there is no such heap; take one that an execution left`,
    );
  }

  /**
   * What is in a heap.
   * @throws TreeboxError `not_found`, `too_large` for one that is too large to be shown
   */
  describe(key: string): HeapInfo {
    const tags = isOid(key) ? this.#tags(key) : undefined;
    if (!isOid(key) || tags === undefined)
      throw new TreeboxError('not_found', `heap ${shown(key)}: there is no such heap`);
    const size = this.#objects.stat(key)?.size ?? 0;
    if (size > HEAP_SHOWN_BYTES) {
      throw new TreeboxError('too_large', `the heap has ${size} bytes; at most ${HEAP_SHOWN_BYTES} are shown`);
    }
    const object = this.#objects.read(key);
    if (object?.type !== 'blob') throw new Error(`heap ${key} is missing`);
    const preview = new HeapPreview(JSON.parse(object.data.toString()) as Heap);
    return { key, tags, bindings: preview.bindings(), globals: preview.globals() };
  }

  /**
   * Lists heaps, newest first.
   * @param tag only heaps with a tag of this name and value
   * @param after the key that the page comes after
   * @returns the heaps, and the last one's key when there are more
   */
  list(
    tag: readonly [name: string, value: string] | undefined,
    limit: number,
    after?: string,
  ): { heaps: HeapEntry[]; next: Oid | null } {
    const rows = this.#records.rows(
      `SELECT key, tags, created_at FROM heaps
       WHERE (?1 IS NULL OR (created_at, key) < (SELECT created_at, key FROM heaps WHERE key = ?1))
       AND (?2 IS NULL OR EXISTS (SELECT 1 FROM json_each(heaps.tags) AS tag WHERE tag.key = ?2 AND tag.value = ?3))
       ORDER BY created_at DESC, key DESC LIMIT ?4`,
      after ?? null,
      tag?.[0] ?? null,
      tag?.[1] ?? null,
      limit + 1,
    );
    const heaps = rows.slice(0, limit).map((row) => ({
      key: row.key as Oid,
      tags: JSON.parse(row.tags as string) as Record<string, string>,
      createdAt: Number(row.created_at),
    }));
    return { heaps, next: rows.length > limit ? (heaps.at(-1)?.key ?? null) : null };
  }

  /** Gives a heap these tags in place of those that it has. @throws TreeboxError `not_found` */
  setTags(key: string, tags: Record<string, string>): { key: Oid; tags: Record<string, string> } {
    const changed = this.#records.run('UPDATE heaps SET tags = ? WHERE key = ?', JSON.stringify(tags), key);
    if (changed === 0) throw new TreeboxError('not_found', `heap ${shown(key)}: there is no such heap`);
    return { key: key as Oid, tags };
  }

  #tags(key: Oid): Record<string, string> | undefined {
    const row = this.#records.row('SELECT tags FROM heaps WHERE key = ?', key);
    return row && (JSON.parse(row.tags as string) as Record<string, string>);
  }
}
