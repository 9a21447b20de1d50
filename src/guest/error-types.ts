/**
 * The language's own classes of errors, by name.
 */

const TYPES = {
  __proto__: null,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
} as unknown as Readonly<Record<string, ErrorConstructor>>;

const ErrorType = Error;

/** Returns the class of that name; `Error` when the language has none. */
export function errorType(name: string): ErrorConstructor {
  return TYPES[name] ?? ErrorType;
}
