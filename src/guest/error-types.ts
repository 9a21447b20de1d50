/**
 * The language's own classes of errors, by name.
 */
import { LANGUAGE } from './language.ts';

const { Error: ErrorType, errors } = LANGUAGE;

/** Returns the class of that name; `Error` when the language has none. */
export function errorType(name: string): ErrorConstructor {
  return errors[name] ?? ErrorType;
}
