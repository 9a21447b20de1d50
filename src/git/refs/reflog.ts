/**
 * Reflog files: one line for each move of a ref, oldest first.
 *
 * The cost of appending a line and of reading the newest lines does not depend on the length of the file.
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

/** Retries when another process removes a folder between its creation and its use. */
const FOLDER_TRIES = 20;
/** Buffer for a short log, of up to about twenty lines, which one call reads as a whole. */
const SHORT_LOG = Buffer.alloc(4 * 1024);
/** Bytes per read, from the end backwards: a few hundred lines. */
const CHUNK_BYTES = 64 * 1024;

/** Encodes a line of the file, including its line feed. Puts the message on one line, as git does. */
export function encodeReflogLine(entry: ReflogEntry): string {
  const message = entry.message.replace(/[ \t\n\v\f\r]+/g, ' ').trim();
  const who = `${IDENTITY.name} <${IDENTITY.email}> ${entry.atSecs} +0000`;
  return `${entry.from ?? ZERO_OID} ${entry.to} ${who}${message === '' ? '' : `\t${message}`}\n`;
}

/** Decodes a line without its line feed. Returns undefined when the line is damaged. */
export function decodeReflogLine(line: string): ReflogEntry | undefined {
  const match = LINE.exec(line);
  if (match === null) return undefined;
  const [, from, to, atSecs, message = ''] = match;
  return { from: from === ZERO_OID ? null : (from as CommitId), to: to as CommitId, atSecs: Number(atSecs), message };
}

/** A line that has been appended but not synced yet, and can be removed again. */
export interface AppendedLine {
  /** Offset of the line in the file, in bytes. */
  readonly start: number;
  /** Offset after the line feed, in bytes. */
  readonly end: number;
  /** Returns when the line is on disk. Call it once: it closes the file. */
  sync(): Promise<void>;
  /** Removes the line. The caller must still hold the lock under which the line was appended. */
  withdraw(): void;
}

/**
 * Appends a line. Creates the file and its parent folders if they are missing.
 * @throws Error with code EISDIR or ENOTDIR when the log of another ref conflicts with the path
 */
export function appendReflog(path: string, entry: ReflogEntry): AppendedLine {
  const fd = openMakingFolders(path);
  try {
    const size = fstatSync(fd).size;
    // A file without earlier lines is removed. `removeFile` does nothing if the path is a folder of another log by now.
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
 * Yields the entries of the file, newest first, and reads only as far as needed. Skips damaged lines. Yields nothing when the
 * file does not exist.
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

/** Returns the size of the file in bytes; 0 when there is none. */
export function reflogSize(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() ? stat.size : 0;
}

/**
 * Returns the entries whose lines begin at or after an offset, oldest first. Skips damaged lines, and a last line that has no
 * line feed yet.
 * @param from offset in bytes, at the beginning of a line
 * @param maxBytes how much to read at most; if there is more, only the newest lines are read
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
 * Returns whether a log agrees with its ref: there is no log, or the log is empty and the ref exists, or the last line is
 * complete and leads to `head`.
 * @param head the value of the ref, or undefined when there is no ref
 */
export function agreesWith(path: string, head: CommitId | undefined): boolean {
  // Use a single read for a short log that agrees, as most do: each start checks every ref.
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

/** Finds out whether the store has a commit and all objects that it refers to. */
type IsComplete = (commit: CommitId) => Steps<boolean>;

/** Decodes the last line of a log. Returns undefined when it is damaged or has no line feed. */
function lastMove(log: Buffer): ReflogEntry | undefined {
  if (log.at(-1) !== LINE_FEED) return undefined;
  return decodeReflogLine(log.toString('utf8', log.lastIndexOf(LINE_FEED, -2) + 1, log.length - 1));
}

/**
 * Determines the value of a ref after a loss of power, when the ref may be damaged or older than its log. The value is the
 * target of the newest logged move whose objects exist. Removes later lines from the log.
 * @param head the value of the ref, or undefined when it is lost
 * @returns the new value: `head` unless the log has later moves; undefined when the log has no usable line and `head` is lost
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

/** Returns the result of `settleReflog`, and the length in bytes to which the log must be cut. */
function* findSettled(
  lines: Iterable<Line>,
  size: number,
  head: CommitId | undefined,
  isComplete: IsComplete,
): Steps<{ next: CommitId | undefined; end: number }> {
  const turns = new Turns();
  /** The end of the last complete line. */
  let whole = size;
  /** The end of the newest line that can stay. */
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
  // Keep a log that does not mention the head: somebody has set the ref by hand.
  return head === undefined ? { next: undefined, end: 0 } : { next: head, end: whole };
}

interface Line {
  /** The line without its line feed. */
  readonly text: string;
  /** Offset of the line in the file, in bytes. */
  readonly start: number;
  /** True when the line ends with a line feed. */
  readonly complete: boolean;
}

function* linesBackwards(fd: number): Generator<Line> {
  let at = fstatSync(fd).size;
  /** Bytes of the file after `at` whose lines have not been yielded yet. */
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
