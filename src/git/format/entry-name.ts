/**
 * Finds the names that git refuses in a tree.
 *
 * A server that checks pushes refuses trees in which `git fsck --strict` finds an error. Some of these names are also
 * dangerous: a checkout would overwrite the repository's own files on a file system that treats different names as equal. HFS+
 * ignores certain code points and case; NTFS has short names, alternate streams and ignored trailing dots. So treebox refuses
 * to write such names.
 *
 * Names here are strings. A byte that is not valid UTF-8 becomes the lone surrogate U+DC00 + byte (`decodeName`), so that
 * entries written by others keep their bytes. treebox can read such a name, but never writes it.
 * @see git's `verify_path`, `fsck_tree`, `is_hfs_dotgit` and `is_ntfs_dotgit`, git-fsck(1)
 */
import { isUtf8 } from 'node:buffer';
import type { EntryKind } from './entry-mode.ts';

/** Code points that HFS+ ignores when it compares names. */
const HFS_IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/;
const HFS_IGNORED_ALL = new RegExp(HFS_IGNORED, 'g');
/** `.git` and its short name on NTFS, where a name ends at a colon or a backslash and loses trailing dots and spaces. */
const NTFS_GIT = /^(?:\.git|git~1)[. ]*(?:$|[:\\])/i;
/** First of the lone surrogates that represent bytes: the low byte of the surrogate is the byte. */
const ESCAPE = 0xdc00;

/**
 * Files that git itself reads from a tree, with the first six characters of their hashed short names on NTFS, and whether git
 * also checks the parts of a name after backslashes.
 */
const GIT_FILES = [
  { name: 'gitmodules', short: 'gi7eba', afterBackslash: true },
  { name: 'gitattributes', short: 'gi7d29', afterBackslash: false },
] as const;

const SPOTTERS = GIT_FILES.map(({ name, short, afterBackslash }) => ({
  file: `.${name}` as const,
  hfs: new RegExp(`^\\.${name}$`, 'i'),
  ntfs: new RegExp(`^(?:\\.${name}|${name.slice(0, 6)}~[1-4]|(?=[^~]{0,6}~)${shortNames(short)})[. ]*(?:$|:)`, 'i'),
  afterBackslash,
}));

/** Returns a pattern for hashed short names: a part of the prefix, a tilde and a number without leading zeros; 8 characters. */
function shortNames(prefix: string): string {
  const forms = [];
  for (let kept = 0; kept <= 6; kept += 1) forms.push(`${prefix.slice(0, kept)}~[1-9][0-9]{${6 - kept}}`);
  return `(?:${forms.join('|')})`;
}

/**
 * Returns the file of git, such as `.gitmodules`, that a name refers to on any of the file systems.
 * @param name one component of a path
 */
export function gitFile(name: string): '.gitmodules' | '.gitattributes' | undefined {
  // Return early for most names: without one of these characters, no pattern below can match.
  if (!/^\.|~|\\/.test(name) && !HFS_IGNORED.test(name)) return undefined;
  const folded = name.replace(HFS_IGNORED_ALL, '');
  for (const { file, hfs, ntfs, afterBackslash } of SPOTTERS) {
    const looked = afterBackslash ? suffixes(name) : [name];
    if (hfs.test(folded) || looked.some((part) => ntfs.test(part))) return file;
  }
  return undefined;
}

/**
 * Returns whether git refuses an entry with this name and kind in a tree.
 * @param name one component of a path, as returned by `decodeName`
 */
export function isRefusedName(name: string, kind: EntryKind): boolean {
  if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0')) return true;
  if (!name.isWellFormed()) return true;
  if (isDotGit(name)) return true;
  if (kind === 'file') return false;
  const file = gitFile(name);
  return kind === 'folder' ? file !== undefined : file === '.gitmodules';
}

function isDotGit(name: string): boolean {
  if (/^[\w-]/.test(name) && !name.includes('\\') && !name.includes('~')) return false;
  return /^\.git$/i.test(name.replace(HFS_IGNORED_ALL, '')) || suffixes(name).some((suffix) => NTFS_GIT.test(suffix));
}

/** Returns a name and its parts after each backslash, because backslashes separate components on Windows. */
function suffixes(name: string): string[] {
  const found = [name];
  for (let at = name.indexOf('\\'); at >= 0; at = name.indexOf('\\', at + 1)) found.push(name.slice(at + 1));
  return found;
}

/** Decodes a name as a string. Bytes that are not valid UTF-8 become lone surrogates. */
export function decodeName(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    let end = Math.min(at + 4, bytes.length);
    while (end > at && !isOneCharacter(bytes.subarray(at, end))) end -= 1;
    text += end > at ? bytes.toString('utf8', at, end) : String.fromCharCode(ESCAPE + (bytes[at] as number));
    at = Math.max(end, at + 1);
  }
  return text;
}

function isOneCharacter(bytes: Buffer): boolean {
  if (!isUtf8(bytes)) return false;
  return [...bytes.toString()].length === 1;
}

/** Encodes a name as bytes; the inverse of `decodeName`. */
export function encodeName(name: string): Buffer {
  if (name.isWellFormed()) return Buffer.from(name);
  const pieces = [];
  for (const character of name) {
    const code = character.codePointAt(0) as number;
    const escaped = code >= ESCAPE + 0x80 && code <= ESCAPE + 0xff;
    pieces.push(escaped ? Buffer.from([code - ESCAPE]) : Buffer.from(character));
  }
  return Buffer.concat(pieces);
}

/** Compares two names by their bytes, which gives the same order as comparing code points. */
export function compareNames(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at === length) return a.length - b.length;
  return codePointRank(a.charCodeAt(at)) - codePointRank(b.charCodeAt(at));
}

/** Returns the rank of a UTF-16 unit in code point order: surrogates, for characters above U+FFFF, come last. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
