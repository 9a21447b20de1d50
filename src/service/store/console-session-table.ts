/**
 * The browsers that have signed in, by the hash of their key.
 */
import type { Records } from './records.ts';

export class ConsoleSessionTable {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  /** Adds a session and deletes expired ones. @param name hash of the session's key @param until ms since 1970 */
  async add(name: string, until: number): Promise<void> {
    this.#records.run('DELETE FROM console_sessions WHERE kept_until <= ?', Date.now());
    this.#records.run('INSERT INTO console_sessions (name, kept_until) VALUES (?, ?)', name, until);
  }

  /** Returns whether a session exists and has not expired. @param now ms since 1970 */
  async has(name: string, now: number): Promise<boolean> {
    return (
      this.#records.row('SELECT 1 FROM console_sessions WHERE name = ? AND kept_until > ?', name, now) !== undefined
    );
  }

  async remove(name: string): Promise<void> {
    this.#records.run('DELETE FROM console_sessions WHERE name = ?', name);
  }
}
