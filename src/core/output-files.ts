/**
 * The names of an execution's output files, which a runner writes and the server reads.
 */

/** Ending of the file that tells the streams apart, after the name of the output. */
export const SPANS_ENDING = '.spans';
