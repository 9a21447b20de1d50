/**
 * Names and marks by which edited texts reach the handle of their file, on both sides of the border.
 *
 * A handle's name is as long as the word `import`, which it replaces. The marks below follow it, and surround the
 * argument of a direct `eval`.
 */

/** Behind a handle's name, before what a direct `eval` is given. */
export const EVAL_OPENING = '.code(';
/** Behind a handle's name in a comment, after it. */
export const EVAL_CLOSING = '*/)';

/** The handle of code that is made from a text during the run: a name in the script scope of every isolate. */
export const SHARED_HANDLE = 'imp\u9f98rt';
