/**
 * Limits how much of a volume a run may change.
 *
 * It counts changes that still exist: the length of changed files, including holes, and the number of files, folders and
 * links that were made or changed. Reads do not count.
 */
import { type Call, FsError } from './errno.ts';

export interface VolumeLimits {
  /** Content of changed files in bytes. */
  readonly bytes: number;
  /** Files, folders and links made or changed. */
  readonly files: number;
}

/** The charge for one inode. */
export interface Charge {
  /** Bytes counted for its content. */
  chargedBytes: number;
  /** True when it counts as changed. */
  charged: boolean;
}

export class Quota {
  readonly limits: VolumeLimits;
  #bytes = 0;
  #files = 0;
  #exceeded = false;

  constructor(limits: VolumeLimits) {
    this.limits = limits;
  }

  /** Returns the bytes that are counted now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Returns the number of files, folders and links that are counted now. */
  get files(): number {
    return this.#files;
  }

  /** Returns whether any call has failed with ENOSPC. */
  get exceeded(): boolean {
    return this.#exceeded;
  }

  /**
   * Counts an inode as changed.
   * @param bytes length of its content after the change
   * @throws FsError ENOSPC, with nothing counted
   */
  charge(inode: Charge, bytes: number, call: Call): void {
    const growth = bytes - inode.chargedBytes;
    const files = inode.charged ? 0 : 1;
    if (this.#bytes + growth > this.limits.bytes && growth > 0) throw this.#refuse(call);
    if (this.#files + files > this.limits.files) throw this.#refuse(call);
    this.#bytes += growth;
    this.#files += files;
    inode.chargedBytes = bytes;
    inode.charged = true;
  }

  /** Removes the charge for an inode that was deleted. */
  release(inode: Charge): void {
    this.#bytes -= inode.chargedBytes;
    if (inode.charged) this.#files -= 1;
    inode.chargedBytes = 0;
    inode.charged = false;
  }

  #refuse(call: Call): FsError {
    this.#exceeded = true;
    return new FsError('ENOSPC', call);
  }
}
