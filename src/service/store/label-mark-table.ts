/**
 * A mark for each label: its last move that is an event already.
 */
import type { CommitId } from '../../core/ids.ts';
import { addEvent } from './event-table.ts';
import type { Records, Row } from './records.ts';

export interface LabelMark {
  readonly head: CommitId;
  /** Size of its reflog up to that move, in bytes. */
  readonly bytes: number;
}

export class LabelMarkTable {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  /** Returns the mark of every label that has one. */
  async all(): Promise<Map<string, LabelMark>> {
    const rows = this.#records.rows('SELECT name, head, bytes FROM told_labels');
    return new Map(rows.map((row) => [row.name as string, toMark(row)]));
  }

  async get(name: string): Promise<LabelMark | undefined> {
    const row = this.#records.row('SELECT head, bytes FROM told_labels WHERE name = ?', name);
    return row && toMark(row);
  }

  /**
   * Adds events of a label's moves and sets its mark, both or neither.
   * @param mark undefined when the label was deleted
   */
  async record(name: string, events: readonly object[], mark: LabelMark | undefined): Promise<void> {
    this.#records.transaction(() => {
      for (const event of events) addEvent(this.#records, 'label', event);
      if (!mark) this.#records.run('DELETE FROM told_labels WHERE name = ?', name);
      else {
        const { head, bytes } = mark;
        this.#records.run('INSERT OR REPLACE INTO told_labels (name, head, bytes) VALUES (?, ?, ?)', name, head, bytes);
      }
    });
  }
}

function toMark({ head, bytes }: Row): LabelMark {
  return { head: head as CommitId, bytes: Number(bytes) };
}
