/**
 * The names of an execution's output files, which a runner writes and the server reads.
 */

/** Suffix of the file that records which parts of the output are stdout and stderr. It follows the output file's name. */
export const SPANS_ENDING = '.spans';
