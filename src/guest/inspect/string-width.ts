/**
 * Defines the native binding by which Node's library measures the width of a text. Import this before that library.
 */
import stringWidth from 'string-width';
import { bindings } from '../node/bindings.ts';

bindings.icu = { getStringWidth: stringWidth };
