/**
 * A progress line on the terminal; nothing when stderr is not a terminal.
 */
import { bytesText, durationText } from './terminal.ts';

/** Interval between redraws, in ms: short enough to look alive. */
const REDRAW_MS = 100;
const BAR_WIDTH = 24;
/** Moves to the line's start and clears it. */
const CLEAR = '\r\u001b[K';

/** Ends with `end` or on disposal; the line is then removed. */
export class Progress implements Disposable {
  readonly #what: string;
  readonly #total: number | undefined;
  readonly #start = performance.now();
  readonly #timer: NodeJS.Timeout | undefined;
  #done = 0;
  /** True when other text occupies the terminal's last line. */
  #covered = false;

  /**
   * @param what the activity, as the line's first word
   * @param total total number of bytes, if known
   */
  constructor(what: string, total?: number) {
    this.#what = what;
    this.#total = total;
    if (process.stderr.isTTY) this.#timer = setInterval(() => this.#draw(), REDRAW_MS).unref();
  }

  /** Counts processed bytes. */
  add(bytes: number): void {
    this.#done += bytes;
  }

  /** Counts the bytes of a stream that passes through. */
  async *through(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of chunks) {
      this.add(chunk.length);
      yield chunk;
    }
  }

  /** Makes room for text to the same terminal. The progress line returns below it once that text has ended its line. */
  async aside(text: string, write: (text: string) => Promise<void>): Promise<void> {
    if (this.#timer && !this.#covered) process.stderr.write(CLEAR);
    await write(text);
    this.#covered = process.stdout.isTTY && !text.endsWith('\n');
    this.add(Buffer.byteLength(text));
  }

  end(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    if (!this.#covered) process.stderr.write(CLEAR);
  }

  [Symbol.dispose](): void {
    this.end();
  }

  #draw(): void {
    if (this.#covered) return;
    const elapsed = performance.now() - this.#start;
    process.stderr.write(`${CLEAR}${progressLine(this.#what, this.#done, this.#total, elapsed)}`);
  }
}

/** Returns the line: with a bar when the total is known. `elapsed` is in ms. */
export function progressLine(what: string, done: number, total: number | undefined, elapsed: number): string {
  const rate = `${bytesText((done / Math.max(elapsed, 1)) * 1000)}/s`;
  if (total === undefined) return `${what}  ${bytesText(done)}  ${rate}  ${durationText(elapsed)}`;
  const part = total === 0 ? 1 : Math.min(1, done / total);
  const bar = '='.repeat(Math.round(part * BAR_WIDTH)).padEnd(BAR_WIDTH);
  return `${what}  [${bar}] ${String(Math.floor(part * 100)).padStart(3)} %  ${bytesText(done)} of ${bytesText(total)}  ${rate}`;
}
