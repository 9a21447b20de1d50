/**
 * Measures durations for records and answers.
 */

/**
 * Returns the milliseconds since `from`, to the microsecond: a duration is written and read as text half a dozen times on
 * its way to a client, and the further digits of a double mean nothing.
 * @param from by `performance.now()`
 */
export function msSince(from: number): number {
  return Math.round((performance.now() - from) * 1000) / 1000;
}
