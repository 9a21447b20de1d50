/**
 * Turns every move of a label into exactly one event, whichever process made the move.
 *
 * Each label has a mark: the commit of its last move that is an event already. The reflog has the later moves. Their events
 * and the new mark are written in one transaction, so a kill at any moment neither loses nor repeats an event. Moves of this
 * process are collected and written together, `TOGETHER_MS` after the first. Moves by plain git are found by polling.
 */
import type { CommitId, TreeId } from '../core/ids.ts';
import { Mutex } from '../core/mutex.ts';
import { trailersOf } from '../git/format/commit-codec.ts';
import { readCommit } from '../git/objects/commit-trees.ts';
import { BRANCHES, branchRef } from '../git/refs/ref-name.ts';
import type { PlacedEntry } from '../git/refs/refs.ts';
import type { Repository } from '../git/repository.ts';
import type { Handles } from './handles.ts';
import type { Move } from './label-log.ts';
import type { Labels } from './labels.ts';
import type { LabelMark } from './store/label-mark-table.ts';
import type { Store } from './store/store.ts';

/** Interval between polls of all labels while there are listeners, in ms. */
const LOOK_EVERY_MS = 2_000;
/** How long a move waits for others to be written with it, in ms: to write one event alone costs a third of a label's move. */
const TOGETHER_MS = 20;

/** The event of a move. */
export interface LabelEvent {
  readonly name: string;
  /** CA ids; `from` is null for a new label, `to` for a deleted one. */
  readonly from: TreeId | null;
  readonly to: TreeId | null;
  readonly op: Move['op'] | 'delete';
  readonly commit: CommitId | null;
  /** The execution that left the snapshot. */
  readonly execution: string | null;
}

export interface LabelWatchOptions {
  readonly store: Pick<Store, 'labelMarks' | 'events'>;
  readonly repository: Repository;
  readonly handles: Handles;
  readonly labels: Labels;
  readonly onError: (message: string, error: unknown) => void;
}

export class LabelWatch {
  readonly #options: LabelWatchOptions;
  readonly #stop: () => void;
  /** One poll runs at a time, and continues from the mark of the previous one. */
  readonly #turns = new Mutex();
  /** Moves of this process that are not recorded yet, by label, oldest first. */
  readonly #noted = new Map<string, PlacedEntry[]>();
  #soon: NodeJS.Timeout | undefined;
  #timer: NodeJS.Timeout | undefined;
  #listeners = 0;

  constructor(options: LabelWatchOptions) {
    this.#options = options;
    this.#stop = options.repository.refs.watch((ref, move) => {
      if (!ref.startsWith(BRANCHES)) return;
      const name = ref.slice(BRANCHES.length);
      if (move === undefined) void this.#safely(() => this.#record(name));
      else this.#note(name, move);
    });
  }

  /** Polls all labels now, and regularly until the returned function is called. */
  async listen(): Promise<() => void> {
    this.#listeners += 1;
    this.#timer ??= setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
    await this.look();
    return () => {
      this.#listeners -= 1;
      if (this.#listeners === 0) this.close();
    };
  }

  /** Records every move that is not an event yet. */
  async look(): Promise<void> {
    await this.#safely(() => this.#recordAll());
  }

  async #recordAll(): Promise<void> {
    const { repository, store } = this.#options;
    const { refs } = repository;
    const marks = await store.labelMarks.all();
    for (const [ref, head] of await refs.list(BRANCHES)) {
      const name = ref.slice(BRANCHES.length);
      const mark = marks.get(name);
      if (mark?.head !== head || mark.bytes !== (await refs.logSize(ref))) await this.#record(name);
      marks.delete(name);
    }
    for (const name of marks.keys()) await this.#record(name);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Stops permanently. Settles when the last event is written. */
  async end(): Promise<void> {
    this.close();
    this.#stop();
    await this.#recordNoted();
  }

  #note(name: string, move: PlacedEntry): void {
    const moves = this.#noted.get(name);
    if (moves) moves.push(move);
    else this.#noted.set(name, [move]);
    this.#soon ??= setTimeout(() => void this.#recordNoted(), TOGETHER_MS).unref();
  }

  /** Records every noted move. */
  async #recordNoted(): Promise<void> {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    await this.#safely(async () => {
      for (const name of [...this.#noted.keys()]) {
        const { mark, isAll } = await this.#recordNotedOf(name);
        if (!isAll) await this.#recordLogged(name, mark);
      }
    });
  }

  /** Records the moves of one label that are not events yet. */
  async #record(name: string): Promise<void> {
    const { mark } = await this.#recordNotedOf(name);
    await this.#recordLogged(name, mark);
  }

  /**
   * Records the noted moves of a label, as long as each continues where the previous one ended.
   * @returns the label's mark now, and whether all were recorded
   */
  async #recordNotedOf(name: string): Promise<{ readonly mark: LabelMark | undefined; readonly isAll: boolean }> {
    const noted = this.#noted.get(name) ?? [];
    this.#noted.delete(name);
    const mark = await this.#options.store.labelMarks.get(name);
    let { head, bytes }: { head: CommitId | null; bytes: number } = mark ?? { head: null, bytes: 0 };
    const moves: PlacedEntry[] = [];
    for (const move of noted) {
      if (move.entry.from !== head || move.start !== bytes) break;
      moves.push(move);
      ({ to: head } = move.entry);
      bytes = move.end;
    }
    const isAll = moves.length === noted.length;
    return { mark: moves.length === 0 ? mark : await this.#write(name, [], moves), isAll };
  }

  /** Records the moves that a label's log has after the mark. */
  async #recordLogged(name: string, mark: LabelMark | undefined): Promise<void> {
    const { handles, repository } = this.#options;
    const head = (await handles.label(name))?.commit;
    const lines = head === undefined ? [] : await linesSince(repository, branchRef(name), head, mark);
    // A log that does not continue from the mark belongs to a new label of the same name.
    const continues = lines[0] ? lines[0].entry.from === mark?.head : head === mark?.head;
    const isOther = mark !== undefined && !continues;
    const all = isOther && head !== undefined ? await linesSince(repository, branchRef(name), head, undefined) : lines;
    if (!isOther && all.length === 0) return;
    await this.#write(name, isOther ? [this.#deletion(name, mark.head)] : [], all);
  }

  /** Writes the events of `before` and of the moves, and the new mark. @returns the mark; undefined without moves */
  async #write(name: string, before: LabelEvent[], moves: readonly PlacedEntry[]): Promise<LabelMark | undefined> {
    const { store, labels } = this.#options;
    const events = moves.map(({ entry }) => this.#event(name, labels.move(entry, 0)));
    const last = moves.at(-1);
    const mark = last && { head: last.entry.to, bytes: last.end };
    await store.labelMarks.record(name, [...before, ...events], mark);
    store.events.wake();
    return mark;
  }

  #deletion(name: string, mark: CommitId): LabelEvent {
    const from = this.#options.repository.commits.of(mark) ?? null;
    return { name, from, to: null, op: 'delete', commit: null, execution: null };
  }

  #event(name: string, { from, to, op, commit }: Move): LabelEvent {
    const message = readCommit(this.#options.repository.objects, commit)?.message ?? '';
    const execution = trailersOf(message).find(({ key }) => key === 'Execution')?.value ?? null;
    return { name, from, to, op, commit, execution };
  }

  /** Does `work` in its turn, and reports errors. Events that can't be written now are written at the next poll. */
  async #safely(work: () => Promise<void>): Promise<void> {
    try {
      await this.#turns.run(work);
    } catch (error) {
      this.#options.onError('moves of labels could not be recorded as events', error);
    }
  }
}

/** Reads a label's reflog from the mark up to the line of its head: a move after that may not be complete yet. */
async function linesSince(
  { refs }: Repository,
  ref: string,
  head: CommitId,
  mark: LabelMark | undefined,
): Promise<PlacedEntry[]> {
  const isLonger = mark !== undefined && (await refs.logSize(ref)) >= mark.bytes;
  const lines = await refs.logAfter(ref, isLonger ? mark.bytes : 0);
  return lines.slice(0, lines.findLastIndex(({ entry }) => entry.to === head) + 1);
}
