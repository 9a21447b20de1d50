/**
 * The interface to the object store: content-addressed, immutable, typed objects.
 *
 * Reading is synchronous, because a guest's `fs` calls are synchronous: a runner reads the repository's files directly. An
 * object never changes, so a cached object never becomes stale.
 *
 * A writer collects objects in one pack. An adopted pack has a `.keep` file, so that a `git gc` or `git prune` of another
 * process does not remove its objects before a ref names them (git-repack(1), git-prune(1)).
 * @see https://git-scm.com/docs/gitformat-pack
 */
import type { BlobId, CommitId, Oid, TreeId } from '../../core/ids.ts';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

/** The id of an object of type `T`. */
export type ObjectId<T extends ObjectType> = { blob: BlobId; tree: TreeId; commit: CommitId; tag: Oid }[T];

/** An object's type and content. The bytes belong to the store: do not change them. */
export interface GitObject {
  readonly type: ObjectType;
  readonly data: Buffer;
}

/** One entry of a tree. */
export interface TreeEntry {
  /** The mode without leading zeros: usually an `EntryMode`. Trees that others wrote may have other modes, such as `160000`. */
  readonly mode: string;
  /** The name's bytes as stored. */
  readonly nameBytes: Buffer;
  /** The name as a string; undefined when its bytes are not valid UTF-8. */
  readonly name: string | undefined;
  readonly oid: Oid;
}

export interface ObjectReader {
  /** Returns the object, or undefined when the store does not have it. */
  read(oid: Oid): GitObject | undefined;
  /** Returns type and inflated size in bytes, without reading the whole content; undefined when there is no such object. */
  stat(oid: Oid): { readonly type: ObjectType; readonly size: number } | undefined;
}

export interface ObjectStore extends ObjectReader {
  /** Adds a new object to the cache, so that the next read does not search for it on disk. */
  written(oid: Oid, object: GitObject): void;
  /** Closes all open files. The next read opens them again. */
  close(): void;
}

export interface ObjectWriter {
  /**
   * Adds an object to the pack. Writing the same content twice stores it once.
   * @param data the content; copied or deflated before the call returns
   * @param oid the object's id, if the caller has hashed the content already
   * @returns the object's id
   */
  write<T extends ObjectType>(type: T, data: Uint8Array, oid?: ObjectId<T>): ObjectId<T>;
  /** Ends the pack. Returns its base name (`pack-<40 hex>`), or null when no object was written. */
  finish(): string | null;
  /** Discards the pack and removes its files. */
  abandon(): void;
}
