/**
 * The names of an execution's output files, which a runner writes and the server reads.
 */

/** What the name of the file that tells the streams apart ends in, after that of the output. */
export const SPANS_ENDING = '.spans';
