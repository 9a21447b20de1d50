/**
 * The part that holds Node's `assert`. Layer 0, guest side.
 */
import assert from 'assert';
import { holds } from '../assert/partial.ts';
import { codedError } from '../web/errors.ts';

type Functions = Record<string, (...args: unknown[]) => unknown>;

interface Options {
  readonly diff?: unknown;
  readonly strict?: boolean;
  readonly skipPrototype?: boolean;
}

/** Checks that come in a lax and a strict form. */
const STRICT: Readonly<Record<string, string>> = {
  equal: 'strictEqual',
  deepEqual: 'deepStrictEqual',
  notEqual: 'notStrictEqual',
  notDeepEqual: 'notDeepStrictEqual',
};

export default function create() {
  const functions = assert as unknown as Functions;

  function partialDeepStrictEqual(...args: unknown[]): void {
    const [actual, expected, message] = args;
    if (args.length < 2) {
      throw codedError(TypeError, 'ERR_MISSING_ARGS', 'The "actual" and "expected" arguments must be specified');
    }
    if (holds(actual, expected)) return;
    if (message instanceof Error) throw message;
    const operator = 'partialDeepStrictEqual';
    const text = message ?? 'Expected values to be partially and strictly deep-equal';
    const error = new assert.AssertionError({
      message: text,
      actual,
      expected,
      operator,
      stackStartFn: partialDeepStrictEqual,
    });
    throw Object.assign(error, { generatedMessage: message === undefined });
  }

  /** The checks as methods, with options of their own. */
  const Assert = function Assert(this: Functions, options: Options = {}) {
    if (!new.target) {
      throw codedError(
        TypeError,
        'ERR_CONSTRUCT_CALL_REQUIRED',
        'Class constructor Assert cannot be invoked without `new`',
      );
    }
    const { diff = 'simple', strict = true, skipPrototype = false } = options;
    if (diff !== 'simple' && diff !== 'full') {
      const message = `The property 'options.diff' must be one of: 'simple', 'full'. Received ${String(diff)}`;
      throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', message);
    }
    if (skipPrototype) {
      const message = 'The option "skipPrototype" is not available here: prototypes are always compared';
      throw codedError(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', message);
    }
    if (strict) for (const [lax, name] of Object.entries(STRICT)) this[lax] = functions[name] as Functions[string];
  };
  // The bundler takes names away that nothing refers to.
  Object.defineProperty(Assert, 'name', { value: 'Assert', configurable: true });
  for (const [name, value] of Object.entries(functions)) {
    if (name !== 'strict') Object.assign(Assert.prototype, { [name]: value });
  }
  Object.assign(Assert.prototype, { partialDeepStrictEqual });
  for (const form of [assert, assert.strict]) Object.assign(form, { Assert, partialDeepStrictEqual });
  return { assert, strict: assert.strict };
}
