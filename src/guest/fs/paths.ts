/**
 * Converts paths that callers give: strings, bytes and `file:` URLs.
 *
 * The host takes a path as a string. In it, a byte that is not valid UTF-8 is the lone surrogate U+DC00 + byte, so that
 * different names of foreign trees stay different.
 */
import { invalidArgType, invalidArgValue, typeError } from './errors.ts';
import {
  charCodeAt,
  create,
  decodeUri,
  exactBytes,
  fromCharCode,
  fromCodePoint,
  isUint8Array,
  stringEndsWith,
  stringIncludes,
  stringIndexOf,
  stringIsWellFormed,
  stringLastIndexOf,
  stringSlice,
  stringSplit,
  stringToLowerCase,
} from './primordials.ts';

const NUL_RULE = 'must be a string, Uint8Array, or URL without null bytes';
const ESCAPE = 0xdc00;

interface UrlLike {
  readonly href: unknown;
  readonly protocol: unknown;
  readonly hostname: string;
  readonly pathname: string;
  readonly auth?: unknown;
  readonly path?: unknown;
}

/**
 * @param name name of the argument, for messages
 * @throws TypeError ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_URL_SCHEME, ERR_INVALID_FILE_URL_HOST,
 *   ERR_INVALID_FILE_URL_PATH
 */
export function toPath(value: unknown, name = 'path'): string {
  let path = value;
  if (typeof path === 'object' && path !== null && !isUint8Array(path) && isUrl(path)) path = fileUrlToPath(path);
  // A subclass may override its length and its elements, so copy its memory first.
  if (isUint8Array(path)) path = decodeBytes(exactBytes(path));
  if (typeof path !== 'string') {
    throw invalidArgType(name, 'of type string or an instance of Buffer or URL', value);
  }
  if (stringIncludes(path, '\0')) throw invalidArgValue(name, value, NUL_RULE);
  return path;
}

function isUrl(value: object): value is UrlLike {
  const { href, protocol, auth, path } = value as UrlLike;
  return Boolean(href && protocol && auth === undefined && path === undefined);
}

function fileUrlToPath({ protocol, hostname, pathname }: UrlLike): string {
  if (protocol !== 'file:') throw typeError('ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file');
  if (hostname !== '') {
    throw typeError('ERR_INVALID_FILE_URL_HOST', 'File URL host must be "localhost" or empty on linux');
  }
  for (let at = stringIndexOf(pathname, '%'); at >= 0; at = stringIndexOf(pathname, '%', at + 1)) {
    if (stringToLowerCase(stringSlice(pathname, at + 1, at + 3)) === '2f') {
      throw typeError('ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded / characters');
    }
  }
  return decodeUri(pathname);
}

/** Returns a name as callers see it: invalid UTF-8 becomes U+FFFD, as in Node. */
export function toText(name: string): string {
  if (stringIsWellFormed(name)) return name;
  let text = '';
  for (let at = 0; at < name.length; at += 1) {
    const unit = charCodeAt(name, at);
    const lone = unit >= 0xdc80 && unit <= 0xdcff && !isHigh(charCodeAt(name, at - 1));
    text += lone ? '\ufffd' : stringSlice(name, at, at + 1);
  }
  return text;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

/** Decodes UTF-8; each invalid byte becomes a lone surrogate. */
function decodeBytes(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    text += length === 0 ? fromCharCode(ESCAPE + (bytes[at] as number)) : fromCodePoint(codePointAt(bytes, at, length));
    at += length || 1;
  }
  return text;
}

/** Returns the number of bytes of the character at `at`; 0 when it is invalid. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  const length =
    lead < 0x80
      ? 1
      : lead >= 0xc2 && lead < 0xe0
        ? 2
        : lead >= 0xe0 && lead < 0xf0
          ? 3
          : lead >= 0xf0 && lead < 0xf5
            ? 4
            : 0;
  for (let next = 1; next < length; next += 1) {
    if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  if (length < 3) return length;
  const code = codePointAt(bytes, at, length);
  const isValid =
    length === 3 ? code >= 0x800 && (code < 0xd800 || code > 0xdfff) : code >= 0x10000 && code <= 0x10ffff;
  return isValid ? length : 0;
}

function codePointAt(bytes: Uint8Array, at: number, length: number): number {
  let code = (bytes[at] as number) & (length === 1 ? 0x7f : 0xff >> (length + 1));
  for (let next = 1; next < length; next += 1) code = code * 64 + ((bytes[at + next] as number) & 0x3f);
  return code;
}

/** Joins a folder and a name as Node's `path.join` does, without `.` and double slashes. */
export function joinPath(folder: string, name: string): string {
  return normalize(`${folder}/${name}`);
}

/** Node's `path.dirname`. */
export function dirName(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end -= 1;
  const slash = stringLastIndexOf(stringSlice(path, 0, end), '/');
  if (slash < 0) return path[0] === '/' ? '/' : '.';
  end = slash;
  while (end > 1 && path[end - 1] === '/') end -= 1;
  return end === 0 ? '/' : stringSlice(path, 0, end);
}

/** Returns an absolute path without `.` and `..`, which are resolved by name: Node's `path.resolve`. */
export function resolvePath(path: string): string {
  const normal = normalize(`/${path}`);
  return normal !== '/' && stringEndsWith(normal, '/') ? stringSlice(normal, 0, -1) : normal;
}

/** Node's `path.normalize`. */
function normalize(path: string): string {
  const parts = stringSplit(path, '/');
  const isAbsolute = path[0] === '/';
  // Don't use an array: a prototype may have setters for its elements.
  const kept = create(null) as Record<number, string>;
  let depth = 0;
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] as string;
    if (part === '' || part === '.') continue;
    if (part !== '..') {
      kept[depth] = part;
      depth += 1;
    } else if (depth > 0 && kept[depth - 1] !== '..') {
      depth -= 1;
    } else if (!isAbsolute) {
      kept[depth] = part;
      depth += 1;
    }
  }
  let text = '';
  for (let at = 0; at < depth; at += 1) text += at === 0 ? kept[at] : `/${kept[at]}`;
  if (text !== '' && stringEndsWith(path, '/')) text += '/';
  if (isAbsolute) return `/${text}`;
  return text === '' ? '.' : text;
}
