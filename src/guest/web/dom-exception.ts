/**
 * `DOMException` and `QuotaExceededError`.
 *
 * An exception is an error of the language with another prototype, so that engines and formatters treat it as an error.
 * A WeakMap holds the attributes of the interface.
 * @see https://webidl.spec.whatwg.org/#idl-DOMException
 */

import type { PlatformCloning } from './cloning.ts';
import { codedError } from './errors.ts';
import { defineConstants, isObject, shapeInterface } from './webidl.ts';

const { setPrototypeOf, defineProperty } = Object;
const { apply } = Reflect;
const { get, set, has } = WeakMap.prototype;
const ErrorType = Error;
const captureStackTrace = (Error as unknown as { captureStackTrace(error: object, above: unknown): void })
  .captureStackTrace;
const isFiniteNumber = Number.isFinite;

/** Names that have a legacy code: the position in the list, from 1. */
const CODES: readonly (readonly [constant: string, name: string | undefined])[] = [
  ['INDEX_SIZE_ERR', 'IndexSizeError'],
  ['DOMSTRING_SIZE_ERR', undefined],
  ['HIERARCHY_REQUEST_ERR', 'HierarchyRequestError'],
  ['WRONG_DOCUMENT_ERR', 'WrongDocumentError'],
  ['INVALID_CHARACTER_ERR', 'InvalidCharacterError'],
  ['NO_DATA_ALLOWED_ERR', undefined],
  ['NO_MODIFICATION_ALLOWED_ERR', 'NoModificationAllowedError'],
  ['NOT_FOUND_ERR', 'NotFoundError'],
  ['NOT_SUPPORTED_ERR', 'NotSupportedError'],
  ['INUSE_ATTRIBUTE_ERR', 'InUseAttributeError'],
  ['INVALID_STATE_ERR', 'InvalidStateError'],
  ['SYNTAX_ERR', 'SyntaxError'],
  ['INVALID_MODIFICATION_ERR', 'InvalidModificationError'],
  ['NAMESPACE_ERR', 'NamespaceError'],
  ['INVALID_ACCESS_ERR', 'InvalidAccessError'],
  ['VALIDATION_ERR', undefined],
  ['TYPE_MISMATCH_ERR', 'TypeMismatchError'],
  ['SECURITY_ERR', 'SecurityError'],
  ['NETWORK_ERR', 'NetworkError'],
  ['ABORT_ERR', 'AbortError'],
  ['URL_MISMATCH_ERR', 'URLMismatchError'],
  ['QUOTA_EXCEEDED_ERR', 'QuotaExceededError'],
  ['TIMEOUT_ERR', 'TimeoutError'],
  ['INVALID_NODE_TYPE_ERR', 'InvalidNodeTypeError'],
  ['DATA_CLONE_ERR', 'DataCloneError'],
];

const codeByName = new Map<string, number>();
for (const [at, [, name]] of CODES.entries()) if (name !== undefined) codeByName.set(name, at + 1);
const codeOf = codeByName.get.bind(codeByName);

interface Slots {
  readonly name: string;
  readonly message: string;
  /** Set only for a `QuotaExceededError`. */
  readonly quota?: number | null;
  readonly requested?: number | null;
}

const slots = new WeakMap<object, Slots>();

function slotsOf(value: unknown): Slots {
  const found = isObject(value) ? (apply(get, slots, [value]) as Slots | undefined) : undefined;
  if (!found) throw codedError(TypeError, 'ERR_INVALID_THIS', 'Value of "this" must be of DOMException');
  return found;
}

/** Makes the error object of an exception. */
function makeError(held: Slots, prototype: object, above: unknown): object {
  const error = new ErrorType();
  setPrototypeOf(error, prototype);
  apply(set, slots, [error, held]);
  captureStackTrace(error, above);
  return error;
}

export interface DOMException extends Error {
  readonly code: number;
}

/** The interface. Its constructor returns another object than `this`. */
export const DOMException = class DOMException {
  constructor(message: unknown = '', options: unknown = 'Error') {
    let name = options;
    let cause: { value: unknown } | undefined;
    if (isObject(options)) {
      name = (options as { name?: unknown }).name ?? 'Error';
      if ('cause' in options) cause = { value: options.cause };
    }
    const held = { name: `${name as string}`, message: `${message as string}` };
    const error = makeError(held, new.target.prototype, new.target);
    if (cause) defineProperty(error, 'cause', { ...cause, writable: true, enumerable: false, configurable: true });
    // biome-ignore lint/correctness/noConstructorReturn: the exception has to be an error of the language
    return error as never;
  }

  get name(): string {
    return slotsOf(this).name;
  }

  get message(): string {
    return slotsOf(this).message;
  }

  get code(): number {
    return codeOf(slotsOf(this).name) ?? 0;
  }
} as unknown as {
  new (message?: string, options?: string | { name?: string; cause?: unknown }): DOMException;
  readonly prototype: DOMException;
};

setPrototypeOf(DOMException.prototype, ErrorType.prototype);
shapeInterface(DOMException, 'DOMException', ['name', 'message', 'code']);
defineConstants(DOMException, Object.fromEntries(CODES.map(([constant], at) => [constant, at + 1])));

function limitOf(options: unknown, key: 'quota' | 'requested'): number | null {
  const value = isObject(options) ? (options as Record<string, unknown>)[key] : undefined;
  if (value === undefined) return null;
  const limit = Number(value);
  if (!isFiniteNumber(limit)) throw new TypeError(`The "${key}" member must be a finite number`);
  if (limit < 0) throw new RangeError(`The "${key}" member must not be negative`);
  return limit;
}

export const QuotaExceededError = class QuotaExceededError {
  constructor(message: unknown = '', options: unknown = {}) {
    const [quota, requested] = [limitOf(options, 'quota'), limitOf(options, 'requested')];
    if (quota !== null && requested !== null && requested < quota) {
      throw new RangeError('The "requested" member must not be less than the "quota" member');
    }
    const held = { name: 'QuotaExceededError', message: `${message as string}`, quota, requested };
    // biome-ignore lint/correctness/noConstructorReturn: the exception has to be an error of the language
    return makeError(held, new.target.prototype, new.target) as never;
  }

  get quota(): number | null {
    return quotaSlotsOf(this).quota ?? null;
  }

  get requested(): number | null {
    return quotaSlotsOf(this).requested ?? null;
  }
} as unknown as {
  new (message?: string, options?: { quota?: number; requested?: number }): DOMException;
  readonly prototype: DOMException;
};

function quotaSlotsOf(value: unknown): Slots {
  const held = slotsOf(value);
  if (held.quota === undefined) throw new TypeError('Value of "this" must be of QuotaExceededError');
  return held;
}

setPrototypeOf(QuotaExceededError, DOMException);
setPrototypeOf(QuotaExceededError.prototype, DOMException.prototype);
shapeInterface(QuotaExceededError, 'QuotaExceededError', ['quota', 'requested']);

/** Clones exceptions. */
export const exceptionCloning: PlatformCloning = {
  serialize(value) {
    if (!apply(has, slots, [value])) return undefined;
    const held = slotsOf(value);
    const { stack } = value as Error;
    return () => {
      const type = held.quota === undefined ? DOMException : QuotaExceededError;
      const error = makeError(held, type.prototype, makeError);
      if (typeof stack === 'string') {
        defineProperty(error, 'stack', { value: stack, writable: true, enumerable: false, configurable: true });
      }
      return error;
    };
  },
};
