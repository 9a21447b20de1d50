/**
 * Memory that the server's thread and the watching thread share for one runner process: its current run with the
 * limits, why that run was told to end, whether the process was killed for it, and how large it has grown.
 *
 * No message is sent when a run begins or ends: it would cost a tenth of a short run. The reason and the peak are
 * each stored in one word together with the number of their run. Both threads change these words by
 * compare-and-exchange, so findings about a run that is over never count for the next one.
 *
 * The watching thread claims each kill in the word of the run, and the server's thread takes that word when the run
 * ends. A kill is therefore either seen by the server's thread or not carried out.
 */

/** Reason for ending a run from outside. */
export type EndReason = 'timed_out' | 'cancelled' | 'out_of_memory';

/** Facts about a run that has ended. */
export interface WatchEnd {
  readonly reason: EndReason | undefined;
  /** True when the watching thread has killed the process, or is about to. */
  readonly isKilled: boolean;
}

/** Limits of a run. */
export interface WatchBounds {
  /** Deadline by `monotonicMs`. */
  readonly deadline: number;
  /** Resident size of the process before the run, in bytes. */
  readonly baseline: number;
  /** Bytes by which the process may grow, not counting its volume. */
  readonly ownBytesMax: number;
}

/** In the shared memory a reason is its index in this list; 0 means none. */
const REASONS: readonly (EndReason | undefined)[] = [undefined, 'timed_out', 'cancelled', 'out_of_memory'];

/** Words of eight bytes: two integers, then three doubles. */
const [RUN, PEAK, DEADLINE, BASELINE, OWN_BYTES_MAX, WORDS] = [0, 1, 2, 3, 4, 5];
/** The word of the run is its number times this, plus the reason, plus `KILLED` when its process is killed. */
const RUN_SPACE = 8n;
const KILLED = 4n;
/** The word of the peak is the number of its run times this, plus the bytes. */
const PEAK_SPACE = 2n ** 44n;

export class WatchRecord {
  /** The shared memory, which is passed from thread to thread. */
  readonly shared: SharedArrayBuffer;
  readonly #integers: BigInt64Array;
  readonly #doubles: Float64Array;
  #lastRun = 0;

  constructor(shared = new SharedArrayBuffer(WORDS * BigInt64Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#integers = new BigInt64Array(shared);
    this.#doubles = new Float64Array(shared);
  }

  /**
   * Begins a run. The server's thread alone begins and ends runs.
   * @returns its number, which is never 0
   */
  begin({ deadline, baseline, ownBytesMax }: WatchBounds): number {
    this.#lastRun += 1;
    this.#doubles[DEADLINE] = deadline;
    this.#doubles[BASELINE] = baseline;
    this.#doubles[OWN_BYTES_MAX] = ownBytesMax;
    Atomics.store(this.#integers, PEAK, BigInt(this.#lastRun) * PEAK_SPACE);
    Atomics.store(this.#integers, RUN, BigInt(this.#lastRun) * RUN_SPACE);
    return this.#lastRun;
  }

  /** Ends the current run: from now on no reason is recorded and no kill is claimed for it. */
  end(): WatchEnd {
    const word = Atomics.exchange(this.#integers, RUN, 0n);
    return { reason: reasonIn(word), isKilled: (word & KILLED) !== 0n };
  }

  /** Number of the current run; 0 when there is none. */
  get run(): number {
    return runIn(this.#runWord);
  }

  /** Limits of the current run. */
  get bounds(): WatchBounds {
    return {
      deadline: this.#doubles[DEADLINE] as number,
      baseline: this.#doubles[BASELINE] as number,
      ownBytesMax: this.#doubles[OWN_BYTES_MAX] as number,
    };
  }

  /** Reason why the run was told to end, if it was; undefined for a run that is over. */
  reasonOf(run: number): EndReason | undefined {
    const word = this.#runWord;
    return runIn(word) === run ? reasonIn(word) : undefined;
  }

  /** Records a reason. The first one counts, whichever thread gives it. @returns whether this was the first */
  settle(run: number, reason: EndReason): boolean {
    const free = BigInt(run) * RUN_SPACE;
    const next = free + BigInt(REASONS.indexOf(reason));
    const before = Atomics.compareExchange(this.#integers, RUN, free, next);
    return before === free || (before & ~KILLED) === next;
  }

  /**
   * Claims the kill of the process for a run. Every kill is claimed first.
   * @returns whether the kill may follow: false when the run is over or its word has just changed
   */
  claimKill(run: number): boolean {
    const before = this.#runWord;
    if (runIn(before) !== run) return false;
    return Atomics.compareExchange(this.#integers, RUN, before, before | KILLED) === before;
  }

  /** Largest growth of the process seen during the current run, in bytes. */
  get peakBytes(): number {
    return Number(Atomics.load(this.#integers, PEAK) % PEAK_SPACE);
  }

  /** Raises the peak of a run; does nothing when the run is over. */
  raisePeak(run: number, bytes: number): void {
    const before = Atomics.load(this.#integers, PEAK);
    const none = BigInt(run) * PEAK_SPACE;
    const next = none + BigInt(Math.max(bytes, 0));
    if (before >= none && before < next) Atomics.compareExchange(this.#integers, PEAK, before, next);
  }

  get #runWord(): bigint {
    return Atomics.load(this.#integers, RUN);
  }
}

function runIn(word: bigint): number {
  return Number(word / RUN_SPACE);
}

function reasonIn(word: bigint): EndReason | undefined {
  return REASONS[Number(word % KILLED)];
}
