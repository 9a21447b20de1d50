/**
 * Turns the moves of labels into events, each exactly once, whoever made them.
 *
 * A mark remembers the commit of each label up to which its moves have been told. The reflog says what came after; its
 * lines and the new mark are written in one transaction, so a kill at any moment loses and repeats nothing. Moves of
 * this process are told immediately; those of plain git are found by a look at all labels from time to time.
 */
import type { Oid } from '../core/ids.ts';
import { trailersOf } from '../git/format/commit-codec.ts';
import { readCommit } from '../git/objects/commit-trees.ts';
import { BRANCHES, branchRef } from '../git/refs/ref-name.ts';
import type { PlacedEntry } from '../git/refs/refs.ts';
import type { Repository } from '../git/repository.ts';
import type { EventStore } from './event-store.ts';
import type { Handles } from './handles.ts';
import type { Labels, Move } from './labels.ts';
import type { Records } from './records.ts';

/** How often all labels are looked at while somebody listens, in ms. */
const LOOK_EVERY_MS = 2_000;

/** A move as an event tells it. */
export interface LabelEvent {
  readonly name: string;
  /** CA ids; `from` is null for a label that was made, `to` for one that was deleted. */
  readonly from: Oid | null;
  readonly to: Oid | null;
  readonly op: Move['op'] | 'delete';
  readonly commit: Oid | null;
  /** The execution whose snapshot it took. */
  readonly execution: string | null;
}

/** Up to where a label's moves have been told. */
interface Mark {
  readonly head: Oid;
  /** Bytes of its reflog. */
  readonly bytes: number;
}

export interface LabelWatchOptions {
  readonly records: Records;
  readonly events: EventStore;
  readonly repository: Repository;
  readonly handles: Handles;
  readonly labels: Labels;
  readonly onError: (message: string, error: unknown) => void;
}

export class LabelWatch {
  readonly #options: LabelWatchOptions;
  readonly #stop: () => void;
  #timer: NodeJS.Timeout | undefined;
  #listeners = 0;

  constructor(options: LabelWatchOptions) {
    this.#options = options;
    this.#stop = options.repository.refs.watch((ref) => {
      if (ref.startsWith(BRANCHES)) this.#safely(() => this.#tell(ref.slice(BRANCHES.length)));
    });
  }

  /** Looks at all labels now, and from time to time until the returned function is called. */
  listen(): () => void {
    this.#safely(() => this.look());
    this.#listeners += 1;
    this.#timer ??= setInterval(() => this.#safely(() => this.look()), LOOK_EVERY_MS).unref();
    return () => {
      this.#listeners -= 1;
      if (this.#listeners === 0) this.close();
    };
  }

  /** Tells every move that has not been told. */
  look(): void {
    const { refs } = this.#options.repository;
    const told = new Map(this.#marks().map(({ name, ...mark }) => [name, mark]));
    for (const [ref, head] of refs.list(BRANCHES)) {
      const name = ref.slice(BRANCHES.length);
      const mark = told.get(name);
      if (mark?.head !== head || mark.bytes !== refs.logSize(ref)) this.#tell(name);
      told.delete(name);
    }
    for (const name of told.keys()) this.#tell(name);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Ends for good. */
  end(): void {
    this.close();
    this.#stop();
  }

  #marks(): ({ name: string } & Mark)[] {
    const rows = this.#options.records.rows('SELECT name, head, bytes FROM told_labels');
    return rows.map(({ name, head, bytes }) => ({ name: name as string, head: head as Oid, bytes: Number(bytes) }));
  }

  /** Tells the moves of one label that have not been told. */
  #tell(name: string): void {
    const { records, events, handles, labels, repository } = this.#options;
    const row = records.row('SELECT head, bytes FROM told_labels WHERE name = ?', name);
    const mark = row && { head: row.head as Oid, bytes: Number(row.bytes) };
    const head = handles.label(name)?.commit;
    const lines = head === undefined ? [] : linesSince(repository, branchRef(name), head, mark);
    // A log that does not go on from the mark is another label's of the same name.
    const goesOn = lines[0] ? lines[0].entry.from === mark?.head : head === mark?.head;
    const isOther = mark !== undefined && !goesOn;
    const all = isOther && head !== undefined ? linesSince(repository, branchRef(name), head, undefined) : lines;
    if (!isOther && all.length === 0) return;
    records.transaction(() => {
      if (isOther) events.add('label', this.#deletion(name, mark.head));
      for (const { entry } of all) events.add('label', this.#event(name, labels.move(entry, 0)));
      const last = all.at(-1);
      if (!last) records.run('DELETE FROM told_labels WHERE name = ?', name);
      else
        records.run(
          'INSERT OR REPLACE INTO told_labels (name, head, bytes) VALUES (?, ?, ?)',
          name,
          last.entry.to,
          last.end,
        );
    });
    events.wake();
  }

  #deletion(name: string, mark: Oid): LabelEvent {
    const from = this.#options.repository.commits.of(mark) ?? null;
    return { name, from, to: null, op: 'delete', commit: null, execution: null };
  }

  #event(name: string, { from, to, op, commit }: Move): LabelEvent {
    const message = readCommit(this.#options.repository.objects, commit)?.message ?? '';
    const execution = trailersOf(message).find(({ key }) => key === 'Execution')?.value ?? null;
    return { name, from, to, op, commit, execution };
  }

  /** What can't be told now is told at the next look. */
  #safely(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.onError('moves of labels could not be told', error);
    }
  }
}

/** The lines of a label's log after the mark, up to the one that led to its head: a later move may not be done yet. */
function linesSince({ refs }: Repository, ref: string, head: Oid, mark: Mark | undefined): PlacedEntry[] {
  const isLonger = mark !== undefined && refs.logSize(ref) >= mark.bytes;
  const lines = refs.logAfter(ref, isLonger ? mark.bytes : 0);
  return lines.slice(0, lines.findLastIndex(({ entry }) => entry.to === head) + 1);
}
