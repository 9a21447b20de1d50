/**
 * Gives back the memory of formatters that nothing holds.
 *
 * A formatter of `Intl`, or one that `toLocaleString` makes for a single call, is a small object of the language with some
 * 25 KB behind it that V8 does not count. A run that makes many would be ended for memory that a collection frees, and
 * none starts while the small objects are so few. So each that is made is counted, and every so many start one.
 */
import type { Collect } from './border.ts';
import { bareArray, dataDescriptor } from './primordials.ts';

type AnyFunction = (...args: unknown[]) => unknown;

const { apply, construct, defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
const ProxyType = Proxy;
/** Attributes of a method of the language. */
const HIDDEN = 5;
/** Formatters between two collections: 25 MB. */
const MADE_MAX = 1_000;
/** One collection of so many also looks at old objects. */
const MAJOR_EACH = 8;
const MINOR = { __proto__: null, type: 'minor' } as { type: 'minor' };
const MAJOR = { __proto__: null, type: 'major' } as { type: 'major' };

/** Methods that may make a formatter for one call. */
const METHODS: readonly (readonly [holder: object, names: readonly string[]])[] = [
  [Date.prototype, ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']],
  [Number.prototype, ['toLocaleString']],
  [BigInt.prototype, ['toLocaleString']],
  [String.prototype, ['localeCompare']],
  [Intl.Segmenter.prototype, ['segment']],
];

/**
 * Has formatters counted. To be called before guest code runs.
 * @param makeCollect makes V8's function when it is first needed
 * @param others functions that have taken the place of the language's own
 * @returns those, and the ones that do so now
 */
export function countFormatters(makeCollect: () => Collect, others: readonly object[]): readonly object[] {
  const made: object[] = bareArray();
  for (let at = 0; at < others.length; at += 1) made[at] = others[at] as object;
  const handler = counting(makeCollect);
  for (const [prototype, names] of METHODS) {
    for (const name of names) made[made.length] = replace(prototype, name, handler);
  }
  for (const name of ownKeys(Intl)) {
    const type = (Intl as unknown as Record<PropertyKey, unknown>)[name];
    if (typeof type !== 'function' || !type.prototype) continue;
    const counted = replace(Intl, name, handler);
    defineProperty(type.prototype as object, 'constructor', dataDescriptor(counted, HIDDEN));
    made[made.length] = counted;
  }
  return made;
}

/** Counts what a function is called for, and is otherwise not to be seen. */
function counting(makeCollect: () => Collect): ProxyHandler<AnyFunction> {
  let left = MADE_MAX;
  let collections = 0;
  let collect: Collect | undefined;
  const count = () => {
    left -= 1;
    if (left > 0) return;
    left = MADE_MAX;
    collections += 1;
    collect ??= makeCollect();
    collect(collections % MAJOR_EACH === 0 ? MAJOR : MINOR);
  };
  return {
    __proto__: null,
    apply(target: AnyFunction, self: unknown, args: unknown[]) {
      count();
      return apply(target, self, args);
    },
    construct(target: AnyFunction, args: unknown[], newTarget: AnyFunction) {
      count();
      return construct(target, args, newTarget) as object;
    },
  } as ProxyHandler<AnyFunction>;
}

function replace(holder: object, name: PropertyKey, handler: ProxyHandler<AnyFunction>): object {
  const { value } = getOwnPropertyDescriptor(holder, name) as { value: AnyFunction };
  const counted = new ProxyType(value, handler);
  defineProperty(holder, name, dataDescriptor(counted, HIDDEN));
  return counted;
}
