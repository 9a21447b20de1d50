/**
 * The errors of a move of a ref, except failures of the disk. A ref that does not have the expected value is not an error: the
 * plan of `RefStore.update` sees the value and decides.
 */

/** A lock is held by another process for longer than `REF_LOCK_WAIT_MS`. */
export class RefLocked extends Error {
  override readonly name = 'RefLocked';
  /** Full name of the ref, or `packed-refs`. */
  readonly locked: string;

  constructor(locked: string) {
    super(`${locked} is locked by another process, with the file ${locked}.lock`);
    this.locked = locked;
  }
}

/** Why git's files can't hold a ref: `a` and `a/b` exclude each other, and a symbolic ref is not moved. */
export type NameRefusal = 'a shorter name exists' | 'a longer name exists' | 'it is symbolic';

/** Git's files can't hold a ref of this name beside what they have. */
export class NameRefused extends Error {
  override readonly name = 'NameRefused';
  /** Full name of the ref that was to be made or moved. */
  readonly ref: string;
  readonly why: NameRefusal;
  /** Full name of the ref that is in the way; null when it is not known, or is `ref` itself. */
  readonly other: string | null;

  constructor(ref: string, why: NameRefusal, other: string | null = null) {
    super(`${ref} can't be made or moved: ${why}`);
    this.ref = ref;
    this.why = why;
    this.other = other;
  }
}
