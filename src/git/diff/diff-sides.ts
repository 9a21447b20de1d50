/** Input and output of the algorithms: numbered lines, a mark for each changed line, and arrays for counting. */
export interface DiffSides {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly changedA: Uint8Array;
  readonly changedB: Uint8Array;
  /** Occurrences by the number of a line (`Lines.ids`). All zero between uses. */
  readonly countA: Int32Array;
  readonly countB: Int32Array;
  /** Remaining number of steps for `diffMyers`. */
  readonly budget: { left: number };
}
