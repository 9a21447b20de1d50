/**
 * `internal/util/inspect` of the one part that has it, for all others. Guest side.
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
