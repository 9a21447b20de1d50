/**
 * The part that counts formatters; loaded where a source may make one.
 */
import { countFormatters } from '../formatter-memory.ts';
import type { Internals } from '../internals.ts';

export default function create({ languageProxy, makeCollect, addNative }: Internals) {
  countFormatters(languageProxy, makeCollect, addNative);
  return {};
}
