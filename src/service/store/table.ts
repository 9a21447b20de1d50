/**
 * The common part of all tables of the store.
 *
 * A method returns a promise, so that a database over a network could have the same interface. The tables of SQLite do their
 * work before they return the promise.
 */
import type { Oid } from '../../core/ids.ts';

/** A table whose rows name objects of the repository. */
export interface NamesObjects {
  /** Returns every object that a row names: it is kept as long as the row is. */
  namedObjects(): Promise<Oid[]>;
}
