/**
 * Small changes to a source that stay on their line, and the way back from a position after them. Layer 3.
 */

/** A position in a source: line and column both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Text put in place of `[at, end)`, offsets in the original; a pure insertion has `end` equal to `at`. */
export interface Edit {
  readonly at: number;
  readonly end: number;
  readonly text: string;
}

/** A source with edits made to it. */
export class EditedSource {
  readonly #source: string;
  readonly #edits: readonly Edit[];

  /** @param edits in any order; none may overlap another, and none may add or remove a line feed */
  constructor(source: string, edits: readonly Edit[]) {
    this.#source = source;
    this.#edits = [...edits].sort((a, b) => a.at - b.at || a.end - b.end);
  }

  /** The source with every edit made. */
  get text(): string {
    let text = '';
    let from = 0;
    for (const edit of this.#edits) {
      text += this.#source.slice(from, edit.at) + edit.text;
      from = edit.end;
    }
    return text + this.#source.slice(from);
  }

  /** Takes the edits before a position, on its line, out of its column. */
  toOriginal({ line, column }: Position): Position {
    const start = lineStart(this.#source, line);
    let original = column;
    for (const { at, end, text } of this.#edits) {
      const onThisLine = this.#source.lastIndexOf('\n', at - 1) + 1 === start;
      const editColumn = at - start + 1;
      if (onThisLine && original > editColumn) original = Math.max(editColumn, original - text.length + (end - at));
    }
    return { line, column: original };
  }
}

/** The offset at which a line starts, counted from 1. */
function lineStart(source: string, line: number): number {
  let offset = 0;
  for (let count = 1; count < line; count += 1) offset = source.indexOf('\n', offset) + 1;
  return offset;
}
