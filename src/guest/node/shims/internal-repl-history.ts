/**
 * The history of a `readline` interface, which is not saved to a file.
 */
interface Options {
  readonly size?: number;
  readonly history?: string[];
  readonly removeHistoryDuplicates?: boolean;
}

interface Context {
  readonly line: string;
  readonly historySize?: number;
  readonly cursor?: number;
}

/** Default number of lines in the history. */
const SIZE = 30;

export class ReplHistory {
  readonly #context: Context;
  readonly #unique: boolean;
  size: number;
  history: string[];
  index = -1;
  isFlushing = false;

  constructor(context: Context, options: Options) {
    this.#context = context;
    this.#unique = options.removeHistoryDuplicates ?? false;
    this.size = options.size ?? context.historySize ?? SIZE;
    this.history = options.history ?? [];
  }

  initialize(ready: (error: null, context: Context) => void): void {
    ready(null, this.#context);
  }

  addHistory(): string {
    const { line } = this.#context;
    if (line.length === 0 || this.size === 0 || line.trim().length === 0) return line;
    if (this.#unique) this.history = this.history.filter((each) => each !== line);
    if (this.history[0] !== line) this.history.unshift(line);
    if (this.history.length > this.size) this.history.pop();
    this.index = -1;
    return this.history[0] as string;
  }

  canNavigateToNext(): boolean {
    return this.index > -1 && this.history.length > 0;
  }

  canNavigateToPrevious(): boolean {
    return this.history.length !== this.index && this.history.length > 0;
  }

  navigateToNext(): string | null {
    if (!this.canNavigateToNext()) return null;
    this.index -= 1;
    return this.index === -1 ? '' : (this.history[this.index] as string);
  }

  navigateToPrevious(): string | null {
    if (!this.canNavigateToPrevious()) return null;
    this.index += 1;
    return this.history[this.index] ?? '';
  }
}
