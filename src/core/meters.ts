/**
 * Durations and counts that the server records for `/metrics`.
 *
 * Recording costs a few additions of plain numbers, because every run and request records some. The library that writes
 * Prometheus' format is loaded at the first request for `/metrics`.
 */

/** Upper bounds of the buckets, in ms: from a fast host call to the longest run. */
const BUCKETS_MS = [
  0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000,
] as const;

/** The durations recorded for one set of label values. */
export interface DurationSeries {
  readonly labels: readonly string[];
  /** Number of durations up to each bound in seconds, including those of the bounds before it. */
  readonly buckets: readonly (readonly [seconds: number, count: number])[];
  readonly sumSecs: number;
  readonly count: number;
}

/** Durations of one kind, by label values. */
export class Durations {
  readonly #series = new Map<string, { labels: readonly string[]; counts: number[]; sumMs: number }>();

  /**
   * Records a duration.
   * @param ms milliseconds
   * @param labels a value for each of the metric's labels, from a small fixed set: each new value is kept permanently
   */
  note(ms: number, ...labels: readonly string[]): void {
    // Joining labels makes a new string each time, whose hash V8 must compute. A single label is used directly.
    const key = labels.length === 1 ? (labels[0] as string) : labels.join(' ');
    let series = this.#series.get(key);
    if (!series) {
      series = { labels, counts: new Array(BUCKETS_MS.length + 1).fill(0), sumMs: 0 };
      this.#series.set(key, series);
    }
    let bucket = 0;
    while (bucket < BUCKETS_MS.length && ms > (BUCKETS_MS[bucket] as number)) bucket += 1;
    (series.counts[bucket] as number) += 1;
    series.sumMs += ms;
  }

  /** Records how long `work` takes. @param labelOf returns the label value for a result; gets undefined after an error */
  async time<T>(work: () => Promise<T>, labelOf: (result: T | undefined) => string): Promise<T> {
    const from = performance.now();
    let result: T | undefined;
    try {
      result = await work();
      return result;
    } finally {
      this.note(performance.now() - from, labelOf(result));
    }
  }

  /** Returns the durations that were recorded so far. */
  read(): DurationSeries[] {
    return [...this.#series.values()].map(({ labels, counts, sumMs }) => {
      let below = 0;
      const buckets = BUCKETS_MS.map((bound, at) => {
        below += counts[at] as number;
        return [bound / 1000, below] as const;
      });
      return { labels, buckets, sumSecs: sumMs / 1000, count: below + (counts[BUCKETS_MS.length] as number) };
    });
  }
}

/** Counts of one kind, by label value. */
export class Counts {
  readonly #counts = new Map<string, number>();

  /** Adds one. @param label from a small fixed set */
  add(label: string): void {
    this.#counts.set(label, (this.#counts.get(label) ?? 0) + 1);
  }

  /** Returns the counts by label value. */
  read(): ReadonlyMap<string, number> {
    return this.#counts;
  }
}

/** All durations and counts of one server. */
export class Meters {
  /** Phases of runs, by phase. */
  readonly runPhases = new Durations();
  /** Time that runs wait for a runner. */
  readonly queueWait = new Durations();
  /** HTTP requests, by operation and class of status. */
  readonly requests = new Durations();
  /** Attempts to move a label, by result. */
  readonly labelMoves = new Durations();
  /** Merges, by result. */
  readonly merges = new Durations();
  /** Requests of git clients, by service and result. */
  readonly gitRequests = new Durations();
  /** Runner processes that died, by cause. */
  readonly runnerDeaths = new Counts();
}
