/**
 * Content of `data:` and `blob:` URLs.
 * @see https://fetch.spec.whatwg.org/#data-url-processor
 */
import { internals } from '../web/realm.ts';
import type { Blob } from './blob.ts';
import { mimeText, parseMimeType } from './mime-type.ts';
import { TypeErrorType } from './primordials.ts';
import { Response } from './response.ts';

interface Blobs {
  resolveObjectURL(url: string): Blob | undefined;
}

interface Encoding {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  atob(text: string): string;
}

const DATA = 'data:';
const BLOB = 'blob:';
const BASE64 = /;[ ]*base64$/i;
const HEX_PAIR = /^[0-9a-f]{2}$/i;
const PERCENT = 0x25;

function made(body: unknown, type: string): unknown {
  return new (Response as unknown as new (body: unknown, init: object) => unknown)(body, {
    headers: type === '' ? {} : { 'content-type': type },
  });
}

/** Decodes percent-encoding, such as `%41`, to bytes. */
function unescaped(text: string): Uint8Array {
  const { TextEncoder } = internals.load('encoding') as Encoding;
  const bytes = new TextEncoder().encode(text);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const digits = bytes[at] === PERCENT ? String.fromCharCode(...bytes.subarray(at + 1, at + 3)) : '';
    const isEscape = HEX_PAIR.test(digits);
    bytes[length] = isEscape ? Number.parseInt(digits, 16) : (bytes[at] as number);
    if (isEscape) at += 2;
    length += 1;
  }
  return bytes.slice(0, length);
}

function fromBase64(bytes: Uint8Array): Uint8Array {
  const { atob } = internals.load('encoding') as Encoding;
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function answerOfData(url: string): unknown {
  const [text] = url.slice(DATA.length).split('#', 1) as [string];
  const comma = text.indexOf(',');
  if (comma < 0) throw new TypeErrorType('fetch failed: the data: URL has no comma');
  const head = text.slice(0, comma).trim();
  const type = parseMimeType(head.replace(BASE64, '').replace(/^;/, 'text/plain;'));
  const bytes = unescaped(text.slice(comma + 1));
  try {
    return made(BASE64.test(head) ? fromBase64(bytes) : bytes, type ? mimeText(type) : 'text/plain;charset=US-ASCII');
  } catch {
    throw new TypeErrorType('fetch failed: the data of the data: URL is not valid Base64');
  }
}

/**
 * Returns the response to a `data:` or `blob:` URL; undefined for any other URL.
 * @throws TypeError for a URL that is malformed or unknown
 */
export function answerOf(url: string): unknown {
  if (url.startsWith(DATA)) return answerOfData(url);
  if (!url.startsWith(BLOB)) return undefined;
  const blob = (internals.load('blob') as Blobs).resolveObjectURL(url);
  if (!blob) throw new TypeErrorType('fetch failed: no Blob is registered under the blob: URL');
  return made(blob, (blob as unknown as { type: string }).type);
}
