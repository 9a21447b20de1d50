/**
 * Names and marks by which edited code refers to the handle of its file. Both sides of the border use them.
 *
 * A handle's name is as long as the word `import`, which it replaces. The marks below follow it, and surround the
 * argument of a direct `eval`.
 */

/** Follows a handle's name, before the argument of a direct `eval`. */
export const EVAL_OPENING = '.code(';
/** Follows a handle's name in a comment, after the argument of a direct `eval`. */
export const EVAL_CLOSING = '*/)';

/**
 * Name of the handle for code that is made from a text during the run; defined in the script scope of every isolate.
 */
export const SHARED_HANDLE = 'imp\u9f98rt';
