/**
 * Access to `DOMException`, which is in a separate part.
 */
import type { HostFailure } from '../border.ts';
import type { DOMException } from './dom-exception.ts';
import { internals } from './realm.ts';

type Constructor = new (message: string, name: string) => DOMException;

interface Exceptions {
  readonly DOMException: Constructor;
  readonly QuotaExceededError: new (message: string) => DOMException;
}

/** Returns the class, and loads it if needed. */
export function DOMExceptionType(): Constructor {
  return (internals.load('dom-exception') as Exceptions).DOMException;
}

/** Returns the class for exceeded quotas, and loads it if needed. */
export function QuotaExceededErrorType(): Exceptions['QuotaExceededError'] {
  return (internals.load('dom-exception') as Exceptions).QuotaExceededError;
}

/** The errors of the language with which a host call may fail. Any other name belongs to a `DOMException`. */
const LANGUAGE_ERRORS: Readonly<Record<string, new (message: string) => Error>> = {
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  URIError,
};

const { assign } = Object;

/** Makes the error for a failed host call. */
export function errorOf({ name, message, code, library, reason, isDOMException }: HostFailure): Error {
  const Type = isDOMException ? undefined : LANGUAGE_ERRORS[name];
  if (!Type) return new (DOMExceptionType())(message, name);
  const error = new Type(message);
  if (library !== undefined) assign(error, { library, reason });
  return code === undefined ? error : assign(error, { code });
}
