/**
 * Node's `fs` and `fs/promises` on the volume. Layer 0, guest side.
 *
 * Every call exists in three forms, made from one operation: synchronous, with a callback, and as a promise. The work is
 * done when the call is made, and its outcome delivered in a later turn of the loop, so that whoever polls lets timers
 * run. Where Node has a callback form only, a call without callback returns a promise: what `fs/promises` would, else
 * what `util.promisify` would.
 */
import type { Host } from '../host.ts';
import { constants } from './constants.ts';
import { createContext, type FsNeeds, type Operation } from './context.ts';
import { Dirent } from './dirent.ts';
import { setInspect } from './errors.ts';
import { fileOperations } from './file-operations.ts';
import { folderOperations } from './folder-operations.ts';
import { asynchronous, promised, synchronous } from './forms.ts';
import { nameOperations } from './name-operations.ts';
import { arrayIncludes, define, freeze, keys } from './primordials.ts';
import { Stats } from './stats.ts';

export type { FsNeeds } from './context.ts';

/** Operations that take a descriptor or are old: `fs/promises` does not offer them. */
const NOT_PROMISED = freeze([
  'exists',
  'close',
  'read',
  'write',
  'readv',
  'writev',
  'fstat',
  'fchmod',
  'fchown',
  'futimes',
  'ftruncate',
  'fsync',
  'fdatasync',
]);

/**
 * @param host the volume's calls
 * @param needs what other parts of the guest library lend; each is asked for when it is first needed
 */
export function createFs(host: Host, needs: FsNeeds): { fs: object; promises: object } {
  const context = createContext(host, needs);
  setInspect((value, options) => needs.inspect()(value, options));
  const operations: Record<string, Operation> = {
    ...nameOperations(context),
    ...fileOperations(context),
    ...folderOperations(context),
  };
  const fs: Record<string, unknown> = {};
  const promises: Record<string, unknown> = {};
  const names = keys(operations);
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] as string;
    const operation = operations[name] as Operation;
    define(fs, name, asynchronous(name, operation, needs.defer));
    define(fs, `${name}Sync`, synchronous(name, operation));
    if (!arrayIncludes(NOT_PROMISED, name)) define(promises, name, promised(name, operation, needs.defer));
  }
  define(promises, 'constants', constants);
  define(fs, 'constants', constants);
  define(fs, 'promises', promises);
  define(fs, 'Stats', Stats);
  define(fs, 'Dirent', Dirent);
  return { fs, promises };
}
