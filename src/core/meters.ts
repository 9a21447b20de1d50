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

interface Series {
  readonly labels: readonly string[];
  readonly counts: number[];
  sumMs: number;
}

/** Durations of one kind, by label values. */
export class Durations {
  /** By the first label value and the second one. A key of both would be a new string each time (bench row `throughput`). */
  readonly #series = new Map<string, Map<string, Series>>();

  /**
   * Records a duration.
   * @param ms milliseconds
   * @param first value of the metric's first label, if it has one, from a small fixed set: each new value is kept permanently
   * @param second value of its second label
   */
  note(ms: number, first = '', second = ''): void {
    let bySecond = this.#series.get(first);
    if (!bySecond) {
      bySecond = new Map();
      this.#series.set(first, bySecond);
    }
    let series = bySecond.get(second);
    if (!series) {
      const labels = [first, second].filter((label) => label !== '');
      series = { labels, counts: new Array(BUCKETS_MS.length + 1).fill(0), sumMs: 0 };
      bySecond.set(second, series);
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
    const all = [...this.#series.values()].flatMap((bySecond) => [...bySecond.values()]);
    return all.map(({ labels, counts, sumMs }) => {
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
