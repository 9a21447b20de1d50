/**
 * Random programs of `fs` calls over a few names, so that calls meet each other.
 */
import fc from 'fast-check';

/** One call. `form` is how it is made where it can be made in several ways. */
export interface FsStep {
  readonly call: string;
  readonly form: 'sync' | 'callback' | 'promise';
  /** Plain JSON. A string that starts with `hex:` stands for bytes, one with `slot:` for a descriptor opened before. */
  readonly args: readonly unknown[];
}

/** What a call came to, as JSON: `value`, or the fields of the error. */
export type Outcome = Readonly<Record<string, unknown>>;

/** Stand for a name of 300 bytes and a path of 5,000, in programs and in outcomes. */
export const LONG_NAME = '{long name}';
export const LONG_PATH = '{long path}';

const form = fc.constantFrom<FsStep['form']>('sync', 'sync', 'callback', 'promise');
/** cpSync of Node is code of its own, which differs from what its other forms do in much; it is compared by example. */
const laterForm = fc.constantFrom<FsStep['form']>('callback', 'promise');
const slot = fc.integer({ min: 0, max: 2 });
const fd = slot.map((number) => `slot:${number}`);
const bytes = fc.uint8Array({ maxLength: 12 }).map((data) => `hex:${Buffer.from(data).toString('hex')}`);
const text = fc.constantFrom('', 'a', 'hello', 'h\u00e9llo \u{1f600}', 'x'.repeat(100));
const data = fc.oneof(bytes, text);
const flag = fc.constantFrom('r', 'r+', 'w', 'w+', 'wx', 'a', 'a+', 'ax', 'rs+');
const mode = fc.constantFrom(0o644, 0o600, 0o755, 0o777, 0o400, '644', 0o100);
const encoding = fc.constantFrom(null, 'utf8', 'hex', 'base64', 'latin1', 'utf16le', 'buffer');
const length = fc.integer({ min: 0, max: 20 });
const position = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 20 }));
const time = fc.constantFrom(0, 1, 1_700_000_000, 1_700_000_000.5, 1_234_567_890.123);

const NAMES = ['a', 'b', 'c', 'd', 'f', 'l'] as const;
const component = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: fc.constantFrom('.', '..', '') },
);

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
  ];
}

type Weighted = readonly [weight: number, call: string, args: readonly fc.Arbitrary<unknown>[]];

/**
 * Programs of up to `steps` calls.
 * @param root the folder that all paths are in, on either side
 */
export function fsPrograms(root: string, steps: number): fc.Arbitrary<readonly FsStep[]> {
  const path = paths(root);
  const plain = fc
    .array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 })
    .map((names) => `${root}/${names.join('/')}`);
  const fileOptions = fc.record({ flag, mode, encoding: fc.constant('utf8') }, { requiredKeys: [] });
  const flagged = (...names: string[]) =>
    fc.record(Object.fromEntries(names.map((name) => [name, fc.boolean()])), { requiredKeys: [] });
  const method = fc.oneof(
    fc.tuple(fc.constant('read'), fc.constant('hex:00000000'), fc.constant(0), fc.constant(4), position),
    fc.tuple(fc.constant('write'), bytes, fc.constant(0), fc.constant(undefined), position),
    fc.tuple(fc.constant('writeFile'), data),
    fc.tuple(fc.constant('appendFile'), data),
    fc.tuple(fc.constant('readFile'), fc.constantFrom(null, 'utf8', 'hex', 'base64', 'latin1', 'utf16le')),
    fc.tuple(fc.constantFrom('stat', 'sync', 'datasync')),
    fc.tuple(fc.constant('truncate'), length),
    fc.tuple(fc.constant('chmod'), mode),
  );
  const calls: readonly Weighted[] = [
    [8, 'writeFile', [path, data, fileOptions]],
    [4, 'appendFile', [path, data]],
    [6, 'readFile', [path, fc.record({ encoding, flag }, { requiredKeys: [] })]],
    [8, 'mkdir', [path, fc.record({ recursive: fc.boolean(), mode }, { requiredKeys: [] })]],
    [3, 'rmdir', [path]],
    [4, 'rm', [path, flagged('recursive', 'force')]],
    [4, 'unlink', [path]],
    [8, 'rename', [path, path]],
    [4, 'link', [path, path]],
    [6, 'symlink', [targets(root), path]],
    [2, 'readlink', [path]],
    [2, 'realpath', [path.filter((text) => text !== '')]],
    [2, 'realpathNative', [path]],
    [4, 'stat', [path, fc.record({ throwIfNoEntry: fc.boolean(), bigint: fc.boolean() }, { requiredKeys: [] })]],
    [4, 'lstat', [path]],
    [2, 'access', [path, fc.constantFrom(0, 1, 2, 4, 7)]],
    [1, 'exists', [path]],
    [4, 'readdir', [path, fc.record({ withFileTypes: fc.boolean(), recursive: fc.boolean() }, { requiredKeys: [] })]],
    [3, 'chmod', [path, mode]],
    [2, 'truncate', [path, length]],
    [4, 'copyFile', [path, path, fc.constantFrom(0, 1)]],
    [3, 'cp', [plain, plain, flagged('recursive', 'force', 'errorOnExist', 'verbatimSymlinks')]],
    [1, 'mkdtemp', [path]],
    [2, 'opendir', [path]],
    [8, 'open', [slot, path, flag, mode]],
    [3, 'close', [slot]],
    [5, 'read', [fd, length, position]],
    [5, 'write', [fd, bytes, fc.constant(0), fc.constant(undefined), position]],
    [2, 'write', [fd, text, position]],
    [2, 'readv', [fd, fc.array(length, { minLength: 1, maxLength: 3 }), position]],
    [2, 'writev', [fd, fc.array(bytes, { maxLength: 3 }), position]],
    [2, 'fstat', [fd]],
    [2, 'ftruncate', [fd, length]],
    [1, 'fchmod', [fd, mode]],
    [2, 'readFile', [fd, encoding]],
    [2, 'writeFile', [fd, data]],
    [1, 'appendFile', [fd, data]],
    [1, 'fsync', [fd]],
    [1, 'utimes', [path, time, time]],
    [1, 'futimes', [fd, time, time]],
    [2, 'glob', [fc.constantFrom('*', '**', '**/*', '*/a', 'a/**', '{a,b}/*', '*/'), fc.record({ cwd: path })]],
    [
      2,
      'readStream',
      [path, fc.record({ start: length, highWaterMark: fc.constantFrom(1, 3, 64) }, { requiredKeys: [] })],
    ],
    [2, 'writeStream', [path, fc.array(text, { maxLength: 3 }), fc.record({ flags: flag }, { requiredKeys: [] })]],
    [3, 'handle', [path, flag, fc.array(method, { maxLength: 4 })]],
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
