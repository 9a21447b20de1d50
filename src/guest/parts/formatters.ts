/**
 * The part that counts formatters. It is loaded if the source may make a formatter.
 */
import { countFormatters } from '../formatter-memory.ts';
import type { Internals } from '../internals.ts';

export default function create({ languageProxy, makeCollect, addNative }: Internals) {
  countFormatters(languageProxy, makeCollect, addNative);
  return {};
}
