/**
 * Opens the folder with all stored data, and takes the lock that keeps a second server out of it.
 *
 * ```
 * snapshots.git/            a bare git repository: snapshots, labels and their reflogs
 * executions/records.sqlite the record of each execution
 * executions/output/        console output, a file for each execution that printed
 * format                    the version of the folder's format
 * lock                      held by the server
 * ```
 *
 * The lock is SQLite's exclusive lock on an empty database, which is a record lock of the operating system. It is taken in
 * one step, so only one of two servers that start at the same time gets it. The kernel drops it when the process ends in any
 * way. No process id is stored, because another process could get the same id later.
 * @see https://sqlite.org/lockingv3.html
 */
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { TreeboxError } from './core/errors.ts';
import { DATA_FORMAT, readDataFormat, writeDataFormat } from './data-format.ts';

/** Locks held by this process. Without this reference the garbage collector would close the database and release the lock. */
const held = new Set<DatabaseSync>();

/** Mode of folders that only this user can read. Their files then need no permissions of their own. */
const OWN_FOLDER_MODE = 0o700;
const OTHERS_BITS = 0o077;

/** SQLite's error code when another connection has the lock. */
const SQLITE_BUSY = 5;

export interface DataFolder {
  /** Absolute paths. */
  readonly repository: string;
  readonly records: string;
  readonly output: string;
  /** Releases the lock. */
  close(): void;
}

/**
 * Makes the missing parts of the folder and takes its lock.
 * @param root absolute path
 * @throws TreeboxError `bad_setting` when the folder can't be made or written, or another server holds the lock,
 *   or a newer treebox has written it
 */
export function openDataFolder(root: string): DataFolder {
  const executions = join(root, 'executions');
  const output = join(executions, 'output');
  let lock: DatabaseSync;
  try {
    mkdirSync(output, { recursive: true, mode: OWN_FOLDER_MODE });
    closeToOthers(root);
    lock = takeLock(join(root, 'lock'));
  } catch (error) {
    throw new TreeboxError('bad_setting', `--data is ${JSON.stringify(root)}; ${reasonOf(error)}`, { cause: error });
  }
  const close = () => {
    held.delete(lock);
    lock.close();
  };
  try {
    if (readDataFormat(root) < DATA_FORMAT) writeDataFormat(root);
  } catch (error) {
    close();
    throw new TreeboxError('bad_setting', `--data is ${JSON.stringify(root)}; ${(error as Error).message}`, {
      cause: error,
    });
  }
  return {
    repository: join(root, 'snapshots.git'),
    records: join(executions, 'records.sqlite'),
    output,
    close,
  };
}

/** Removes the permissions of other users from a folder, if this user owns it. */
function closeToOthers(root: string): void {
  const { mode, uid } = statSync(root);
  if ((mode & OTHERS_BITS) !== 0 && uid === process.getuid?.()) chmodSync(root, mode & ~OTHERS_BITS & 0o7777);
}

function takeLock(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    held.add(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function reasonOf(error: unknown): string {
  const { errcode, code } = error as { errcode?: number; code?: string };
  if (errcode === SQLITE_BUSY)
    return 'another treebox server is using that folder; it must be stopped, or --data name another folder';
  return `it must be the path of a folder that can be made and written (${code ?? 'unknown error'})`;
}
