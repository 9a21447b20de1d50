/**
 * Random programs of `fs` calls over a few names, so that calls meet each other.
 */
import { constants } from 'node:fs';
import fc from 'fast-check';

/** One call. `form` is how it is made where it can be made in several ways. */
export interface FsStep {
  readonly call: string;
  /** `bare` is without a callback: of Node's then the promise form. */
  readonly form: 'sync' | 'callback' | 'promise' | 'bare';
  /**
   * Plain JSON, in which a string stands for something else when it starts with `hex:` (bytes), `slot:` (a descriptor
   * opened before), `big:` (a BigInt), `without:` (a filter), `as bytes:` or `as url:` (a path in that form).
   */
  readonly args: readonly unknown[];
}

/** What a call came to, as JSON: `value`, or the fields of the error. */
export type Outcome = Readonly<Record<string, unknown>>;

/** Stand for a name of 300 bytes and a path of 5,000, in programs and in outcomes. */
export const LONG_NAME = '{long name}';
export const LONG_PATH = '{long path}';

const form = fc.constantFrom<FsStep['form']>('sync', 'sync', 'callback', 'promise', 'bare');
/** cpSync of Node is code of its own, which differs from what its other forms do in much; fs-cp.test.ts compares it. */
const laterForm = fc.constantFrom<FsStep['form']>('callback', 'promise', 'bare');
const slot = fc.integer({ min: 0, max: 2 });
const fd = slot.map((number) => `slot:${number}`);
const bytes = fc.uint8Array({ maxLength: 12 }).map((data) => `hex:${Buffer.from(data).toString('hex')}`);
const text = fc.constantFrom('', 'a', 'hello', 'h\u00e9llo \u{1f600}', 'x'.repeat(100));
const data = fc.oneof(bytes, text);
const flag = fc.constantFrom('r', 'r+', 'w', 'w+', 'wx', 'a', 'a+', 'ax', 'rs+');
const mode = fc.constantFrom(0o644, 0o600, 0o755, 0o777, 0o400, '644', 0o100);
const encoding = fc.constantFrom(
  null,
  'utf8',
  'UTF-8',
  'hex',
  'base64',
  'base64url',
  'latin1',
  'binary',
  'ascii',
  'ucs2',
  'buffer',
);
const length = fc.integer({ min: 0, max: 20 });
const position = fc.oneof(
  { weight: 6, arbitrary: fc.constant(null) },
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom('big:3', -1, 1.5, '2') },
);
/** A file read from far behind its end has nothing there; one written there would be as large. */
const farPosition = fc.oneof(
  { weight: 12, arbitrary: position },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 40, 2 ** 53, 'big:9007199254740993', 'big:9223372036854775808') },
);
const owner = fc.constantFrom(-1, 0, 1000);
/** Flags that no word stands for. */
const bits = fc.constantFrom(
  constants.O_RDONLY | constants.O_DIRECTORY,
  constants.O_RDONLY | constants.O_NOFOLLOW,
  constants.O_RDONLY | constants.O_TRUNC,
  constants.O_RDONLY | constants.O_CREAT,
  constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
  constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW,
  constants.O_WRONLY | constants.O_APPEND | constants.O_TRUNC,
  constants.O_WRONLY | constants.O_SYNC,
);
const openFlag = fc.oneof({ weight: 6, arbitrary: flag }, { weight: 1, arbitrary: bits });
const time = fc.constantFrom(0, 1, 1_700_000_000, 1_700_000_000.5, 1_234_567_890.123);

const NAMES = ['a', 'b', 'c', 'd', 'f', 'l'] as const;
const component = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: fc.constantFrom('.', '..', '') },
);

/** Options of any of these names. */
function some(options: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> {
  return fc.record(options, { requiredKeys: [] });
}

/** Paths below `root`, now and then strange ones, now and then as bytes or as a URL. */
function pathsInForms(root: string): fc.Arbitrary<string> {
  const named = paths(root);
  const absolute = named.filter((path) => path !== '');
  return fc.oneof(
    { weight: 20, arbitrary: named },
    { weight: 1, arbitrary: absolute.map((path) => `as bytes:${path}`) },
    { weight: 1, arbitrary: absolute.map((path) => `as url:${path}`) },
  );
}

/** Paths below `root`, now and then strange ones. */
function paths(root: string): fc.Arbitrary<string> {
  const ordinary = fc
    .tuple(fc.array(component, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '', '', '', '', '/'))
    .map(([components, end]) => `${root}/${components.join('/')}${end}`);
  return fc.oneof(
    { weight: 60, arbitrary: ordinary },
    { weight: 1, arbitrary: fc.constant(`${root}/${LONG_NAME}`) },
    { weight: 1, arbitrary: fc.constant(`${root}/a/${LONG_PATH}`) },
    { weight: 1, arbitrary: fc.constantFrom('', `${root}/\u00e9\u{1f600}`) },
  );
}

/** Where links lead: names beside them, or paths from the root. */
function targets(root: string): fc.Arbitrary<string> {
  const relative = fc
    .array(
      fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...NAMES) },
        { weight: 1, arbitrary: fc.constantFrom('.', '..') },
      ),
      {
        minLength: 1,
        maxLength: 2,
      },
    )
    .map((components) => components.join('/'));
  return fc.oneof({ weight: 4, arbitrary: relative }, { weight: 1, arbitrary: paths(root) });
}

/** Something to work on, so that most calls find what they name. */
function beginning(root: string): readonly FsStep[] {
  const step = (call: string, ...args: unknown[]): FsStep => ({ call, form: 'sync', args });
  return [
    step('mkdir', `${root}/a/b`, { recursive: true }),
    step('mkdir', `${root}/c`),
    step('mkdir', `${root}/d`),
    step('writeFile', `${root}/a/f`, 'in a'),
    step('writeFile', `${root}/a/b/c`, 'in a/b'),
    step('writeFile', `${root}/f`, 'at the root'),
    step('symlink', 'a', `${root}/l`),
    step('symlink', '../f', `${root}/c/l`),
    step('open', 0, `${root}/f`, 'r+'),
    step('open', 1, `${root}/a/f`, 'a+'),
  ];
}

type Weighted = readonly [weight: number, call: string, args: readonly fc.Arbitrary<unknown>[]];

/**
 * Programs of up to `steps` calls.
 * @param root the folder that all paths are in, on either side
 */
export function fsPrograms(root: string, steps: number): fc.Arbitrary<readonly FsStep[]> {
  const path = pathsInForms(root);
  const pathText = paths(root);
  const plain = fc
    .array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 })
    .map((names) => `${root}/${names.join('/')}`);
  const fileOptions = some({ flag, mode, encoding: fc.constantFrom('utf8', 'hex', 'latin1'), flush: fc.boolean() });
  const flagged = (...names: string[]) => some(Object.fromEntries(names.map((name) => [name, fc.boolean()])));
  const nameOptions = some({ encoding: fc.constantFrom('utf8', 'buffer', 'hex', 'latin1') });
  const chunkBytes = fc.constantFrom(1, 3, 64);
  const readOptions = some({
    start: length,
    end: length,
    highWaterMark: chunkBytes,
    encoding: fc.constantFrom('utf8', 'hex', 'base64', 'latin1', 'utf16le'),
  });
  /** A stream that can't be made leaves its handle in use for good, in Node. */
  const rightReadOptions = readOptions.map((options: { start?: unknown; end?: unknown }) =>
    (options.start as number) > (options.end as number) ? { ...options, end: options.start } : options,
  );
  const writeOptions = some({ start: length, highWaterMark: chunkBytes, flush: fc.boolean() });
  const chunks = fc.array(text, { maxLength: 3 });
  const method = fc.oneof(
    fc.tuple(fc.constant('read'), fc.constant('hex:00000000'), fc.constant(0), fc.constant(4), farPosition),
    fc.tuple(
      fc.constant('read'),
      some({ buffer: fc.constant('hex:000000'), offset: fc.nat(2), length: fc.nat(1), position: farPosition }),
    ),
    fc.tuple(fc.constant('readv'), fc.constantFrom(['hex:0000', 'hex:00'], []), position),
    fc.tuple(fc.constant('write'), bytes, fc.constant(0), fc.constant(undefined), position),
    fc.tuple(fc.constant('write'), text, position),
    fc.tuple(fc.constant('writev'), fc.array(bytes, { minLength: 1, maxLength: 3 }), position),
    fc.tuple(fc.constant('writeFile'), data),
    fc.tuple(fc.constant('appendFile'), data),
    fc.tuple(fc.constant('readFile'), fc.constantFrom(null, 'utf8', 'hex', 'base64', 'latin1', 'utf16le')),
    fc.tuple(fc.constantFrom('lines', 'close')),
    fc.tuple(fc.constant('readStream'), rightReadOptions),
    fc.tuple(fc.constant('webStream'), flagged('autoClose')),
    fc.tuple(fc.constant('writeStream'), chunks, writeOptions),
    fc.tuple(fc.constant('chown'), owner, owner),
    fc.tuple(fc.constant('utimes'), time, time),
    fc.tuple(fc.constantFrom('stat', 'sync', 'datasync')),
    fc.tuple(fc.constant('truncate'), length),
    fc.tuple(fc.constant('chmod'), mode),
  );
  const cpOptions = fc
    .tuple(
      flagged('recursive', 'force', 'errorOnExist', 'verbatimSymlinks', 'preserveTimestamps'),
      some({ dereference: fc.boolean(), filter: fc.constantFrom('without:a', 'without:/b') }),
    )
    .map(([first, second]) => ({ ...first, ...second }));
  const calls: readonly Weighted[] = [
    [8, 'writeFile', [path, data, fileOptions]],
    [4, 'appendFile', [path, data, fileOptions]],
    [6, 'readFile', [path, fc.oneof(encoding, some({ encoding, flag: openFlag }))]],
    [1, 'aborted', [fc.constant('readFile'), fc.constantFrom('before', 'after'), path]],
    [1, 'aborted', [fc.constantFrom('writeFile', 'appendFile'), fc.constant('before'), path, data]],
    [8, 'mkdir', [path, fc.oneof(mode, some({ recursive: fc.boolean(), mode }))]],
    [3, 'rmdir', [path]],
    [4, 'rm', [path, flagged('recursive', 'force')]],
    [4, 'unlink', [path]],
    [8, 'rename', [path, path]],
    [4, 'link', [path, path]],
    [6, 'symlink', [targets(root), path]],
    [2, 'readlink', [path, nameOptions]],
    [2, 'realpath', [path.filter((text) => text !== ''), nameOptions]],
    [2, 'realpathNative', [path, nameOptions]],
    [4, 'stat', [path, flagged('throwIfNoEntry', 'bigint')]],
    [4, 'lstat', [path, flagged('throwIfNoEntry', 'bigint')]],
    [1, 'statfs', [path, flagged('bigint')]],
    [2, 'access', [path, fc.constantFrom(0, 1, 2, 4, 7)]],
    [1, 'exists', [path]],
    [
      4,
      'readdir',
      [
        path,
        some({
          withFileTypes: fc.boolean(),
          recursive: fc.boolean(),
          encoding: fc.constantFrom('utf8', 'buffer', 'hex'),
        }),
      ],
    ],
    [3, 'chmod', [path, mode]],
    [2, 'truncate', [path, length]],
    [1, 'chown', [path, owner, owner]],
    [1, 'lchown', [path, owner, owner]],
    [4, 'copyFile', [path, path, fc.constantFrom(0, 1, 2, 3)]],
    [4, 'cp', [plain, plain, cpOptions]],
    [1, 'mkdtemp', [path, some({ encoding: fc.constantFrom('utf8', 'buffer') })]],
    [1, 'mkdtempDisposable', [pathText]],
    [2, 'opendir', [path, flagged('recursive')]],
    [8, 'open', [slot, path, openFlag, mode]],
    [3, 'close', [slot]],
    [5, 'read', [fd, length, farPosition]],
    [5, 'write', [fd, bytes, fc.constant(0), fc.constant(undefined), position]],
    [2, 'write', [fd, text, position]],
    [2, 'readv', [fd, fc.array(length, { maxLength: 3 }), farPosition]],
    [2, 'writev', [fd, fc.array(bytes, { maxLength: 3 }), position]],
    [2, 'fstat', [fd, flagged('bigint')]],
    [2, 'ftruncate', [fd, length]],
    [1, 'fchmod', [fd, mode]],
    [2, 'readFile', [fd, encoding]],
    [2, 'writeFile', [fd, data]],
    [1, 'appendFile', [fd, data]],
    [1, 'fchown', [fd, owner, owner]],
    [1, 'fsync', [fd]],
    [1, 'fdatasync', [fd]],
    [1, 'utimes', [path, time, time]],
    [1, 'lutimes', [path, time, time]],
    [1, 'futimes', [fd, time, time]],
    [
      2,
      'glob',
      [
        fc.constantFrom('*', '**', '**/*', '*/a', 'a/**', '{a,b}/*', '*/', '?', '[a-c]', ['a/*', 'l/*']),
        fc.record(
          { cwd: pathText, withFileTypes: fc.boolean(), exclude: fc.constantFrom(['**/a'], ['c'], ['b/**']) },
          { requiredKeys: ['cwd'] },
        ),
      ],
    ],
    [1, 'openAsBlob', [path, fc.integer({ min: -5, max: 20 }), length]],
    [3, 'readStream', [path, readOptions]],
    [1, 'descriptorStream', [slot, some({ start: length, highWaterMark: chunkBytes })]],
    [3, 'writeStream', [path, chunks, fc.tuple(writeOptions, some({ flags: flag })).map(([a, b]) => ({ ...a, ...b }))]],
    [1, 'copyStream', [path, path, some({ highWaterMark: chunkBytes })]],
    [5, 'handle', [path, openFlag, fc.array(method, { maxLength: 4 })]],
  ];
  const step = fc.oneof(
    ...calls.map(([weight, call, args]) => ({
      weight,
      arbitrary: fc.record({
        call: fc.constant(call),
        form: call === 'cp' ? laterForm : form,
        args: fc.tuple(...args),
      }),
    })),
  );
  return fc.array(step, { minLength: 1, maxLength: steps, size: 'max' }).map((made) => [...beginning(root), ...made]);
}
