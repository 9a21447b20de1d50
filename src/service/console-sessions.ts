/**
 * The browsers that have signed in, by the hash of their key.
 */
import type { Records } from './records.ts';

export interface ConsoleSessionTable {
  /** @param name hash of the session's key @param until ms since 1970 */
  add(name: string, until: number): void;
  has(name: string, now: number): boolean;
  remove(name: string): void;
}

/** Opens the table. */
export function consoleSessionTable(records: Records): ConsoleSessionTable {
  return {
    add: (name, until) => {
      records.run('DELETE FROM console_sessions WHERE kept_until <= ?', Date.now());
      records.run('INSERT INTO console_sessions (name, kept_until) VALUES (?, ?)', name, until);
    },
    has: (name, now) =>
      records.row('SELECT 1 FROM console_sessions WHERE name = ? AND kept_until > ?', name, now) !== undefined,
    remove: (name) => void records.run('DELETE FROM console_sessions WHERE name = ?', name),
  };
}
