/**
 * Measures durations for records and answers.
 */

/**
 * Returns the milliseconds since `from`, rounded to the microsecond. A duration is written and read as text half a dozen
 * times on its way to a client, and further digits mean nothing.
 * @param from a time of `performance.now()`
 */
export function msSince(from: number): number {
  return Math.round((performance.now() - from) * 1000) / 1000;
}
