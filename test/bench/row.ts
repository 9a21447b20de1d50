/**
 * A row of the benchmark: one kind of work, ours and the yardstick's, measured in turn.
 */

/** What a row measured. */
export interface Measured {
  /** Our figure and the yardstick's, each a median with its unit. */
  readonly ours: string;
  readonly yardstick: string;
  /** What the goal speaks of. */
  readonly ratio: string;
  readonly met: boolean;
}

export interface Row {
  readonly name: string;
  /** What is measured, and what it is held against, for the documentation. */
  readonly about: string;
  readonly against: string;
  /** Whether more or less of it is better. */
  readonly better: 'more' | 'less';
  readonly goal: string;
  measure(): Promise<Measured>;
}

/** How often each side is measured at least. */
export const ROUNDS = 5;
/** How long a row goes on measuring, in ms: work that is quickly done is measured more often, code warm as it is in a server. */
const SPAN_MS = 6_000;

/** Measures two sides in turn, A B A B ..., after one round of each that does not count. */
export async function alternate(
  ours: () => Promise<number>,
  yardstick: () => Promise<number>,
): Promise<{ ours: number; yardstick: number }> {
  const figures: [number[], number[]] = [[], []];
  const until = performance.now() + SPAN_MS;
  for (let round = 0; round <= ROUNDS || performance.now() < until; round += 1) {
    const pair = [await ours(), await yardstick()] as const;
    if (round === 0) continue;
    figures[0].push(pair[0]);
    figures[1].push(pair[1]);
  }
  return { ours: median(figures[0]), yardstick: median(figures[1]) };
}

export function median(figures: readonly number[]): number {
  return quantile(figures, 0.5);
}

/** The figure below which the share `q` of all lies. */
export function quantile(figures: readonly number[], q: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

/** Runs a piece of work and tells the milliseconds it took. */
export async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

export const ms = (figure: number) => `${figure.toFixed(2)} ms`;
export const perSecond = (figure: number) => `${figure.toFixed(0)}/s`;
export const times = (figure: number) => `${figure.toFixed(2)} x`;
