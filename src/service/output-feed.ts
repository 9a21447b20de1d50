/**
 * Follows console output as it grows, piece by piece to its end.
 *
 * An execution has one reader for all its followers. It keeps the file open, polls its size and keeps the last pieces, so
 * followers at the same position share them. Unlike a notification, a poll can't be missed, and it costs microseconds. The
 * execution's end wakes the followers immediately.
 */

import { closeSync, fstatSync } from 'node:fs';
import { Capacity } from '../core/capacity.ts';
import { openIfPresent } from '../core/files.ts';
import type { ExecutionId } from '../core/ids.ts';
import { STREAMS_MAX } from '../core/limits.ts';
import type { Executions } from './executions.ts';
import { readTextOf } from './output.ts';
import { OutputSpans, type StreamName } from './output-spans.ts';

/** Interval between polls of a growing file, in ms: too short to be noticed as a delay. */
const LOOK_EVERY_MS = 50;
/** Largest piece in bytes. */
const PIECE_BYTES = 64 * 1024;
/** Pieces kept of one execution: followers are rarely further apart. */
const PIECES_KEPT = 4;
/** Followers woken before other requests get their turn. */
const WOKEN_PER_TURN = 16;

/** A piece of output. Followers at the same position get the same object. */
export interface OutputPiece {
  readonly data: string;
  readonly stream: StreamName;
  readonly byteOffset: number;
  readonly next: number;
}

export class OutputFeeds {
  readonly #executions: Executions;
  readonly #feeds = new Map<ExecutionId, Feed>();
  readonly #capacity = new Capacity(STREAMS_MAX, 'streams of output');

  constructor(executions: Executions) {
    this.#executions = executions;
  }

  /**
   * Takes one of the places for followers.
   * @returns a function that gives the place back
   * @throws TreeboxError `busy` when there are too many followers
   */
  enter(): () => void {
    return this.#capacity.take();
  }

  /**
   * Yields the output from `offset` on, until the execution has ended and everything was read.
   * @param quietMs yields `quiet` after this time without output, as a sign of life
   */
  async *follow(id: ExecutionId, offset: number, quietMs: number): AsyncGenerator<OutputPiece | 'quiet', void> {
    const feed = this.#join(id);
    try {
      let at = offset;
      for (;;) {
        // Check this before reading the file: an execution that has ended writes nothing more.
        const ended = !this.#executions.isRunning(id);
        const piece = feed.read(at, ended);
        at = piece.next;
        if (piece.data !== '') yield piece;
        else if (ended) return;
        else if (!(await feed.change(quietMs))) yield 'quiet';
      }
    } finally {
      if (feed.leave()) this.#feeds.delete(id);
    }
  }

  #join(id: ExecutionId): Feed {
    let feed = this.#feeds.get(id);
    if (!feed) {
      feed = new Feed(this.#executions.outputPath(id));
      this.#feeds.set(id, feed);
      void this.#executions.ended(id).then(() => feed?.wake());
    }
    feed.followers += 1;
    return feed;
  }
}

/** The one reader of an execution's output. */
class Feed {
  followers = 0;
  readonly #path: string;
  readonly #spans: OutputSpans;
  readonly #pieces = new Map<number, OutputPiece>();
  readonly #sleeping = new Set<(changed: boolean) => void>();
  #timer: NodeJS.Timeout | undefined;
  #fd: number | undefined;
  #size = 0;
  /** True while followers are being woken. `#isDue` is true when they must be woken again. */
  #isWaking = false;
  #isDue = false;

  constructor(path: string) {
    this.#path = path;
    this.#spans = new OutputSpans(path);
  }

  /** Reads the piece from `offset` on. Its text is empty when there is no output there yet. */
  read(offset: number, ended: boolean): OutputPiece {
    const kept = this.#pieces.get(offset);
    if (kept) return kept;
    this.#fd ??= openIfPresent(this.#path);
    if (this.#fd === undefined) return { data: '', stream: 'stdout', byteOffset: 0, next: 0 };
    const { size } = fstatSync(this.#fd);
    // Read the spans after the size: they then cover all bytes up to `size`.
    this.#spans.extend();
    const { stream, end } = this.#spans.at(offset);
    if (offset >= size) return { data: '', stream, byteOffset: size, next: size };
    const limit = Math.min(PIECE_BYTES, end - offset, size - offset);
    const { text, start, next } = readTextOf(this.#fd, offset, limit, ended);
    const piece = { data: text, stream, byteOffset: start, next };
    // Don't keep a short piece: at the next read it may be longer.
    if (next - start >= PIECE_BYTES / 2) this.#keep(offset, piece);
    return piece;
  }

  /** Waits until the file has grown or the execution has ended. @returns false when neither happened within `ms` */
  async change(ms: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#sleeping.add(resolve);
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS);
    const timer = setTimeout(resolve, ms, false);
    const changed = await promise;
    clearTimeout(timer);
    this.#sleeping.delete(resolve);
    return changed;
  }

  /** Wakes the waiting followers, a few at a time. */
  wake(): void {
    this.#isDue = true;
    if (!this.#isWaking) void this.#wakeAll();
  }

  /** Removes one follower, and closes the file after the last one. @returns whether it was the last one */
  leave(): boolean {
    this.followers -= 1;
    if (this.followers > 0) return false;
    clearInterval(this.#timer);
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    return true;
  }

  async #wakeAll(): Promise<void> {
    this.#isWaking = true;
    while (this.#isDue) {
      this.#isDue = false;
      const sleeping = [...this.#sleeping];
      this.#sleeping.clear();
      for (const [index, resolve] of sleeping.entries()) {
        if (index % WOKEN_PER_TURN === WOKEN_PER_TURN - 1) await new Promise(setImmediate);
        resolve(true);
      }
    }
    this.#isWaking = false;
  }

  #look(): void {
    this.#fd ??= openIfPresent(this.#path);
    if (this.#fd === undefined) return;
    const { size } = fstatSync(this.#fd);
    if (size === this.#size) return;
    this.#size = size;
    this.wake();
  }

  #keep(offset: number, piece: OutputPiece): void {
    this.#pieces.set(offset, piece);
    if (this.#pieces.size > PIECES_KEPT) this.#pieces.delete(this.#pieces.keys().next().value as number);
  }
}
