/**
 * Frees the memory of unreferenced formatters.
 *
 * A formatter of `Intl` is a small object of the language that holds about 25 KB which V8 does not count.
 * `toLocaleString` makes one for a single call. V8 starts no garbage collection for so few small objects, so a run that
 * makes many formatters would exceed its memory limit. Therefore this module counts the formatters and starts a
 * collection after every `MADE_MAX`.
 */
import type { Collect } from './border.ts';
import { dataDescriptor } from './primordials.ts';

type AnyFunction = (...args: unknown[]) => unknown;

const { apply, construct, defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
/** Attributes of a method of the language. */
const HIDDEN = 5;
/** Number of formatters between two collections: about 25 MB. */
const MADE_MAX = 1_000;
/** One out of this many collections also covers old objects. */
const MAJOR_EACH = 8;
const MINOR = { __proto__: null, type: 'minor' } as { type: 'minor' };
const MAJOR = { __proto__: null, type: 'major' } as { type: 'major' };

/** Methods that may make a formatter for one call. */
export const FORMATTING_METHODS: readonly (readonly [holder: object, names: readonly string[]])[] = [
  [Date.prototype, ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']],
  [Number.prototype, ['toLocaleString']],
  [BigInt.prototype, ['toLocaleString']],
  [String.prototype, ['localeCompare']],
  [Intl.Segmenter.prototype, ['segment']],
];

/**
 * Installs the counting of formatters. It must be called before guest code runs.
 * @param languageProxy the language's own `Proxy`
 * @param makeCollect returns V8's function that runs a collection
 * @param onReplaced called with each function that replaces one of the language
 */
export function countFormatters(
  languageProxy: ProxyConstructor,
  makeCollect: () => Collect,
  onReplaced: (counted: object) => void,
): void {
  const handler = counting(makeCollect);
  const replace = (holder: object, name: PropertyKey) => {
    const { value } = getOwnPropertyDescriptor(holder, name) as { value: AnyFunction };
    const counted = new languageProxy(value, handler);
    defineProperty(holder, name, dataDescriptor(counted, HIDDEN));
    onReplaced(counted);
    return counted;
  };
  for (const [prototype, names] of FORMATTING_METHODS) {
    for (const name of names) replace(prototype, name);
  }
  for (const name of ownKeys(Intl)) {
    const type = (Intl as unknown as Record<PropertyKey, unknown>)[name];
    if (typeof type !== 'function' || !type.prototype) continue;
    const counted = replace(Intl, name);
    defineProperty(type.prototype as object, 'constructor', dataDescriptor(counted, HIDDEN));
  }
}

/** Makes the proxy handler that counts the calls of a function and changes nothing else. */
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
