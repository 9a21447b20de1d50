/**
 * What both threads know of a watched run: why it was told to end, and how large it has grown.
 */

/** Why a run was ended from outside. */
export type EndReason = 'timed_out' | 'cancelled' | 'out_of_memory';

/** In memory a reason is its place here; 0 is none. */
const REASONS: readonly (EndReason | undefined)[] = [undefined, 'timed_out', 'cancelled', 'out_of_memory'];

/** Where the reason and the peak lie, in words of eight bytes. */
const [REASON, PEAK, WORDS] = [0, 1, 2];

export class WatchRecord {
  /** Goes from thread to thread. */
  readonly shared: SharedArrayBuffer;
  readonly #words: BigInt64Array;

  constructor(shared = new SharedArrayBuffer(WORDS * BigInt64Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#words = new BigInt64Array(shared);
  }

  /** Why the run was told to end, if it was. */
  get reason(): EndReason | undefined {
    return REASONS[Number(Atomics.load(this.#words, REASON))];
  }

  /** Gives a reason. The first one stands, whichever thread gives it. @returns whether this is the one that stands */
  settle(reason: EndReason): boolean {
    const next = BigInt(REASONS.indexOf(reason));
    const before = Atomics.compareExchange(this.#words, REASON, 0n, next);
    return before === 0n || before === next;
  }

  /** What the process has grown by at most, in bytes, as far as it was looked at. */
  get peakBytes(): number {
    return Number(Atomics.load(this.#words, PEAK));
  }

  /** Raises the peak; the watching thread alone does this. */
  raisePeak(bytes: number): void {
    if (bytes > this.peakBytes) Atomics.store(this.#words, PEAK, BigInt(bytes));
  }
}
