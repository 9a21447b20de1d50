/**
 * Gives guest code the input of a run.
 */
import { dataDescriptor } from './primordials.ts';

const { defineProperty, freeze, keys } = Object;
const parse = JSON.parse;

/**
 * Defines the global `input`, parsed from its JSON text at first use. It stays an accessor, so that it is not part of a
 * run's state.
 * @param text returns the text; null when the run has no input
 */
export function defineInput(text: () => string | null): void {
  let value: unknown;
  let isRead = false;
  const get = () => {
    if (!isRead) value = frozen(parse(text() ?? 'null'));
    isRead = true;
    return value;
  };
  const set = (own: unknown) => void defineProperty(globalThis, 'input', dataDescriptor(own, 7));
  defineProperty(globalThis, 'input', { get, set, enumerable: false, configurable: true });
}

/** Freezes a value from JSON, without recursion because it may be nested deeply. */
function frozen(value: unknown): unknown {
  let pending: { readonly of: unknown; readonly next: typeof pending } | undefined = { of: value, next: undefined };
  while (pending) {
    const { of } = pending as { of: unknown };
    pending = (pending as { next: typeof pending }).next;
    if (typeof of !== 'object' || of === null) continue;
    const names = keys(of);
    for (let at = 0; at < names.length; at += 1) {
      pending = { of: (of as Record<string, unknown>)[names[at] as string], next: pending };
    }
    freeze(of);
  }
  return value;
}
