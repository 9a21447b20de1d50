/**
 * States that executions left: their tags and their contents. The API calls them heaps.
 *
 * A state is a git blob, named by its hash. Its tags are stored separately, so equal states have one key. Only a blob that an
 * execution left as its state counts as a state.
 */
import { TreeboxError } from '../core/errors.ts';
import { type BlobId, isBlobId } from '../core/ids.ts';
import { STATE_SHOWN_BYTES } from '../core/limits.ts';
import type { ObjectReader } from '../git/objects/objects.ts';
import type { SavedState } from '../guest/state/format.ts';
import { shown } from './handles.ts';
import { type ShownBinding, StatePreview } from './state-preview.ts';
import type { StateRow, StateTable, Tags } from './store/state-table.ts';

export interface StateInfo {
  readonly key: BlobId;
  readonly tags: Tags;
  /** Top-level bindings and properties of the global object, by name. */
  readonly bindings: readonly ShownBinding[];
  readonly globals: readonly ShownBinding[];
}

export class States {
  readonly #table: StateTable;
  readonly #objects: ObjectReader;

  constructor(table: StateTable, objects: ObjectReader) {
    this.#table = table;
    this.#objects = objects;
  }

  /**
   * Returns the state that a caller wants to start from.
   * @throws TreeboxError `unknown_heap` when no kept execution left a state with that key
   */
  async find(key: string): Promise<BlobId> {
    if (isBlobId(key) && (await this.#table.tagsOf(key)) !== undefined) return key;
    throw new TreeboxError(
      'unknown_heap',
      `heap ${shown(key)}: there is no such heap; use a heap that an execution left`,
    );
  }

  /**
   * Describes the contents of a state.
   * @throws TreeboxError `not_found`, `too_large` for a state that is too large to be shown
   */
  async describe(key: string): Promise<StateInfo> {
    const tags = isBlobId(key) ? await this.#table.tagsOf(key) : undefined;
    if (!isBlobId(key) || tags === undefined)
      throw new TreeboxError('not_found', `heap ${shown(key)}: there is no such heap`);
    const size = this.#objects.stat(key)?.size ?? 0;
    if (size > STATE_SHOWN_BYTES) {
      throw new TreeboxError('too_large', `the heap has ${size} bytes; at most ${STATE_SHOWN_BYTES} are shown`);
    }
    const object = this.#objects.read(key);
    if (object?.type !== 'blob') throw new Error(`heap ${key} is missing`);
    const preview = new StatePreview(JSON.parse(object.data.toString()) as SavedState);
    return { key, tags, bindings: preview.bindings(), globals: preview.globals() };
  }

  /**
   * Lists states, newest first.
   * @param tag lists only states with a tag of this name and value
   * @param after the last key of the previous page
   * @returns the states, and the key of the last one when there are more
   */
  async list(
    tag: readonly [name: string, value: string] | undefined,
    limit: number,
    after?: string,
  ): Promise<{ states: StateRow[]; next: BlobId | null }> {
    const rows = await this.#table.list({ tag, limit: limit + 1, after });
    const states = rows.slice(0, limit);
    return { states, next: rows.length > limit ? (states.at(-1)?.key ?? null) : null };
  }

  /** Replaces the tags of a state. @throws TreeboxError `not_found` */
  async setTags(key: string, tags: Tags): Promise<{ key: BlobId; tags: Tags }> {
    if (!(await this.#table.setTags(key, tags)))
      throw new TreeboxError('not_found', `heap ${shown(key)}: there is no such heap`);
    return { key: key as BlobId, tags };
  }
}
