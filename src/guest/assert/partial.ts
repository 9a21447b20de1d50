/**
 * Whether a value holds at least what another does, as `assert.partialDeepStrictEqual` wants it. Layer 0, guest side.
 * @see https://nodejs.org/api/assert.html#assertpartialdeepstrictequalactual-expected-message
 */
import { isDeepStrictEqual } from 'assert/build/internal/util/comparisons';

type Pairs = Map<object, Set<object>>;

const { getPrototypeOf, ownKeys } = Reflect;
const isEnumerable = Object.prototype.propertyIsEnumerable;

/** @param seen pairs that are being compared further up, which hold as far as this one knows */
export function holds(actual: unknown, expected: unknown, seen: Pairs = new Map()): boolean {
  if (!isObject(actual) || !isObject(expected)) return Object.is(actual, expected);
  if (actual === expected || seen.get(actual)?.has(expected)) return true;
  if (getPrototypeOf(actual) !== getPrototypeOf(expected)) return false;
  seen.set(actual, (seen.get(actual) ?? new Set()).add(expected));
  if (expected instanceof Map) return actual instanceof Map && mapHolds(actual, expected, seen);
  if (expected instanceof Set) return actual instanceof Set && someOrder([...actual], [...expected], seen);
  if (Array.isArray(expected))
    return Array.isArray(actual) && isSubsequence(actual, expected, seen) && fields(actual, expected, seen, true);
  if (ArrayBuffer.isView(expected) && !(expected instanceof DataView)) {
    return isSubsequence([...(actual as Uint8Array)], [...(expected as Uint8Array)], seen);
  }
  if (isPlain(expected) || expected instanceof Error) {
    const isSame = !(expected instanceof Error) || errorHolds(actual as Error, expected, seen);
    return isSame && fields(actual, expected, seen, false);
  }
  return isDeepStrictEqual(actual, expected);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Whether nothing but its properties makes an object what it is. */
function isPlain(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Object]' || Symbol.toStringTag in value;
}

function errorHolds(actual: Error, expected: Error, seen: Pairs): boolean {
  return (
    actual.message === expected.message && actual.name === expected.name && holds(actual.cause, expected.cause, seen)
  );
}

function fields(actual: object, expected: object, seen: Pairs, skipIndexes: boolean): boolean {
  for (const key of ownKeys(expected)) {
    if (!isEnumerable.call(expected, key)) continue;
    if (skipIndexes && typeof key === 'string' && /^\d+$/.test(key)) continue;
    if (!isEnumerable.call(actual, key)) return false;
    const values = [actual, expected].map((of) => (of as Record<PropertyKey, unknown>)[key]);
    if (!holds(values[0], values[1], seen)) return false;
  }
  return true;
}

function isSubsequence(actual: readonly unknown[], expected: readonly unknown[], seen: Pairs): boolean {
  let at = 0;
  for (const wanted of expected) {
    while (at < actual.length && !holds(actual[at], wanted, seen)) at += 1;
    if (at === actual.length) return false;
    at += 1;
  }
  return true;
}

function mapHolds(
  actual: ReadonlyMap<unknown, unknown>,
  expected: ReadonlyMap<unknown, unknown>,
  seen: Pairs,
): boolean {
  const rest: [unknown, unknown][] = [];
  for (const [key, value] of expected) {
    if (!actual.has(key)) rest.push([key, value]);
    else if (!holds(actual.get(key), value, seen)) return false;
  }
  return someOrder([...actual], rest, seen);
}

/** Whether each of the expected is held by an actual of its own. */
function someOrder(actual: unknown[], expected: readonly unknown[], seen: Pairs): boolean {
  const left = [...actual];
  for (const wanted of expected) {
    const found = left.findIndex((one) => holds(one, wanted, seen));
    if (found < 0) return false;
    left.splice(found, 1);
  }
  return true;
}
