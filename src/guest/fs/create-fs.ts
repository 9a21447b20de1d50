/**
 * Node's `fs` and `fs/promises` on the volume.
 *
 * Every operation has three forms: synchronous, with a callback, and as a promise. The work is done during the call.
 * The asynchronous forms deliver the outcome in a later turn of the event loop, so that code that polls lets timers
 * run. Without a callback, the callback form returns a promise, although Node throws: the promise of `fs/promises`,
 * else that of `util.promisify`.
 */
import type { Host } from '../host.ts';
import { NOT_HERE, refusal } from '../not-here.ts';
import { addBlobs, addRead, addTreeCalls } from './composite-calls.ts';
import { constants } from './constants.ts';
import { createContext, type FsNeeds, type Operation } from './context.ts';
import { Dir } from './dir.ts';
import { Dirent } from './dirent.ts';
import { setInspect } from './errors.ts';
import { fileOperations, readFileOperation } from './file-operations.ts';
import { folderOperations } from './folder-operations.ts';
import { asynchronous, type Form, synchronous } from './forms.ts';
import { laterLstat, nameOperations } from './name-operations.ts';
import { create, define, keys, ObjectPrototype, setPrototypeOf } from './primordials.ts';
import { createPromises, type StreamFactories } from './promises.ts';
import { realpathOperations } from './realpath.ts';
import { removeOperations } from './remove.ts';
import { Stats } from './stats.ts';
import { addStreams } from './stream-classes.ts';
import { toUnixTimestamp } from './validate.ts';

export type { FsNeeds } from './context.ts';

type Module = Record<string, Form>;
/** Operations by name, in an object without a prototype. */
type Operations = Readonly<Record<string, Operation | null>>;

/**
 * @param host the volume's calls
 * @param needs services of other parts of the guest library; each is loaded when it is first needed
 */
export function createFs(host: Host, needs: FsNeeds): { fs: object; promises: object } {
  const context = createContext(host, needs);
  setInspect((value, options) => needs.inspect()(value, options));
  const { realpath, native } = realpathOperations(context);
  const operations = {
    __proto__: null,
    ...nameOperations(context),
    ...fileOperations(context),
    ...folderOperations(context),
    ...removeOperations(context, false),
    realpath: native,
  } satisfies Operations as unknown as Record<string, Operation>;
  /** The operations of the asynchronous forms. */
  const later = {
    __proto__: null,
    ...operations,
    ...removeOperations(context, true),
    readFile: readFileOperation(context, true),
    lstat: laterLstat(context),
  } satisfies Operations as unknown as Record<string, Operation>;
  // V8 fills an object without a prototype fastest (bench row `mounted run`). The module gets its prototype at the end.
  const fs = create(null) as Module;
  const streams: StreamFactories = {
    createReadStream: (path, options) =>
      new (fs.ReadStream as unknown as new (...args: unknown[]) => object)(path, options),
    createWriteStream: (path, options) =>
      new (fs.WriteStream as unknown as new (...args: unknown[]) => object)(path, options),
  };
  const { promises, forms, FileHandle } = createPromises(context, later, streams);

  const names = keys(operations);
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] as string;
    const operation = name === 'realpath' ? realpath : (later[name] as Operation);
    const atOnce = name === 'realpath' ? realpath : (operations[name] as Operation);
    // Without a callback, use the form of `fs/promises`, if there is one.
    const promise = promises[name] ?? forms[name];
    define(fs, name, asynchronous(name, operation, needs.defer, promise));
    define(fs, `${name}Sync`, synchronous(name, atOnce));
  }
  define(fs.realpath as Form, 'native', asynchronous('native', native, needs.defer, promises.realpath));
  define(fs.realpathSync as Form, 'native', synchronous('native', native));
  addRead(fs, context);
  addTreeCalls(fs, context, promises);
  addStreams(fs, context, FileHandle, streams);
  addBlobs(fs);
  define(fs, 'lchmod', undefined);
  define(fs, 'lchmodSync', undefined);
  define(fs, 'watch', refusal('fs', 'watch', NOT_HERE.fs.watch));
  define(fs, 'watchFile', refusal('fs', 'watchFile', NOT_HERE.fs.watchFile));
  define(fs, 'unwatchFile', refusal('fs', 'unwatchFile', NOT_HERE.fs.unwatchFile));
  define(fs, '_toUnixTimestamp', toUnixTimestamp);
  define(fs, 'Dir', Dir);
  define(fs, 'Dirent', Dirent);
  define(fs, 'Stats', Stats);
  define(fs, 'constants', constants);
  define(fs, 'promises', promises);
  setPrototypeOf(fs, ObjectPrototype);
  setPrototypeOf(promises, ObjectPrototype);
  return { fs, promises };
}
