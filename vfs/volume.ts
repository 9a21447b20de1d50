/**
 * A file system in memory on top of a git tree: the mount of one run.
 *
 * Mounting reads only the root tree; folders and files are read at the first access, and `snapshot` writes the changes. All
 * calls are synchronous and there is one caller, so there is no concurrency. A volume is never unmounted, only dropped.
 */
import type { TreeId } from '../src/core/ids.ts';
import type { ObjectReader, ObjectWriter } from '../src/git/objects/objects.ts';
import { Descriptors } from './descriptors.ts';
import type { Call } from './errno.ts';
import { graft, ungraft } from './graft.ts';
import { PathCalls } from './path-calls.ts';
import type { VolumeLimits } from './quota.ts';
import { snapshot } from './snapshot.ts';
import { Store } from './store.ts';

export interface VolumeOptions {
  readonly objects: ObjectReader;
  /** The tree to mount; the empty tree does not have to be stored. */
  readonly tree: TreeId;
  readonly limits: VolumeLimits;
  /** Ms since 1970; the system's clock when absent. */
  readonly now?: () => number;
  /** Called with the bytes held whenever they have changed by at least 1 MiB. */
  readonly onBytes?: (bytes: number) => void;
}

export class Volume {
  /** Calls that take paths. */
  readonly paths: PathCalls;
  /** Calls that take or return descriptors, or work on a whole file. */
  readonly files: Descriptors;
  readonly #store: Store;
  readonly #mounted: TreeId;

  /** @throws FsError EIO when the tree is missing, ENOTSUP when its root contains a gitlink */
  constructor({ objects, tree, limits, now = Date.now, onBytes = () => undefined }: VolumeOptions) {
    this.#store = new Store({ objects, tree, limits, now, onBytes });
    this.#mounted = tree;
    this.paths = new PathCalls(this.#store, () => this.files.stdin);
    this.files = new Descriptors(this.#store, this.paths);
    this.#store.root.count({ syscall: 'mount' });
  }

  /** Returns the bytes of memory that the volume holds: changed content, clean content, and loaded folders. */
  get bytesHeld(): number {
    return this.#store.bytesHeld;
  }

  /** Returns whether a call has failed with ENOSPC. */
  get quotaExceeded(): boolean {
    return this.#store.quota.exceeded;
  }

  /**
   * Mounts another tree read-only at a path, and hides everything there. Missing folders above the path are made.
   * @throws FsError with the codes of mkdir(2)
   */
  graft(path: string, tree: TreeId): void {
    const above = path.slice(0, path.lastIndexOf('/'));
    if (above !== '' && !this.paths.isFolder(above)) this.paths.mkdirRecursive(above);
    graft(this.#store, path, tree);
  }

  /** Removes all grafts. */
  ungraft(): void {
    ungraft(this.#store);
  }

  /** Counts bytes that a run keeps outside its volume like a file in the volume. @throws FsError ENOSPC */
  chargeFile(bytes: number, call: Call): void {
    this.#store.quota.charge({ chargedBytes: 0, charged: false }, bytes, call);
  }

  /**
   * Writes the changes since the mount or the last snapshot.
   * @returns the tree of the volume's current content; the mounted tree when nothing changed
   * @throws FsError EINVAL when a changed `.gitmodules` or `.gitattributes` has content that git refuses
   */
  snapshot(writer: ObjectWriter): TreeId {
    return snapshot(this.#store.root, this.#mounted, writer);
  }
}
