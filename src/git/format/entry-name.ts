/**
 * Finds the names that git refuses in a tree.
 *
 * A tree that `git fsck --strict` calls an error can't be pushed to a server that checks, and some of these names would
 * let a checkout overwrite a repository's own files on a file system that folds names: HFS+ ignores certain code points
 * and case, NTFS has short names, alternate streams and trailing dots. So such a name is refused when it is written.
 *
 * Names here are strings. A byte that is not valid UTF-8 is the lone surrogate U+DC00 + byte (`decodeName`), so that foreign
 * entries keep their bytes. Such a name can be read, but never written.
 * @see git's `verify_path`, `fsck_tree`, `is_hfs_dotgit` and `is_ntfs_dotgit`, git-fsck(1)
 */
import { isUtf8 } from 'node:buffer';
import type { EntryKind } from './entry-mode.ts';

/** Code points that HFS+ leaves out when it compares names. */
const HFS_IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/;
const HFS_IGNORED_ALL = new RegExp(HFS_IGNORED, 'g');
/** `.git` and its short name on NTFS, where a name ends at a colon or a backslash and loses trailing dots and spaces. */
const NTFS_GIT = /^(?:\.git|git~1)[. ]*(?:$|[:\\])/i;
/** The low byte of a lone surrogate is the byte that it represents. */
const ESCAPE = 0xdc00;

/**
 * Files that git itself reads from a tree, the first six characters of their hashed short name on NTFS, and whether git
 * looks for the name after a backslash too.
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

/** A hashed short name: eight characters, the prefix cut anywhere, a tilde, a number that does not start with zero. */
function shortNames(prefix: string): string {
  const forms = [];
  for (let kept = 0; kept <= 6; kept += 1) forms.push(`${prefix.slice(0, kept)}~[1-9][0-9]{${6 - kept}}`);
  return `(?:${forms.join('|')})`;
}

/**
 * Finds the file for git, such as `.gitmodules`, that a name means on any file system.
 * @param name one component of a path
 */
export function gitFile(name: string): '.gitmodules' | '.gitattributes' | undefined {
  // Most names hold neither of the characters without which nothing below can match.
  if (!/^\.|~|\\/.test(name) && !HFS_IGNORED.test(name)) return undefined;
  const folded = name.replace(HFS_IGNORED_ALL, '');
  for (const { file, hfs, ntfs, afterBackslash } of SPOTTERS) {
    const looked = afterBackslash ? suffixes(name) : [name];
    if (hfs.test(folded) || looked.some((part) => ntfs.test(part))) return file;
  }
  return undefined;
}

/**
 * Returns whether git refuses an entry of this name and kind in a tree.
 * @param name one component of a path, as `decodeName` gives it
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

/** A name and what comes after each backslash in it, which separates components on NTFS. */
function suffixes(name: string): string[] {
  const found = [name];
  for (let at = name.indexOf('\\'); at >= 0; at = name.indexOf('\\', at + 1)) found.push(name.slice(at + 1));
  return found;
}

/** A name as a string; bytes that are not valid UTF-8 stand as lone surrogates. */
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

/** The bytes of a name: the inverse of `decodeName`. */
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

/** The order of two names by their bytes, which is that of their code points. */
export function compareNames(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at === length) return a.length - b.length;
  return codePointRank(a.charCodeAt(at)) - codePointRank(b.charCodeAt(at));
}

/** Where a UTF-16 unit stands among others by code point: those of characters past U+FFFF come last. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
