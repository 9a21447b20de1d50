/**
 * `internal/util/inspect` for all parts, from the part `inspect`, so that there is only one.
 */
import type { Internals } from '../../internals.ts';

declare const internals: Internals;

const { library } = internals.load('inspect') as { readonly library: Record<string, never> };

export const {
  format,
  formatWithOptions,
  getStringWidth,
  identicalSequenceRange,
  inspect,
  inspectDefaultOptions,
  isZeroWidthCodePoint,
  stripVTControlCharacters,
  stylizeWithColor,
} = library;
