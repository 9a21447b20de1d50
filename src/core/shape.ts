/**
 * Checks of values from another process. A check returns the value with its type, or throws `WrongShape`.
 */

export class WrongShape extends Error {
  override readonly name = 'WrongShape';
}

/** Returns the value when it has the right shape. @throws WrongShape */
export type Check<T> = (value: unknown) => T;

/** Checks for one of these strings. */
export function oneOf<const T extends string>(...allowed: readonly T[]): Check<T> {
  return (value) => {
    if (allowed.includes(value as T)) return value as T;
    throw new WrongShape(`must be one of ${allowed.join(', ')}`);
  };
}

/** Checks for a key of this object. */
export function keyOf<K extends string>(allowed: Readonly<Record<K, unknown>>): Check<K> {
  return oneOf(...(Object.keys(allowed) as K[]));
}

export const isTrue: Check<true> = (value) => {
  if (value === true) return true;
  throw new WrongShape('must be true');
};

export const isTrueOrFalse: Check<boolean> = (value) => {
  if (typeof value === 'boolean') return value;
  throw new WrongShape('must be true or false');
};

/** Checks for a number in the range, which must be an integer if `whole` is set. */
export function numberWithin(min: number, max: number, { whole = false } = {}): Check<number> {
  return (value) => {
    const fits = typeof value === 'number' && value >= min && value <= max;
    if (fits && (!whole || Number.isInteger(value))) return value;
    throw new WrongShape(`must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}`);
  };
}

/** Checks for a string of at most `max` UTF-16 code units. */
export function textUpTo(max: number): Check<string> {
  return (value) => {
    if (typeof value === 'string' && value.length <= max) return value;
    throw new WrongShape(`must be a text of at most ${max} characters`);
  };
}

/** Checks for at most `max` bytes. */
export function bytesUpTo(max: number): Check<Uint8Array> {
  return (value) => {
    if (value instanceof Uint8Array && value.length <= max) return value;
    throw new WrongShape(`must be at most ${max} bytes`);
  };
}

/** Checks for a string for which `test` returns true. @param description noun phrase for the error */
export function textThat<T extends string>(test: (text: string) => text is T, description: string): Check<T> {
  return (value) => {
    if (typeof value === 'string' && test(value)) return value;
    throw new WrongShape(`must be ${description}`);
  };
}

export function orNull<T>(check: Check<T>): Check<T | null> {
  return (value) => (value === null ? null : check(value));
}

/** Checks for an array of at most `max` values that all pass `check`. */
export function listOf<T>(check: Check<T>, max: number): Check<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length > max) throw new WrongShape(`must be a list of at most ${max}`);
    return value.map(check);
  };
}

/** Checks for an object with any keys whose values all pass `check`. */
export function recordOf<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new WrongShape('must be an object');
    const checked: Record<string, T> = Object.create(null);
    for (const [key, each] of Object.entries(value)) checked[key] = check(each);
    return checked;
  };
}

/**
 * Checks for an object with exactly these own keys.
 * @param optional keys that may be absent
 */
export function exactly<T extends object>(
  checks: { readonly [K in keyof T]-?: Check<T[K]> },
  optional: readonly (keyof T & string)[] = [],
): Check<T> {
  const keys = Object.keys(checks) as (keyof T & string)[];
  return (value) => {
    if (typeof value !== 'object' || value === null) throw new WrongShape('must be an object');
    const extra = Object.keys(value).find((key) => !Object.hasOwn(checks, key));
    if (extra !== undefined) throw new WrongShape(`has the unknown key ${JSON.stringify(extra.slice(0, 40))}`);
    const checked = {} as T;
    for (const key of keys) {
      if (!Object.hasOwn(value, key)) {
        if (optional.includes(key)) continue;
        throw new WrongShape(`lacks the key ${key}`);
      }
      try {
        checked[key] = checks[key]((value as T)[key]);
      } catch (error) {
        throw new WrongShape(`${key} ${(error as Error).message}`);
      }
    }
    return checked;
  };
}
