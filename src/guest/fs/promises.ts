/**
 * `fs/promises`.
 */

import { NOT_HERE, refusal } from '../not-here.ts';
import { constants } from './constants.ts';
import type { FsContext, Operation } from './context.ts';
import { createCopy, runCopyAsync } from './cp.ts';
import { invalidArgType, typeError } from './errors.ts';
import { createFileHandle, type FileHandle } from './file-handle.ts';
import { type Form, named, promised } from './forms.ts';
import { apply, create, define, isView, keys, promiseReject } from './primordials.ts';
import { toOptions } from './validate.ts';

/** Operations that `fs/promises` lacks: `exists`, and those on a descriptor, which are methods of handles. */
const NOT_PROMISED = {
  __proto__: null,
  exists: true,
  close: true,
  read: true,
  write: true,
  readv: true,
  writev: true,
  fstat: true,
  fchmod: true,
  fchown: true,
  futimes: true,
  ftruncate: true,
  fsync: true,
  fdatasync: true,
} as unknown as Readonly<Record<string, true | undefined>>;

/** The module, the class of its handles, and every operation as a promise form. */
export interface Promises {
  readonly promises: Record<string, Form>;
  readonly forms: Readonly<Record<string, Form>>;
  readonly FileHandle: ReturnType<typeof createFileHandle>;
}

/** Stream factories. Handles need them, and the streams need handles. */
export interface StreamFactories {
  createReadStream(path: unknown, options?: unknown): unknown;
  createWriteStream(path: unknown, options?: unknown): unknown;
}

export function createPromises(
  context: FsContext,
  operations: Readonly<Record<string, Operation>>,
  streams: StreamFactories,
): Promises {
  const { needs, emptyBuffer } = context;
  const promises = create(null) as Record<string, Form>;
  const forms = create(null) as Record<string, Form>;
  const names = keys(operations);
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] as string;
    forms[name] = promised(name, operations[name] as Operation, needs.defer);
    if (!NOT_PROMISED[name]) define(promises, name, forms[name]);
  }
  const form = (name: string): Form => forms[name] as Form;

  const FileHandleType = createFileHandle({
    forms,
    createReadStream: (path, options) => streams.createReadStream(path, options),
    createWriteStream: (path, options) => streams.createWriteStream(path, options),
    emptyBuffer,
    decoder: needs.decoder,
    emitter: () => needs.emitter() as ReturnType<Parameters<typeof createFileHandle>[0]['emitter']>,
  });

  const open = async (path: unknown, flags?: unknown, mode?: unknown): Promise<FileHandle> =>
    new FileHandleType((await form('open')(path, flags, mode)) as number);

  /** Makes a form that accepts a handle and passes its descriptor on. */
  const withFd = (name: string): Form =>
    named(name, (...args) => {
      const target = args[0];
      if (FileHandleType.isFileHandle(target)) args[0] = target.fd;
      else if (typeof target === 'number') return promiseReject(notAPath(target));
      return apply(form(name), undefined, args);
    });

  /** Writes the pieces of an iterable. */
  const writePieces = async (target: unknown, pieces: Iterable<unknown>, options: unknown, flag: string) => {
    const given = toOptions(options);
    const isHandle = FileHandleType.isFileHandle(target);
    const handle = isHandle ? target : await open(target, given.flag || flag, given.mode);
    try {
      for await (const piece of pieces) {
        const data = isView(piece) || typeof piece === 'string' ? piece : String(piece);
        await handle.write(data, undefined, given.encoding);
      }
    } finally {
      if (!isHandle) await handle.close();
    }
  };

  const writing = (name: string, flag: string): Form => {
    const write = withFd(name);
    return named(name, (path, data, options) =>
      isPieces(data) ? writePieces(path, data, options, flag) : write(path, data, options),
    );
  };

  define(promises, 'open', named('open', open as Form));
  define(promises, 'readFile', withFd('readFile'));
  define(promises, 'writeFile', writing('writeFile', 'w'));
  define(promises, 'appendFile', writing('appendFile', 'a'));
  define(
    promises,
    'truncate',
    named('truncate', async (path, length) => {
      if (typeof path === 'number') throw notAPath(path);
      return form('truncate')(path, length);
    }),
  );
  defineRest(promises, context, form);
  return { promises, forms, FileHandle: FileHandleType };
}

/** Defines functions without an operation of their own. @param form returns the promise form of an operation */
function defineRest(promises: Record<string, Form>, context: FsContext, form: (name: string) => Form): void {
  const { needs } = context;
  const copy = createCopy(context);
  define(
    promises,
    'cp',
    named('cp', async (src, dest, options) => runCopyAsync(copy(true, src, dest, options))),
  );
  define(
    promises,
    'glob',
    named('glob', async function* glob(pattern, options) {
      const paths = needs.glob().glob(context, pattern, options)();
      for (let at = 0; at < paths.length; at += 1) yield paths[at];
    }),
  );
  define(
    promises,
    'mkdtempDisposable',
    named('mkdtempDisposable', async (prefix, options) => {
      const path = await form('mkdtemp')(prefix, options);
      const remove = () => form('rm')(path, { recursive: true, force: true });
      const disposable = create(null) as object;
      define(disposable, 'path', path);
      define(disposable, 'remove', remove);
      define(disposable, Symbol.asyncDispose, async () => void (await remove()));
      return disposable;
    }),
  );
  define(
    promises,
    'lchmod',
    named('lchmod', async () => {
      throw typeError('ERR_METHOD_NOT_IMPLEMENTED', 'The lchmod() method is not implemented');
    }),
  );
  define(promises, 'watch', refusal('fs/promises', 'watch', NOT_HERE.fs.watch));
  define(promises, 'constants', constants);
}

function notAPath(value: unknown): TypeError {
  return invalidArgType('path', 'of type string or an instance of Buffer or URL', value);
}

function isPieces(data: unknown): data is Iterable<unknown> {
  return (
    typeof data === 'object' &&
    data !== null &&
    !isView(data) &&
    (Symbol.iterator in data || Symbol.asyncIterator in data)
  );
}
