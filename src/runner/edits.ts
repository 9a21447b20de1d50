/**
 * Small edits to a source that stay on their line, and the mapping of positions back to the original.
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

/** Where a line ends, as V8 counts lines. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/g;

/** A source with edits made to it. */
export class EditedSource {
  readonly text: string;
  readonly #source: string;
  readonly #edits: readonly Edit[];
  #lineStarts: readonly number[] | undefined;

  /** @param edits in any order; none may overlap another, and none may add or remove a line feed */
  constructor(source: string, edits: readonly Edit[]) {
    this.#source = source;
    this.#edits = [...edits].sort((a, b) => a.at - b.at || a.end - b.end);
    let text = '';
    let from = 0;
    for (const edit of this.#edits) {
      text += source.slice(from, edit.at) + edit.text;
      from = edit.end;
    }
    this.text = text + source.slice(from);
  }

  /** Maps a position in the edited text to the original: subtracts the edits before it on its line from its column. */
  toOriginal({ line, column }: Position): Position {
    if (this.#edits.length === 0) return { line, column };
    const starts = this.#starts();
    const start = starts[line - 1] ?? this.#source.length;
    const end = starts[line] ?? this.#source.length + 1;
    let original = column;
    for (const edit of this.#edits) {
      const editColumn = edit.at - start + 1;
      if (edit.at < start || edit.at >= end || original <= editColumn) continue;
      original = Math.max(editColumn, original - edit.text.length + (edit.end - edit.at));
    }
    return { line, column: original };
  }

  /** The offset at which each line starts. */
  #starts(): readonly number[] {
    this.#lineStarts ??= [0, ...[...this.#source.matchAll(LINE_END)].map(({ 0: end, index }) => index + end.length)];
    return this.#lineStarts;
  }
}
