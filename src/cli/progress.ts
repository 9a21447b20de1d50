/**
 * One line on the terminal that tells how far something is; nothing at all where stderr is no terminal.
 */
import { bytesText, durationText } from './terminal.ts';

/** How often the line is drawn, in ms: often enough to look alive. */
const REDRAW_MS = 100;
const BAR_WIDTH = 24;
/** Back to the line's start and clear it. */
const CLEAR = '\r\u001b[K';

/** Ends with `end` or when it is disposed of; the line goes then. */
export class Progress implements Disposable {
  readonly #what: string;
  readonly #total: number | undefined;
  readonly #start = performance.now();
  readonly #timer: NodeJS.Timeout | undefined;
  #done = 0;
  /** Whether other text of the terminal's last line is in the way. */
  #covered = false;

  /**
   * @param what what goes on, as the line's first word
   * @param total bytes there are to do, when that is known
   */
  constructor(what: string, total?: number) {
    this.#what = what;
    this.#total = total;
    if (process.stderr.isTTY) this.#timer = setInterval(() => this.#draw(), REDRAW_MS).unref();
  }

  /** Counts bytes that are done. */
  add(bytes: number): void {
    this.#done += bytes;
  }

  /** Counts the bytes of a stream that goes through. */
  async *through(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of chunks) {
      this.add(chunk.length);
      yield chunk;
    }
  }

  /** Makes room for text that goes to the same terminal; the line comes back under it once that has ended its own. */
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

/** The line itself: a bar where the total is known. `elapsed` is in ms. */
export function progressLine(what: string, done: number, total: number | undefined, elapsed: number): string {
  const rate = `${bytesText((done / Math.max(elapsed, 1)) * 1000)}/s`;
  if (total === undefined) return `${what}  ${bytesText(done)}  ${rate}  ${durationText(elapsed)}`;
  const part = total === 0 ? 1 : Math.min(1, done / total);
  const bar = '='.repeat(Math.round(part * BAR_WIDTH)).padEnd(BAR_WIDTH);
  return `${what}  [${bar}] ${String(Math.floor(part * 100)).padStart(3)} %  ${bytesText(done)} of ${bytesText(total)}  ${rate}`;
}
