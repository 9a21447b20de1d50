/**
 * Opens the database of records, migrates its layout, and prepares each statement once.
 *
 * With write-ahead logging, each statement or transaction is one write to a file, which a kill can't tear.
 * `synchronous = NORMAL` keeps the database intact when the power fails. Rows are not cached in memory.
 * @see https://sqlite.org/wal.html
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { TreeboxError } from '../../core/errors.ts';

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, string | number | null>>;

/**
 * Times are milliseconds since 1970; oids and ids are text. Columns that may be long come last: SQLite reads them only for a
 * statement that names them, or a column after them.
 */
const FIRST_LAYOUT = `
CREATE TABLE executions (
  id TEXT PRIMARY KEY,
  started_at INTEGER NOT NULL,
  completed_at INTEGER,
  outcome TEXT,
  started INTEGER NOT NULL DEFAULT 0,
  session TEXT,
  base_fs TEXT,
  base_heap TEXT,
  fs TEXT,
  heap TEXT,
  tags TEXT,
  timings TEXT,
  error TEXT,
  result TEXT
) STRICT;
CREATE INDEX open_executions ON executions (id) WHERE outcome IS NULL;
CREATE INDEX session_executions ON executions (session, id) WHERE session IS NOT NULL;
CREATE INDEX fs_executions ON executions (fs, id) WHERE fs IS NOT NULL;
CREATE TABLE expired_executions (id TEXT PRIMARY KEY, expired_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE idempotency_keys (
  key TEXT PRIMARY KEY, digest TEXT NOT NULL, execution_id TEXT NOT NULL, used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE heaps (key TEXT PRIMARY KEY, tags TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE merges (
  result TEXT NOT NULL, ours TEXT NOT NULL, theirs TEXT NOT NULL, ours_commit TEXT, theirs_commit TEXT,
  merged_at INTEGER NOT NULL, PRIMARY KEY (result, ours, theirs)
) STRICT, WITHOUT ROWID;
CREATE TABLE answered_oids (oid TEXT PRIMARY KEY, kept_until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Adds columns for the labels, the request, the push, warnings and measures. */
const WITH_PUSHES = `
ALTER TABLE executions RENAME TO old_executions;
DROP INDEX open_executions;
DROP INDEX session_executions;
DROP INDEX fs_executions;
CREATE TABLE executions (
  id TEXT PRIMARY KEY,
  started_at INTEGER NOT NULL,
  completed_at INTEGER,
  outcome TEXT,
  started INTEGER NOT NULL DEFAULT 0,
  session TEXT,
  label TEXT,
  push_label TEXT,
  base_fs TEXT,
  base_commit TEXT,
  base_heap TEXT,
  fs TEXT,
  heap TEXT,
  tags TEXT,
  timings TEXT,
  measures TEXT,
  warnings TEXT,
  push TEXT,
  error TEXT,
  request TEXT,
  ending TEXT,
  result TEXT
) STRICT;
INSERT INTO executions (id, started_at, completed_at, outcome, started, session, base_fs, base_heap, fs, heap, tags,
  timings, error, result)
SELECT id, started_at, completed_at, outcome, started, session, base_fs, base_heap, fs, heap, tags, timings, error, result
FROM old_executions;
DROP TABLE old_executions;
CREATE INDEX open_executions ON executions (id) WHERE outcome IS NULL;
CREATE INDEX session_executions ON executions (session, id) WHERE session IS NOT NULL;
CREATE INDEX fs_executions ON executions (fs, id) WHERE fs IS NOT NULL;
CREATE INDEX label_executions ON executions (label, id) WHERE label IS NOT NULL;
`;

/** Triggers that add an event when an execution begins or ends. */
const EVENTS_OF_EXECUTIONS = `
CREATE TRIGGER execution_begins AFTER INSERT ON executions BEGIN
  INSERT INTO events (type, data) VALUES ('execution', json_object(
    'id', NEW.id, 'outcome', NEW.outcome, 'session', NEW.session, 'label', NEW.label));
END;
CREATE TRIGGER execution_ends AFTER UPDATE OF outcome ON executions WHEN OLD.outcome IS NULL AND NEW.outcome IS NOT NULL BEGIN
  INSERT INTO events (type, data) VALUES ('execution', json_object(
    'id', NEW.id, 'outcome', NEW.outcome, 'session', NEW.session, 'label', NEW.label));
END;
`;

/** Adds events with the marks of labels, the starts of sessions, and the times of heaps. */
const WITH_EVENTS = `
CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, data TEXT NOT NULL) STRICT;
CREATE TABLE told_labels (name TEXT PRIMARY KEY, head TEXT NOT NULL, bytes INTEGER NOT NULL) STRICT, WITHOUT ROWID;
${EVENTS_OF_EXECUTIONS}CREATE TABLE session_starts (
  name TEXT PRIMARY KEY, after_id TEXT NOT NULL, fs TEXT, heap TEXT, is_fork INTEGER NOT NULL, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE heaps ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX heaps_by_age ON heaps (created_at, key);
`;

/** Adds the browsers that have signed in to the console. */
const WITH_CONSOLE_SESSIONS = `
CREATE TABLE console_sessions (name TEXT PRIMARY KEY, kept_until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Adds artifacts. A trigger deletes them with the record of their execution. */
const WITH_ARTIFACTS = `
CREATE TABLE artifacts (
  execution_id TEXT NOT NULL, key TEXT NOT NULL, mime_type TEXT NOT NULL, oid TEXT NOT NULL, size INTEGER NOT NULL,
  created_at INTEGER NOT NULL, PRIMARY KEY (execution_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX artifacts_by_key ON artifacts (key, execution_id);
CREATE TRIGGER artifacts_go AFTER DELETE ON executions BEGIN
  DELETE FROM artifacts WHERE execution_id = OLD.id;
END;
`;

/** Adds the snapshots that runs mounted below `/`, and how long retention keeps a record after its end. */
const WITH_MOUNTS = `
CREATE TABLE mounts (
  execution_id TEXT NOT NULL, path TEXT NOT NULL, fs TEXT NOT NULL, tree TEXT NOT NULL, PRIMARY KEY (execution_id, path)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER mounts_go AFTER DELETE ON executions BEGIN
  DELETE FROM mounts WHERE execution_id = OLD.id;
END;
ALTER TABLE executions ADD COLUMN retain_ms INTEGER NOT NULL DEFAULT 0;
`;

/**
 * Removes AUTOINCREMENT from the ids of events: SQLite's table of last ids was one more page to write for each event. Ids
 * are still never used twice, because retention never drops the newest event.
 */
const WITHOUT_SEQUENCE = `
DROP TRIGGER execution_begins;
DROP TRIGGER execution_ends;
ALTER TABLE events RENAME TO old_events;
CREATE TABLE events (id INTEGER PRIMARY KEY, type TEXT NOT NULL, data TEXT NOT NULL) STRICT;
INSERT INTO events (id, type, data) SELECT id, type, data FROM old_events;
DROP TABLE old_events;
${EVENTS_OF_EXECUTIONS}`;

/** Removes the index of open executions, which was one more page to write at the start and at the end of each run. */
const WITHOUT_OPEN_INDEX = 'DROP INDEX open_executions;';

/** Migrations of the layout, oldest first. The database's `user_version` is how many of them it has. */
const MIGRATIONS = [
  FIRST_LAYOUT,
  WITH_PUSHES,
  WITH_EVENTS,
  WITH_CONSOLE_SESSIONS,
  WITH_ARTIFACTS,
  WITH_MOUNTS,
  WITHOUT_SEQUENCE,
  WITHOUT_OPEN_INDEX,
] as const;

/**
 * Pages that the write-ahead log may have (16 MiB) before a checkpoint copies them into the database, which waits for the
 * disk twice. With SQLite's default of 1,000, checkpoints took half the time of all statements of short executions.
 */
const CHECKPOINT_PAGES = 4_000;

/** SQLite's result codes for a damaged file: CORRUPT and NOTADB. */
const DAMAGED: ReadonlySet<number | undefined> = new Set([11, 26]);
/** Bits of a result code that are the primary code; the others add a detail. */
const PRIMARY_CODE = 0xff;

/** Reports that the database is damaged. Its text is for the log. */
export class RecordsDamaged extends Error {
  override readonly name = 'RecordsDamaged';

  /** @param path absolute path of the database's file; `cause` SQLite's error */
  constructor(path: string, cause: Error) {
    super(adviceOn(path, cause), { cause });
  }
}

export class Records {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * Opens the database, and creates it if there is none.
   * @param path absolute path of its file
   * @throws TreeboxError `bad_setting` when a newer treebox has written it, or it is damaged
   */
  constructor(path: string) {
    this.#path = path;
    this.#database = new DatabaseSync(path);
    try {
      this.#layOut(path);
    } catch (error) {
      this.#database.close();
      throw error instanceof RecordsDamaged ? new TreeboxError('bad_setting', error.message, { cause: error }) : error;
    }
  }

  #layOut(path: string): void {
    this.#exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};`,
    );
    const version = Number(this.row('PRAGMA user_version')?.user_version);
    if (version > MIGRATIONS.length) {
      throw new TreeboxError(
        'bad_setting',
        `${path} has layout ${version}, and this program knows layouts up to ${MIGRATIONS.length}: ` +
          'run the newer treebox that wrote it, or restore a backup',
      );
    }
    for (const [at, migration] of MIGRATIONS.entries()) {
      if (at < version) continue;
      this.transaction(() => this.#exec(`${migration} PRAGMA user_version = ${at + 1}`));
    }
  }

  /**
   * Runs a statement that changes rows.
   * @returns how many rows it changed
   * @throws RecordsDamaged, as does every method that uses the database
   */
  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#ask(() => Number(this.#statement(sql).run(...values).changes));
  }

  /** Returns the first row of a query. */
  row(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#ask(() => this.#statement(sql).get(...values) as Row | undefined);
  }

  /** Returns all rows of a query. */
  rows(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#ask(() => this.#statement(sql).all(...values) as Row[]);
  }

  /** Runs `work` in a transaction, which is rolled back if `work` throws. */
  transaction<T>(work: () => T): T {
    this.run('BEGIN');
    try {
      const value = work();
      this.run('COMMIT');
      return value;
    } catch (error) {
      // On a full disk SQLite has rolled back already. Another ROLLBACK would fail and hide the first error.
      if (this.#database.isTransaction) this.run('ROLLBACK');
      throw error;
    }
  }

  /** Checks that the database accepts writes. @throws Error when it does not, or another process keeps it locked */
  assertWritable(): void {
    this.#exec('BEGIN IMMEDIATE; ROLLBACK');
  }

  close(): void {
    this.#database.close();
  }

  #exec(sql: string): void {
    this.#ask(() => this.#database.exec(sql));
  }

  /** Makes a call of SQLite, and reports damage as `RecordsDamaged`. */
  #ask<T>(question: () => T): T {
    try {
      return question();
    } catch (error) {
      throw DAMAGED.has(codeOf(error)) ? new RecordsDamaged(this.#path, error as Error) : error;
    }
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Returns SQLite's primary result code. The rest of an extended code is a detail, such as a damaged index. */
function codeOf(error: unknown): number | undefined {
  const { errcode } = error as { errcode?: number };
  return errcode === undefined ? undefined : errcode & PRIMARY_CODE;
}

function adviceOn(path: string, cause: Error): string {
  return (
    `${path} is damaged (${cause.message}): restore a backup, or move the file away with those beside it that begin with ` +
    'its name; labels and snapshots stay, and records of executions start empty'
  );
}
