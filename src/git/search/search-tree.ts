/**
 * Searches the files of a tree, line by line, as `git grep` does.
 *
 * It skips binary files, symbolic links and submodules. Regular expressions use RE2, whose time is linear in the length of the
 * text. A plain text is searched in the bytes of a file first, and only files that contain it are split into lines.
 * @see https://github.com/google/re2/wiki/Syntax
 */

import { Minimatch } from 'minimatch';
import { RE2JS } from 're2js';
import { TreeboxError } from '../../core/errors.ts';
import type { Oid, TreeId } from '../../core/ids.ts';
import { COMPARED_DEPTH_MAX } from '../../core/limits.ts';
import { isBinary } from '../format/blob-kind.ts';
import { isFolderEntry } from '../format/entry-mode.ts';
import { readTree } from '../format/tree-codec.ts';
import type { ObjectReader, TreeEntry } from '../objects/objects.ts';

export interface SearchRequest {
  readonly tree: TreeId;
  readonly pattern: string;
  /** True when the pattern is a regular expression, false when it is a plain text. */
  readonly isRegex: boolean;
  /** Pattern for the paths to search. A pattern without a slash is matched against the base name. */
  readonly glob: string | undefined;
  readonly ignoreCase: boolean;
  /** Number of lines to show before and after each match. */
  readonly context: number;
  /** Maximum number of listed matches. Further matches are only counted. */
  readonly limit: number;
}

/** A matching line. */
export interface SearchMatch {
  readonly path: string;
  /** Line and column count from 1. The column is in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface SearchResult {
  readonly matches: readonly SearchMatch[];
  /** Number of files with a match. */
  readonly files: number;
  /** Number of matching lines. */
  readonly total: number;
  /** Number of files that are too large to be searched. */
  readonly skipped: number;
  /** True when not all matches are listed, or when the time was over before the last file. */
  readonly truncated: boolean;
}

/** Maximum size of a searched file, in bytes. Larger files are counted as skipped. */
const FILE_MAX_BYTES = 16 * 1024 * 1024;
/** Maximum number of characters shown of a line. */
const LINE_SHOWN_MAX = 400;
/** Number of characters shown before a match in a long line. */
const LEAD_SHOWN = 80;
/** Bytes of all matches together as JSON after which none is added: they are sent in the header of one frame. */
const JSON_MAX_BYTES = 2 * 1024 * 1024;

/** Returns the position of the first match in a line, in UTF-16 units, or -1. */
type Finder = (line: string) => number;

/**
 * Searches a tree.
 * @param objects the store that has the tree
 * @param mayGoOn called before each file; the search ends when it returns false
 * @throws TreeboxError `bad_request` for a pattern that is not a regular expression
 */
export function searchTree(objects: ObjectReader, request: SearchRequest, mayGoOn: () => boolean): SearchResult {
  const find = finderOf(request);
  const needle = request.isRegex || request.ignoreCase ? undefined : Buffer.from(request.pattern);
  const collector = new Collector(request);
  let skipped = 0;
  let isWhole = true;
  for (const { path, oid } of filesOf(objects, request.tree, request.glob)) {
    if (!mayGoOn()) {
      isWhole = false;
      break;
    }
    const size = objects.stat(oid)?.size ?? 0;
    if (size > FILE_MAX_BYTES) skipped += 1;
    const content = size > FILE_MAX_BYTES ? undefined : objects.read(oid)?.data;
    if (!content || isBinary(content) || (needle && !content.includes(needle))) continue;
    collector.take(path, content.toString(), find);
  }
  return collector.result(skipped, isWhole);
}

class Collector {
  readonly #request: SearchRequest;
  readonly #matches: SearchMatch[] = [];
  #files = 0;
  #total = 0;
  #shown = 0;

  constructor(request: SearchRequest) {
    this.#request = request;
  }

  take(path: string, content: string, find: Finder): void {
    const lines = content.split('\n');
    if (lines.at(-1) === '') lines.pop();
    const before = this.#total;
    for (const [index, raw] of lines.entries()) {
      const at = find(withoutReturn(raw));
      if (at < 0) continue;
      this.#total += 1;
      if (this.#hasRoom()) this.#add(path, lines, index, at);
    }
    if (this.#total > before) this.#files += 1;
  }

  result(skipped: number, isWhole: boolean): SearchResult {
    const truncated = !isWhole || this.#matches.length < this.#total;
    return { matches: this.#matches, files: this.#files, total: this.#total, skipped, truncated };
  }

  #hasRoom(): boolean {
    return this.#matches.length < this.#request.limit && this.#shown < JSON_MAX_BYTES;
  }

  #add(path: string, lines: readonly string[], index: number, at: number): void {
    const { context } = this.#request;
    const shown = (from: number, to: number) => lines.slice(Math.max(from, 0), to).map((line) => cut(line, 0));
    const match: SearchMatch = {
      path,
      line: index + 1,
      column: at + 1,
      text: cut(lines[index] as string, at),
      before: shown(index - context, index),
      after: shown(index + 1, index + 1 + context),
    };
    this.#shown += Buffer.byteLength(JSON.stringify(match));
    this.#matches.push(match);
  }
}

function finderOf({ pattern, isRegex, ignoreCase }: SearchRequest): Finder {
  if (!isRegex && !ignoreCase) return (line) => line.indexOf(pattern);
  const expression = compile(isRegex ? pattern : RE2JS.quote(pattern), ignoreCase);
  return (line) => {
    // Most lines don't match, and `test` is much faster than a matcher.
    if (!expression.test(line)) return -1;
    const matcher = expression.matcher(line);
    return matcher.find() ? matcher.start() : -1;
  };
}

function compile(pattern: string, ignoreCase: boolean): RE2JS {
  try {
    return RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (cause) {
    const { message } = cause as Error;
    throw new TreeboxError('bad_request', `pattern is not a regular expression of RE2: ${message.slice(0, 200)}`, {
      cause,
    });
  }
}

function* filesOf(
  objects: ObjectReader,
  root: TreeId,
  glob: string | undefined,
): Generator<{ readonly path: string; readonly oid: Oid }> {
  const wanted = glob === undefined ? undefined : new Minimatch(glob, { dot: true, matchBase: true });
  const open: { readonly prefix: string; readonly entries: Iterator<TreeEntry> }[] = [];
  const enter = (prefix: string, oid: TreeId) => {
    const entries = readTree(objects, oid);
    if (!entries || open.length > COMPARED_DEPTH_MAX) return;
    open.push({ prefix, entries: entries[Symbol.iterator]() });
  };
  enter('', root);
  for (let folder = open.at(-1); folder; folder = open.at(-1)) {
    const { value: entry, done } = folder.entries.next();
    if (done) {
      open.pop();
      continue;
    }
    const path = folder.prefix + entry.nameBytes.toString();
    if (isFolderEntry(entry)) enter(`${path}/`, entry.oid);
    else if (entry.mode.startsWith('100') && (wanted?.match(path) ?? true)) yield { path, oid: entry.oid };
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** Returns the part of a line to show. It contains the position `at`. */
function cut(raw: string, at: number): string {
  const line = withoutReturn(raw);
  if (line.length <= LINE_SHOWN_MAX) return line;
  const start = at + LEAD_SHOWN < LINE_SHOWN_MAX ? 0 : at - LEAD_SHOWN;
  const end = start + LINE_SHOWN_MAX;
  const shown = line.slice(start, end).toWellFormed();
  return `${start > 0 ? '…' : ''}${shown}${end < line.length ? '…' : ''}`;
}
