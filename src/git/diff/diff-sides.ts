/** Input of the algorithms: numbered lines, a mark for each changed one, and room to count in. */
export interface DiffSides {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly changedA: Uint8Array;
  readonly changedB: Uint8Array;
  /** By line number; all zero between uses. */
  readonly countA: Int32Array;
  readonly countB: Int32Array;
  /** Steps that `diffMyers` may still take. */
  readonly budget: { left: number };
}
