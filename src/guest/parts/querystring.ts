/**
 * The part that holds Node's `querystring`.
 * @see https://nodejs.org/api/querystring.html
 */
import type { Internals } from '../internals.ts';
import { codedError } from '../web/errors.ts';

type Decode = (text: string) => string;
type Encode = (text: string) => string;
type Values = Record<string, string | string[]>;

const MAX_KEYS = 1000;
/** From this number on, numbers are written with an exponent, whose plus sign must be escaped. */
const EXPONENT_FROM = 1e21;
const HEX_PAIR = /^[0-9A-Fa-f]{2}$/;

export default function create({ load }: Internals) {
  const { Buffer } = load('buffer') as { Buffer: { allocUnsafe(size: number): Uint8Array } };

  const unescapeBuffer = (text: string, decodeSpaces = false) =>
    unescapeInto(Buffer.allocUnsafe(text.length), text, decodeSpaces);

  function unescapeText(text: string, decodeSpaces = false): string {
    try {
      return decodeURIComponent(text);
    } catch {
      return unescapeBuffer(text, decodeSpaces).toString();
    }
  }

  function decodeWith(text: string, decode: Decode): string {
    try {
      return decode(text);
    } catch {
      return querystring.unescape(text, true);
    }
  }

  function parse(
    query: unknown,
    separator?: string | null,
    equals?: string | null,
    options?: { maxKeys?: number; decodeURIComponent?: Decode },
  ): Values {
    const values: Values = Object.create(null);
    if (typeof query !== 'string' || query.length === 0) return values;
    const assign = equals ? `${equals}` : '=';
    const maxKeys = typeof options?.maxKeys === 'number' ? options.maxKeys : MAX_KEYS;
    const custom = typeof options?.decodeURIComponent === 'function' ? options.decodeURIComponent : undefined;
    const decode = custom ?? ((text: string) => querystring.unescape(text));
    const read = (text: string) => decodeWith(text.replaceAll('+', custom ? '%20' : ' '), decode);
    const parts = query.split(separator ? `${separator}` : '&');
    for (const part of maxKeys > 0 ? parts.slice(0, maxKeys) : parts) {
      if (part === '') continue;
      const at = part.indexOf(assign);
      const name = read(at === -1 ? part : part.slice(0, at));
      const value = at === -1 ? '' : read(part.slice(at + assign.length));
      const before = values[name];
      if (before === undefined) values[name] = value;
      else if (typeof before === 'string') values[name] = [before, value];
      else before.push(value);
    }
    return values;
  }

  function stringify(
    values: unknown,
    separator?: string | null,
    equals?: string | null,
    options?: { encodeURIComponent?: Encode },
  ): string {
    if (values === null || typeof values !== 'object') return '';
    const custom = typeof options?.encodeURIComponent === 'function' ? options.encodeURIComponent : undefined;
    const encode = custom ?? ((text: string) => querystring.escape(text));
    const write = (value: unknown) => writeWith(value, encode, custom !== undefined);
    return Object.entries(values)
      .flatMap(([name, value]) => [value].flat(1).map((each) => `${write(name)}${equals || '='}${write(each)}`))
      .join(separator || '&');
  }

  const querystring = {
    unescapeBuffer,
    unescape: unescapeText,
    escape: escapeText,
    stringify,
    encode: stringify,
    parse,
    decode: parse,
  };
  return { querystring };
}

/** Decodes a text to bytes. Invalid escapes stay as they are. */
function unescapeInto(bytes: Uint8Array, text: string, decodeSpaces: boolean): Uint8Array {
  let length = 0;
  for (let at = 0; at < text.length; at += 1, length += 1) {
    const pair = text.slice(at + 1, at + 3);
    if (text[at] === '%' && HEX_PAIR.test(pair)) {
      bytes[length] = Number.parseInt(pair, 16);
      at += 2;
    } else {
      bytes[length] = decodeSpaces && text[at] === '+' ? 0x20 : text.charCodeAt(at);
    }
  }
  return bytes.subarray(0, length);
}

function escapeText(text: unknown): string {
  const plain = typeof text === 'object' ? String(text) : `${text}`;
  try {
    return encodeURIComponent(plain);
  } catch {
    throw codedError(URIError, 'ERR_INVALID_URI', 'URI malformed');
  }
}

/** Converts a primitive to the text in a query; any other value becomes empty. */
function writeWith(value: unknown, encode: Encode, always: boolean): string {
  if (typeof value === 'string') return value.length > 0 || always ? encode(value) : '';
  const isPlain = typeof value === 'bigint' || typeof value === 'boolean';
  if (isPlain || (typeof value === 'number' && Number.isFinite(value))) {
    const text = `${value}`;
    return always || (typeof value === 'number' && Math.abs(value) >= EXPONENT_FROM) ? encode(text) : text;
  }
  return always ? encode('') : '';
}
