/**
 * Shared memory for console output: the guest fills it, and two threads of the runner write it to the file.
 *
 * The file holds both streams in the order of their texts. A second file beside it says where the stream changes: for
 * each change a little-endian double, which is twice the offset, plus 1 where stderr begins. While it is empty, all
 * text is stdout.
 *
 * Guest code runs on the main thread, so only a second thread can write its output while it continues. Either thread
 * takes the lock, writes the new text and records how far it came. Only the main thread starts the memory from the
 * beginning again, while the guest is inside a call. The numbers that the guest writes are not trusted. Printed text
 * is in the file after `FLUSH_EVERY_MS` at the latest, and all of it before the end of the run is reported.
 *
 * Justified by the bench row `output`: with a call for each text it takes 2.6 times as long.
 */
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { SPANS_ENDING } from '../core/output-files.ts';
import { LENT_HEADER_BYTES } from '../guest/border.ts';

/** Size of the shared memory, in bytes: enough for the text printed between two flushes at full speed. */
const LENT_BYTES = 256 * 1024;
/** Time that text may stay in memory, in ms: about as long as a request for a page of output takes. */
const FLUSH_EVERY_MS = 2;

/** Indexes of the numbers in the control memory that both threads use. */
const LOCK = 0;
/** 1 while a run uses the lent memory. */
const LENT = 1;
/** Descriptor of the run's output file; -1 when there is none. */
const FD = 2;
/** Bytes of the lent memory that have been written to the file. */
const DONE = 3;
const CUT = 4;
/** Descriptor of the file of spans; -1 when there is none. */
const SPANS_FD = 5;
/** The stream that text goes to now. */
const STREAM = 6;
const INTEGERS = 8;
/** Bytes in the file, and its limit. */
const WRITTEN = 0;
const LIMIT = 1;
/** Spans on disk, and the offset at which the newest begins. */
const SPANS = 2;
const LAST_SPAN = 3;
const DOUBLES = 4;

/** The streams, by their descriptors. */
export const STDOUT = 1;
export const STDERR = 2;
export type Stream = typeof STDOUT | typeof STDERR;
const SPAN_BYTES = Float64Array.BYTES_PER_ELEMENT;

export class OutputMemory {
  /** Data from which the other thread makes its own instance. */
  readonly shared: { readonly control: SharedArrayBuffer; readonly lent: SharedArrayBuffer };
  readonly #integers: Int32Array;
  readonly #doubles: Float64Array;
  readonly #used: Int32Array;
  readonly #text: Uint8Array;

  constructor(
    shared: OutputMemory['shared'] = {
      control: new SharedArrayBuffer(
        INTEGERS * Int32Array.BYTES_PER_ELEMENT + DOUBLES * Float64Array.BYTES_PER_ELEMENT,
      ),
      lent: new SharedArrayBuffer(LENT_HEADER_BYTES + LENT_BYTES),
    },
  ) {
    this.shared = shared;
    this.#integers = new Int32Array(shared.control, 0, INTEGERS);
    this.#doubles = new Float64Array(shared.control, INTEGERS * Int32Array.BYTES_PER_ELEMENT, DOUBLES);
    this.#used = new Int32Array(shared.lent, 0, 1);
    this.#text = new Uint8Array(shared.lent, LENT_HEADER_BYTES);
  }

  /**
   * Begins a run's output. The file is opened at the first byte, because most runs print nothing.
   * @param limit bytes that are kept; the rest is dropped
   */
  begin(limit: number): void {
    this.#integers[FD] = -1;
    this.#integers[SPANS_FD] = -1;
    this.#integers[STREAM] = STDOUT;
    this.#integers[CUT] = 0;
    this.#doubles[SPANS] = 0;
    this.#doubles[WRITTEN] = 0;
    this.#doubles[LIMIT] = limit;
  }

  /** Returns whether text was dropped because there was too much of it. */
  get isCut(): boolean {
    return this.#integers[CUT] === 1;
  }

  /** Returns the memory for the guest, cleared of the text of earlier runs. */
  lend(): SharedArrayBuffer {
    this.#text.fill(0);
    this.#startAnew();
    Atomics.store(this.#integers, LENT, 1);
    Atomics.notify(this.#integers, LENT);
    return this.shared.lent;
  }

  /**
   * Writes the text in the memory, then writes `text` to `stream`. Later text in the memory goes to the same stream. The
   * guest must be waiting.
   */
  write(path: string, text: string, stream: Stream): void {
    this.#locked(() => {
      this.#drain();
      this.#startAnew();
      if (stream !== this.#integers[STREAM]) this.#switchTo(stream, path);
      if (text === '' || this.#integers[CUT] === 1) return;
      if (this.#integers[FD] === -1) this.#integers[FD] = openSync(path, constants.O_WRONLY | constants.O_APPEND);
      this.#append(Buffer.from(text));
    });
  }

  /** Writes the text in the memory. Any thread may call this at any time. */
  flush(): void {
    if (this.#waiting > (this.#integers[DONE] as number)) this.#locked(() => this.#drain());
  }

  /** Ends a run's output: writes the rest and closes the files. The guest must not run any more. */
  end(): void {
    this.#locked(() => {
      this.#drain();
      Atomics.store(this.#integers, LENT, 0);
      this.#startAnew();
      for (const place of [FD, SPANS_FD]) {
        const fd = this.#integers[place] as number;
        if (fd !== -1) closeSync(fd);
        this.#integers[place] = -1;
      }
    });
  }

  /** Records where a stream begins, before its text is written. */
  #switchTo(stream: Stream, path: string): void {
    this.#integers[STREAM] = stream;
    if (this.#integers[CUT] === 1) return;
    if (this.#integers[SPANS_FD] === -1)
      this.#integers[SPANS_FD] = openSync(`${path}${SPANS_ENDING}`, constants.O_WRONLY);
    const at = this.#doubles[WRITTEN] as number;
    let count = this.#doubles[SPANS] as number;
    // Replace the last span if no text was written to it.
    if (count > 0 && this.#doubles[LAST_SPAN] === at) count -= 1;
    if (count * SPAN_BYTES >= (this.#doubles[LIMIT] as number)) {
      this.#integers[CUT] = 1;
      return;
    }
    const bytes = Buffer.alloc(SPAN_BYTES);
    bytes.writeDoubleLE(at * 2 + (stream === STDERR ? 1 : 0));
    writeSync(this.#integers[SPANS_FD] as number, bytes, 0, SPAN_BYTES, count * SPAN_BYTES);
    this.#doubles[SPANS] = count + 1;
    this.#doubles[LAST_SPAN] = at;
  }

  /** Waits, on the output thread, until there may be something to flush. */
  waitForText(): void {
    if (Atomics.load(this.#integers, LENT) === 0) Atomics.wait(this.#integers, LENT, 0);
    else Atomics.wait(this.#integers, LENT, 1, FLUSH_EVERY_MS);
  }

  /** Returns the end of the text, as the guest wrote it. */
  get #waiting(): number {
    return Math.min(Math.max(Atomics.load(this.#used, 0), 0), LENT_BYTES);
  }

  #startAnew(): void {
    this.#integers[DONE] = 0;
    Atomics.store(this.#used, 0, 0);
  }

  #drain(): void {
    const end = this.#waiting;
    const start = this.#integers[DONE] as number;
    if (end <= start || this.#integers[FD] === -1) return;
    this.#integers[DONE] = end;
    this.#append(this.#text.subarray(start, end));
  }

  #append(bytes: Uint8Array): void {
    if (this.#integers[CUT] === 1) return;
    const room = (this.#doubles[LIMIT] as number) - (this.#doubles[WRITTEN] as number);
    if (bytes.length <= room) {
      this.#writeAll(bytes);
      return;
    }
    this.#integers[CUT] = 1;
    this.#writeAll(bytes.subarray(0, characterStart(bytes, room)));
  }

  #writeAll(bytes: Uint8Array): void {
    const fd = this.#integers[FD] as number;
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    this.#doubles[WRITTEN] = (this.#doubles[WRITTEN] as number) + bytes.length;
  }

  #locked(work: () => void): void {
    while (Atomics.compareExchange(this.#integers, LOCK, 0, 1) !== 0) Atomics.wait(this.#integers, LOCK, 1);
    try {
      work();
    } finally {
      Atomics.store(this.#integers, LOCK, 0);
      Atomics.notify(this.#integers, LOCK, 1);
    }
  }
}

/** Returns the last offset at or before `at` at which a UTF-8 character starts. */
function characterStart(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}
