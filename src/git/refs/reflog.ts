/**
 * Reflog files: one line for each move of a ref, oldest first.
 *
 * Appending and reading the newest lines cost the same however long the file is.
 * @see https://git-scm.com/docs/gitrepository-layout "logs"
 */

import {
  closeSync,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { openIfPresent, readFully, readStart, removeFile } from '../../core/files.ts';
import { type CommitId, OID_PATTERN, ZERO_OID } from '../../core/ids.ts';
import { type Steps, slow } from '../../core/steps.ts';
import { Turns } from '../../core/turns.ts';
import { syncPath } from '../files/sync-path.ts';
import { IDENTITY } from '../format/commit-codec.ts';
import type { PlacedEntry, ReflogEntry } from './refs.ts';

const syncFile = promisify(fsync);

const LINE = new RegExp(`^(${OID_PATTERN}) (${OID_PATTERN}) .*?> (\\d+) [+-]\\d{4}(?:\\t(.*))?$`, 's');
const LINE_FEED = 0x0a;

/** How often another process may remove a folder between its making and its use. */
const FOLDER_TRIES = 20;
/** Takes a log that is read at once, and is shorter than this: some twenty lines. */
const SHORT_LOG = Buffer.alloc(4 * 1024);
/** Bytes read at a time, from the end backwards: some hundred lines. */
const CHUNK_BYTES = 64 * 1024;

/** A line of the file, with the line feed at its end. The message is put on one line as git does it. */
export function encodeReflogLine(entry: ReflogEntry): string {
  const message = entry.message.replace(/[ \t\n\v\f\r]+/g, ' ').trim();
  const who = `${IDENTITY.name} <${IDENTITY.email}> ${entry.atSecs} +0000`;
  return `${entry.from ?? ZERO_OID} ${entry.to} ${who}${message === '' ? '' : `\t${message}`}\n`;
}

/** Reads a line, given without its line feed; undefined when it is damaged. */
export function decodeReflogLine(line: string): ReflogEntry | undefined {
  const match = LINE.exec(line);
  if (match === null) return undefined;
  const [, from, to, atSecs, message = ''] = match;
  return { from: from === ZERO_OID ? null : (from as CommitId), to: to as CommitId, atSecs: Number(atSecs), message };
}

/** A line that has been appended, and may yet be lost or taken back. */
export interface AppendedLine {
  /** Where it is in the file, in bytes. */
  readonly start: number;
  readonly end: number;
  /** Returns when the line is on disk. To be called once. */
  sync(): Promise<void>;
  /** Takes the line back; to be called under the same lock. */
  withdraw(): void;
}

/**
 * Appends a line. The file and the folders above it are made where they are missing.
 * @throws Error with code EISDIR or ENOTDIR when another ref's log is in the way
 */
export function appendReflog(path: string, entry: ReflogEntry): AppendedLine {
  const fd = openMakingFolders(path);
  try {
    const size = fstatSync(fd).size;
    // Another ref's log may have taken the place of the first line as a folder already.
    const withdraw = () => (size === 0 ? removeFile(path) : truncateSync(path, size));
    const line = Buffer.from(encodeReflogLine(entry));
    if (writeSync(fd, line) < line.length) {
      withdraw();
      throw new Error(`${path}: the log line was not written whole`);
    }
    const sync = async () => {
      try {
        await Promise.all([syncFile(fd), ...(size === 0 ? [syncPath(dirname(path))] : [])]);
      } finally {
        closeSync(fd);
      }
    };
    return { start: size, end: size + line.length, withdraw, sync };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/**
 * The file's entries, newest first, read as they are asked for. A file that does not exist has none, and a damaged
 * line is passed over.
 */
export function* reflogBackwards(path: string): Generator<ReflogEntry> {
  const fd = openIfPresent(path);
  if (fd === undefined) return;
  try {
    for (const { text } of linesBackwards(fd)) {
      const entry = decodeReflogLine(text);
      if (entry !== undefined) yield entry;
    }
  } finally {
    closeSync(fd);
  }
}

/** The size of the file in bytes; 0 when there is none. */
export function reflogSize(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() ? stat.size : 0;
}

/**
 * The entries whose lines begin at or after a place in the file, oldest first. A damaged line is passed over, one without
 * its line feed is left for later.
 * @param maxBytes of more, the newest so many are read
 */
export function reflogAfter(path: string, from: number, maxBytes: number): PlacedEntry[] {
  const fd = openIfPresent(path);
  if (fd === undefined) return [];
  try {
    const start = Math.max(from, fstatSync(fd).size - maxBytes);
    const read = readFully(fd, Buffer.alloc(Math.max(0, fstatSync(fd).size - start)), start);
    const entries: PlacedEntry[] = [];
    for (let at = 0; ; ) {
      const feed = read.indexOf(LINE_FEED, at);
      if (feed < 0) return entries;
      const entry = decodeReflogLine(read.toString('utf8', at, feed));
      if (entry !== undefined) entries.push({ entry, start: start + at, end: start + feed + 1 });
      at = feed + 1;
    }
  } finally {
    closeSync(fd);
  }
}

/**
 * Returns whether a log agrees with its ref: it ends in a whole line that leads to `head`, or says nothing of it.
 * @param head where the ref points, or undefined when there is none
 */
export function agreesWith(path: string, head: CommitId | undefined): boolean {
  // Most logs are short and agree, which one read shows: a start does this for every ref.
  const length = readStart(path, SHORT_LOG);
  if (length === undefined) return true;
  if (length < SHORT_LOG.length && head !== undefined && lastMove(SHORT_LOG.subarray(0, length))?.to === head)
    return true;
  const fd = openIfPresent(path);
  if (fd === undefined) return true;
  try {
    for (const { text, complete } of linesBackwards(fd)) return complete && decodeReflogLine(text)?.to === head;
    return head !== undefined;
  } finally {
    closeSync(fd);
  }
}

/** Finds out whether a commit and everything that it refers to is there. */
type IsComplete = (commit: CommitId) => Steps<boolean>;

/** Reads the last line of a whole log; undefined unless a line feed ends it. */
function lastMove(log: Buffer): ReflogEntry | undefined {
  if (log.at(-1) !== LINE_FEED) return undefined;
  return decodeReflogLine(log.toString('utf8', log.lastIndexOf(LINE_FEED, -2) + 1, log.length - 1));
}

/**
 * Finds out where a ref is to point after a loss of power, when it may be older than its log or damaged: where the newest
 * logged move led whose objects are there. Drops what the log says beyond that.
 * @param head where the ref points, or undefined when that is lost
 * @returns where it is to point: `head` unless the log leads on from there; undefined when the log does not know
 */
export function* settleReflog(
  path: string,
  head: CommitId | undefined,
  isComplete: IsComplete,
): Steps<CommitId | undefined> {
  const fd = openIfPresent(path, 'r+');
  if (fd === undefined) return head;
  try {
    const size = fstatSync(fd).size;
    const { next, end } = yield* findSettled(linesBackwards(fd), size, head, isComplete);
    if (end < size) {
      ftruncateSync(fd, end);
      yield* slow(
        () => fsyncSync(fd),
        () => syncFile(fd),
      );
    }
    return next;
  } finally {
    closeSync(fd);
  }
}

/** The answer of `settleReflog`, and the length in bytes that the log is to have. */
function* findSettled(
  lines: Iterable<Line>,
  size: number,
  head: CommitId | undefined,
  isComplete: IsComplete,
): Steps<{ next: CommitId | undefined; end: number }> {
  const turns = new Turns();
  /** The end of the last line that is whole. */
  let whole = size;
  /** The end of the newest line that is not known to be untrue. */
  let end = size;
  let newest: CommitId | undefined;
  for (const { text, start, complete } of lines) {
    const entry = complete ? decodeReflogLine(text) : undefined;
    if (!complete) whole = start;
    if (newest === undefined) {
      if (entry !== undefined && entry.to === head) return { next: head, end };
      if (entry !== undefined && (yield* isComplete(entry.to))) newest = entry.to;
      else end = start;
      if (newest !== undefined && head === undefined) return { next: newest, end };
    }
    if (entry !== undefined && head !== undefined && entry.from === head) return { next: newest ?? head, end };
    if (turns.isOver) yield* turns.step();
  }
  // A log that does not tell of the head at all is left alone: somebody has set the ref by hand.
  return head === undefined ? { next: undefined, end: 0 } : { next: head, end: whole };
}

interface Line {
  /** Without the line feed. */
  readonly text: string;
  /** Where it begins, in bytes. */
  readonly start: number;
  /** True when a line feed ends it. */
  readonly complete: boolean;
}

function* linesBackwards(fd: number): Generator<Line> {
  let at = fstatSync(fd).size;
  /** Bytes from `at` on that belong to lines not yielded yet. */
  let rest = Buffer.alloc(0);
  while (at > 0 || rest.length > 0) {
    const feed = rest.lastIndexOf(LINE_FEED, -2);
    if (feed < 0 && at > 0) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, at));
      at -= chunk.length;
      readFully(fd, chunk, at);
      rest = Buffer.concat([chunk, rest]);
      continue;
    }
    const complete = rest.at(-1) === LINE_FEED;
    yield { text: rest.toString('utf8', feed + 1, rest.length - (complete ? 1 : 0)), start: at + feed + 1, complete };
    rest = rest.subarray(0, feed + 1);
  }
}

function openMakingFolders(path: string): number {
  for (let tries = 0; ; tries++) {
    try {
      return openSync(path, 'a');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === FOLDER_TRIES) throw error;
      mkdirSync(dirname(path), { recursive: true });
    }
  }
}
