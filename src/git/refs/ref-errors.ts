/**
 * The errors of moving a ref, except disk errors. A ref with an unexpected value is not an error: the plan of
 * `RefStore.update` gets the value and decides.
 */

/** Another process has held a lock for longer than `REF_LOCK_WAIT_MS`. */
export class RefLocked extends Error {
  override readonly name = 'RefLocked';
  /** Full name of the ref, or `packed-refs`. */
  readonly locked: string;

  constructor(locked: string) {
    super(`${locked} is locked by another process, with the file ${locked}.lock`);
    this.locked = locked;
  }
}

/** The reason for a `NameRefused`: `a` and `a/b` can't both exist, and treebox does not move symbolic refs. */
export type NameRefusal = 'a shorter name exists' | 'a longer name exists' | 'it is symbolic';

/** Git's files can't hold a ref of this name together with the existing refs. */
export class NameRefused extends Error {
  override readonly name = 'NameRefused';
  /** Full name of the ref that should be created or moved. */
  readonly ref: string;
  readonly why: NameRefusal;
  /** Full name of the conflicting ref; null when it is not known, or is `ref` itself. */
  readonly other: string | null;

  constructor(ref: string, why: NameRefusal, other: string | null = null) {
    super(`${ref} can't be made or moved: ${why}`);
    this.ref = ref;
    this.why = why;
    this.other = other;
  }
}
