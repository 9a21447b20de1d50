/**
 * The part that holds Node's `util`: the util package, with formatting from Node's own source. Layer 0, guest side.
 */
import { isDeepStrictEqual } from 'assert/build/internal/util/comparisons';
import * as util from 'util';
import type { Internals } from '../internals.ts';
import { promisify } from '../promisify.ts';

/** What the `inspect` part formats with. */
type Formatting = Record<'format' | 'formatWithOptions' | 'inspect' | 'stripVTControlCharacters', unknown>;

const { apply } = Reflect;
const { toWellFormed } = String.prototype;

/** The text with each lone surrogate replaced by U+FFFD. */
function toUSVString(value: unknown): string {
  return apply(toWellFormed, `${value}`, []);
}

export default function create({ load }: Internals) {
  const { format, formatWithOptions, inspect, stripVTControlCharacters } = load('inspect') as Formatting;
  const { TextDecoder, TextEncoder } = globalThis as unknown as Record<string, unknown>;
  const merged = {
    ...util,
    debug: util.debuglog,
    isDeepStrictEqual,
    promisify,
    format,
    formatWithOptions,
    inspect,
    stripVTControlCharacters,
    toUSVString,
    TextDecoder,
    TextEncoder,
  };
  return { util: merged, types: util.types };
}
