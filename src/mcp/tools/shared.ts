/**
 * Schemas that several tools share.
 */
import { MAX_CHARS_MAX, MAX_CHARS_MIN } from '../text.ts';

export const MAX_CHARS = {
  type: 'integer',
  minimum: MAX_CHARS_MIN,
  maximum: MAX_CHARS_MAX,
  description: 'Maximum length of the answer. Default 24000.',
} as const;
