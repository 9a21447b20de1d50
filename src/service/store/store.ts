/**
 * The store of records: its tables, and the parts that they share.
 *
 * A table is one module with typed rows and a narrow interface. A change to several tables is one method of the most
 * important one, and one transaction. Retention keeps the objects that any table names.
 */
import type { Oid } from '../../core/ids.ts';
import { AnswerTable } from './answer-table.ts';
import { ArtifactTable } from './artifact-table.ts';
import { ConsoleSessionTable } from './console-session-table.ts';
import { EventTable } from './event-table.ts';
import { ExecutionTable } from './execution-table.ts';
import { ExpiredTable } from './expired-table.ts';
import { IdempotencyTable } from './idempotency-table.ts';
import { LabelMarkTable } from './label-mark-table.ts';
import { MergeTable } from './merge-table.ts';
import { MountTable } from './mount-table.ts';
import { Records } from './records.ts';
import { SessionTable } from './session-table.ts';
import { StateTable } from './state-table.ts';
import type { NamesObjects } from './table.ts';

export class Store {
  readonly executions: ExecutionTable;
  readonly mounts: MountTable;
  readonly artifacts: ArtifactTable;
  readonly states: StateTable;
  readonly sessions: SessionTable;
  readonly expired: ExpiredTable;
  readonly idempotency: IdempotencyTable;
  readonly merges: MergeTable;
  readonly answers: AnswerTable;
  readonly events: EventTable;
  readonly labelMarks: LabelMarkTable;
  readonly consoleSessions: ConsoleSessionTable;
  readonly #records: Records;

  /**
   * Opens the store, and creates it if there is none.
   * @param path absolute path of the database
   * @throws TreeboxError `bad_setting` when a newer treebox has written it, or it is damaged
   */
  constructor(path: string) {
    const records = new Records(path);
    this.#records = records;
    this.executions = new ExecutionTable(records);
    this.mounts = new MountTable(records);
    this.artifacts = new ArtifactTable(records);
    this.states = new StateTable(records);
    this.sessions = new SessionTable(records);
    this.expired = new ExpiredTable(records);
    this.idempotency = new IdempotencyTable(records);
    this.merges = new MergeTable(records);
    this.answers = new AnswerTable(records);
    this.events = new EventTable(records);
    this.labelMarks = new LabelMarkTable(records);
    this.consoleSessions = new ConsoleSessionTable(records);
  }

  /** Returns every object that a record names. */
  async namedObjects(): Promise<Set<Oid>> {
    const tables: NamesObjects[] = [this.executions, this.mounts, this.artifacts, this.sessions, this.answers];
    const named = new Set<Oid>();
    for (const table of tables) for (const oid of await table.namedObjects()) named.add(oid);
    return named;
  }

  /** Checks that the store accepts writes. @throws Error when it does not, or another process keeps it locked */
  async assertWritable(): Promise<void> {
    this.#records.assertWritable();
  }

  /** Returns the size of the database, in bytes. */
  async bytes(): Promise<number> {
    const row = this.#records.row('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size');
    return Number(row?.bytes);
  }

  close(): void {
    this.#records.close();
  }
}
