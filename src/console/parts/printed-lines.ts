/**
 * Output of a run split into lines while its pieces arrive.
 */

/** The streams that the page can show. */
export const STREAMS = ['both', 'stdout', 'stderr'] as const;
export type Stream = (typeof STREAMS)[number];

/** Text of one stream; a line feed ends a line. */
export interface Piece {
  readonly stream: 'stdout' | 'stderr';
  readonly data: string;
}

export interface PrintedLine {
  readonly text: string;
  readonly isError: boolean;
}

interface Part extends PrintedLine {
  /** True when a line feed follows the part. */
  readonly isEnded: boolean;
}

/** Most lines that the page keeps; the rest of a longer output can be read through the API. */
const LINES_MAX = 1_000_000;

export class PrintedLines {
  readonly #parts: Part[] = [];
  /** True when the run has written to both streams. */
  hasBoth = false;

  get isFull(): boolean {
    return this.#parts.length >= LINES_MAX;
  }

  add({ stream, data }: Piece): void {
    if (data === '') return;
    const isError = stream === 'stderr';
    const first = this.#parts[0];
    if (first && first.isError !== isError) this.hasBoth = true;
    const texts = data.split('\n');
    const rest = texts.pop() as string;
    for (const text of texts) this.#put({ text, isError, isEnded: true });
    if (rest !== '') this.#put({ text: rest, isError, isEnded: false });
  }

  #put(part: Part): void {
    if (this.isFull) return;
    const last = this.#parts.at(-1);
    if (last && !last.isEnded && last.isError === part.isError) {
      this.#parts[this.#parts.length - 1] = { ...part, text: last.text + part.text };
    } else this.#parts.push(part);
  }

  /** Returns the lines of a stream. In `both`, a line that the other stream interrupts becomes two lines. */
  of(stream: Stream): readonly PrintedLine[] {
    if (stream === 'both') return this.#parts;
    const lines: Part[] = [];
    for (const part of this.#parts) {
      if (part.isError !== (stream === 'stderr')) continue;
      const last = lines.at(-1);
      if (last && !last.isEnded) lines[lines.length - 1] = { ...part, text: last.text + part.text };
      else lines.push(part);
    }
    return lines;
  }
}
