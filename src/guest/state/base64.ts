/**
 * Base64 for engines that have no `Uint8Array.fromBase64` (Node 24).
 * @see https://www.rfc-editor.org/rfc/rfc4648#section-4
 */
import { uncurry } from '../primordials.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDING = '=';

const charCodeAt = uncurry(String.prototype.charCodeAt);
const Bytes = Uint8Array;

/** The six bits of each character code; 255 for a character outside the alphabet. */
const SIXES = new Bytes(128).fill(255);
for (let at = 0; at < ALPHABET.length; at += 1) SIXES[ALPHABET.charCodeAt(at)] = at;

/** Encodes bytes as base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  const { length } = bytes;
  let text = '';
  for (let at = 0; at < length; at += 3) {
    const left = length - at;
    const triple =
      ((bytes[at] as number) << 16) |
      ((left > 1 ? (bytes[at + 1] as number) : 0) << 8) |
      (left > 2 ? (bytes[at + 2] as number) : 0);
    text += `${ALPHABET[triple >> 18]}${ALPHABET[(triple >> 12) & 63]}`;
    text += left > 1 ? ALPHABET[(triple >> 6) & 63] : PADDING;
    text += left > 2 ? ALPHABET[triple & 63] : PADDING;
  }
  return text;
}

/** Decodes base64 with padding. @throws SyntaxError for any other text */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const { length } = text;
  if (length % 4 !== 0) throw new SyntaxError('the text is not base64');
  const padding = length > 0 && text[length - 1] === PADDING ? (text[length - 2] === PADDING ? 2 : 1) : 0;
  const bytes = new Bytes((length / 4) * 3 - padding);
  let bits = 0;
  for (let at = 0; at < length; at += 1) {
    bits = (bits << 6) | (at < length - padding ? sixOf(charCodeAt(text, at)) : 0);
    if (at % 4 !== 3) continue;
    const to = ((at - 3) / 4) * 3;
    // An assignment past the end of `bytes` has no effect.
    bytes[to] = bits >> 16;
    bytes[to + 1] = bits >> 8;
    bytes[to + 2] = bits;
    bits = 0;
  }
  return bytes;
}

function sixOf(code: number): number {
  const six = SIXES[code] ?? 255;
  if (six === 255) throw new SyntaxError('the text is not base64');
  return six;
}
