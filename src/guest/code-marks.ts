/**
 * How edited texts reach the handle of their file, as both sides of the border know it.
 *
 * A handle's name is as long as the word `import`, which it stands for. Behind it and around the argument of a direct
 * `eval` stand the marks below.
 */

/** Behind a handle's name, before what a direct `eval` is given. */
export const EVAL_OPENING = '.code(';
/** Behind a handle's name in a comment, after it. */
export const EVAL_CLOSING = '*/)';

/** The handle of code that is made from a text while the run goes on: a name of the script scope in every isolate. */
export const SHARED_HANDLE = 'imp\u9f98rt';
