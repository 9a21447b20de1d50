/**
 * The calls of `fs` that are not made from a single operation: `read` without a buffer, `cp`, `glob`, blobs, disposable
 * temporary folders.
 */
import type { FsContext } from './context.ts';
import { createCopy, runCopy, runCopyAsync } from './cp.ts';
import { invalidArgType } from './errors.ts';
import { DEFAULT_READ_BYTES } from './file-operations.ts';
import { type Form, named, withCallback } from './forms.ts';
import { apply, define, isView, promiseThen } from './primordials.ts';
import { checkFunction, checkObject, type Options } from './validate.ts';

type Module = Record<string, Form>;

/** Makes `read` accept the same arguments as in Node: a buffer, options, or neither. */
export function addRead(fs: Module, { emptyBuffer }: FsContext): void {
  const read = fs.read as Form;
  const any = named('read', (...args) => {
    const second = args[1];
    if (isView(second)) {
      if (args[2] === null) args[2] = 0;
      return apply(read, undefined, args);
    }
    const callback = args[args.length - 1];
    const given = typeof second === 'function' || second === undefined ? {} : checkObject(second, 'options', true);
    const { buffer = emptyBuffer(DEFAULT_READ_BYTES), offset, length, position } = given as Options;
    const range = { offset: offset ?? 0, length, position };
    return typeof callback === 'function' ? read(args[0], buffer, range, callback) : read(args[0], buffer, range);
  });
  define(fs, 'read', any);
}

/** Adds the calls on whole trees, in their synchronous and callback forms. */
export function addTreeCalls(fs: Module, context: FsContext, promises: Readonly<Module>): void {
  const { needs } = context;
  const copy = createCopy(context);
  define(
    fs,
    'cpSync',
    named('cpSync', (src, dest, options) => runCopy(copy(false, src, dest, options))),
  );
  define(
    fs,
    'cp',
    withCallback('cp', promises.cp as Form, (args, done) => {
      const walk = copy(true, args[0], args[1], args[2]);
      return void apply(promiseThen, runCopyAsync(walk), [() => done(null), done]);
    }),
  );
  const find = (pattern: unknown, options: unknown) => needs.glob().glob(context, pattern, options)();
  define(fs, 'globSync', named('globSync', find));
  const findAsync = named('glob', async (pattern, options) => find(pattern, options));
  define(
    fs,
    'glob',
    withCallback('glob', findAsync, (args, done) => {
      const paths = find(args[0], args[1]);
      return needs.defer(() => void done(null, paths));
    }),
  );
  define(
    fs,
    'mkdtempDisposableSync',
    named('mkdtempDisposableSync', (prefix, options) => {
      const path = (fs.mkdtempSync as Form)(prefix, options);
      const remove = () => void (fs.rmSync as Form)(path, { recursive: true, force: true });
      return { path, remove, [Symbol.dispose]: remove };
    }),
  );
}

type BlobType = new (parts: unknown[], options: { type: string }) => object;

/** Adds the calls that make a blob of a file, with the content that the file has at the time of the call. */
export function addBlobs(fs: Module): void {
  const toBlob = (path: unknown, given: unknown = {}): object => {
    const { type } = checkObject(given, 'options');
    if (type && typeof type !== 'string') throw invalidArgType('options.type', 'of type string', type);
    // This throws for an invalid path. For a missing file, its error names the system call `stat`.
    (fs.statSync as Form)(path);
    const { Blob: WebBlob } = globalThis as unknown as { Blob: BlobType };
    checkFunction(WebBlob, 'Blob');
    return new WebBlob([(fs.readFileSync as Form)(path)], { type: (type as string | undefined) || '' });
  };
  // The form with a promise throws argument errors synchronously too.
  const settled = async (blob: object) => blob;
  define(fs, 'openAsBlobSync', named('openAsBlobSync', toBlob));
  define(
    fs,
    'openAsBlob',
    named('openAsBlob', (path, options) => settled(toBlob(path, options))),
  );
}
