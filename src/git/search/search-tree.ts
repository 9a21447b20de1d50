/**
 * Searches the files of a tree, line by line, as `git grep` does.
 *
 * It skips binary files, symbolic links and submodules. Regular expressions are RE2's, whose time is linear in the text. A text
 * is searched in the bytes, and only files that contain it are split into lines.
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
  /** Says that the pattern is a regular expression; else it is a text. */
  readonly isRegex: boolean;
  /** Paths to search; one without a slash is matched with the file's name. */
  readonly glob: string | undefined;
  readonly ignoreCase: boolean;
  /** Lines shown before and after each match. */
  readonly context: number;
  /** Most matches that are listed; the rest is counted. */
  readonly limit: number;
}

/** A line that matches. */
export interface SearchMatch {
  readonly path: string;
  /** Both count from 1; the column is in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface SearchResult {
  readonly matches: readonly SearchMatch[];
  /** Files that have a match. */
  readonly files: number;
  /** Lines that match. */
  readonly total: number;
  /** Files too large to be searched. */
  readonly skipped: number;
  /** Says that not all matches are listed, or that time ran out before the last file. */
  readonly truncated: boolean;
}

/** Larger files are skipped and counted, in bytes. */
const FILE_MAX_BYTES = 16 * 1024 * 1024;
/** Characters of a line that are shown. */
const LINE_SHOWN_MAX = 400;
/** Characters shown before a match that lies past that. */
const LEAD_SHOWN = 80;
/** Characters of all matches together. */
const TEXT_MAX = 2 * 1024 * 1024;

/** Finds the first match in a line: where it begins, in UTF-16 units, or -1. */
type Finder = (line: string) => number;

/**
 * @param objects has the tree
 * @param mayGoOn is asked before each file; false ends the search
 * @throws TreeboxError `bad_request` for a pattern that is no regular expression
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
    return this.#matches.length < this.#request.limit && this.#shown < TEXT_MAX;
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
    for (const text of [match.text, ...match.before, ...match.after]) this.#shown += text.length;
    this.#matches.push(match);
  }
}

function finderOf({ pattern, isRegex, ignoreCase }: SearchRequest): Finder {
  if (!isRegex && !ignoreCase) return (line) => line.indexOf(pattern);
  const expression = compile(isRegex ? pattern : RE2JS.quote(pattern), ignoreCase);
  return (line) => {
    // Most lines don't match, and telling so is far cheaper than finding where.
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

/** The part of a line that is shown, so chosen that the place `at` is in it. */
function cut(raw: string, at: number): string {
  const line = withoutReturn(raw);
  if (line.length <= LINE_SHOWN_MAX) return line;
  const start = at + LEAD_SHOWN < LINE_SHOWN_MAX ? 0 : at - LEAD_SHOWN;
  const end = start + LINE_SHOWN_MAX;
  const shown = line.slice(start, end).toWellFormed();
  return `${start > 0 ? '…' : ''}${shown}${end < line.length ? '…' : ''}`;
}
