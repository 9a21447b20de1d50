/**
 * The object store as the rest of treebox sees it: content-addressed, immutable, typed.
 *
 * Reading is synchronous, because a guest's `fs` calls are: a runner reads straight from the repository's files. A
 * written object never changes, so a reader can cache it without a limit of time.
 *
 * Writing collects objects into one pack. A pack that has been adopted carries a `.keep` file, so that no `git gc` or
 * `git prune` of another process drops its objects before a ref names them (git-repack(1), git-prune(1)).
 * @see https://git-scm.com/docs/gitformat-pack
 */
import type { BlobId, CommitId, Oid, TreeId } from '../../core/ids.ts';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

/** The id of an object of that type. */
export type ObjectId<T extends ObjectType> = { blob: BlobId; tree: TreeId; commit: CommitId; tag: Oid }[T];

/** An object's type and content. The bytes belong to the store: do not change them. */
export interface GitObject {
  readonly type: ObjectType;
  readonly data: Buffer;
}

/** One entry of a tree. */
export interface TreeEntry {
  /** The mode as stored, without leading zeros: usually an `EntryMode`, in foreign trees also others such as `160000`. */
  readonly mode: string;
  /** The name's bytes as stored. */
  readonly nameBytes: Buffer;
  /** The name as a string when its bytes are valid UTF-8, else undefined. */
  readonly name: string | undefined;
  readonly oid: Oid;
}

export interface ObjectReader {
  /** The object named `oid`, or undefined when the store has none of that name. */
  read(oid: Oid): GitObject | undefined;
  /** Type and inflated size in bytes without reading the whole content, or undefined. */
  stat(oid: Oid): { readonly type: ObjectType; readonly size: number } | undefined;
}

export interface ObjectStore extends ObjectReader {
  /** Keeps an object that has just been written, so that its next reader need not look for it on disk. */
  written(oid: Oid, object: GitObject): void;
  /** Closes the files held open. The next read opens them again. */
  close(): void;
}

export interface ObjectWriter {
  /**
   * Adds an object to the pack being written. Writing the same content twice stores it once.
   * @param data the content; copied or deflated before the call returns
   * @param oid its name, from a caller that has hashed it already
   * @returns its name
   */
  write<T extends ObjectType>(type: T, data: Uint8Array, oid?: ObjectId<T>): ObjectId<T>;
  /** Ends the pack. Returns its base name without ending (`pack-<40 hex>`), or null when nothing was written. */
  finish(): string | null;
  /** Drops what was written and removes temporary files. */
  abandon(): void;
}
