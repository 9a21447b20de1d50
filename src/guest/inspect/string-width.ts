/**
 * Gives Node's library the width of a text, which it asks its native side for. Imported before that library.
 */
import stringWidth from 'string-width';
import { bindings } from '../node/bindings.ts';

bindings.icu = { getStringWidth: stringWidth };
