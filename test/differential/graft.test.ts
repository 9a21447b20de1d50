/**
 * A tree that is grafted into a volume, judged by Node on a read-only mount of Linux in a namespace of its own.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { MemoryObjects } from '../support/memory-objects.ts';
import { mount, type NodeFs } from '../support/volume-fs.ts';

/** Mounts a folder read-only at `$1/data`, beside `f` and `d`, and runs the program of `$2` there. */
const IN_NAMESPACE = `set -e
mount -t tmpfs none "$1"; cd "$1"
mkdir d data store store/s; echo -n F > f; echo -n old > data/old
echo -n A > store/a; echo -n B > store/s/b; ln -s a store/l; mkdir d/in; echo -n in > d/in/g
mount --bind store data; mount -o remount,ro,bind data
exec "$3" -e "$2" "$1"`;

/** Each call with its arguments; a text that begins with a slash is a path. */
const CALLS: readonly (readonly [string, ...(string | number | object)[]])[] = [
  ['readFileSync', '/data/a', 'utf8'],
  ['readFileSync', '/data/l', 'utf8'],
  ['readFileSync', '/data/s/../s/b', 'utf8'],
  ['readFileSync', '/data/old'],
  ['readdirSync', '/data'],
  ['existsSync', '/data/s/b'],
  ['accessSync', '/data/a', 4],
  ['accessSync', '/data/a', 2],
  ['accessSync', '/data', 2],
  ['writeFileSync', '/data/a', 'x'],
  ['writeFileSync', '/data/new', 'x'],
  ['writeFileSync', '/data/s', 'x'],
  ['writeFileSync', '/data/none/new', 'x'],
  ['appendFileSync', '/data/a', 'x'],
  ['openSync', '/data/a', 'r'],
  ['openSync', '/data/a', 'r+'],
  ['openSync', '/data/a', 'wx'],
  ['openSync', '/data/new', 'wx'],
  ['openSync', '/data/s', 'r+'],
  ['truncateSync', '/data/a', 0],
  ['mkdirSync', '/data/new'],
  ['mkdirSync', '/data/s'],
  ['mkdirSync', '/data'],
  ['mkdirSync', '/data/s', { recursive: true }],
  ['mkdirSync', '/data/new/deep', { recursive: true }],
  ['mkdtempSync', '/data/t-'],
  ['symlinkSync', 'a', '/data/new'],
  ['symlinkSync', 'a', '/data/a'],
  ['linkSync', '/f', '/data/new'],
  ['linkSync', '/data/a', '/new'],
  ['linkSync', '/data/a', '/data/new'],
  ['linkSync', '/data/s', '/new'],
  ['unlinkSync', '/data/a'],
  ['unlinkSync', '/data/none'],
  ['unlinkSync', '/data/s'],
  ['unlinkSync', '/data'],
  ['rmdirSync', '/data/s'],
  ['rmdirSync', '/data/none'],
  ['rmdirSync', '/data'],
  ['renameSync', '/data/a', '/data/b'],
  ['renameSync', '/data/none', '/data/b'],
  ['renameSync', '/data/a', '/b'],
  ['renameSync', '/f', '/data/b'],
  ['renameSync', '/f', '/data/a'],
  ['renameSync', '/none', '/data/a'],
  ['renameSync', '/data', '/b'],
  ['renameSync', '/d', '/data'],
  ['renameSync', '/f', '/data'],
  ['chmodSync', '/data/a', 0o755],
  ['chmodSync', '/data', 0o755],
  ['chownSync', '/data/a', 0, 0],
  ['lchownSync', '/data/l', 0, 0],
  ['utimesSync', '/data/a', 1, 1],
  ['lutimesSync', '/data/l', 1, 1],
  ['copyFileSync', '/f', '/data/new'],
  ['copyFileSync', '/f', '/data/a'],
  ['copyFileSync', '/data/a', '/copy'],
  ['readFileSync', '/copy', 'utf8'],
  ['cpSync', '/data', '/copies', { recursive: true }],
  ['readFileSync', '/copies/s/b', 'utf8'],
  ['writeFileSync', '/copies/s/b', 'mine'],
  ['readFileSync', '/data/s/b', 'utf8'],
  ['realpathSync', '/data/l'],
  ['statSync', '/data/../f', { bigint: false }],
];

/** What each call comes to: its value, or the code of its error. The text of it runs in the judge. */
function outcomes(fs: NodeFs, root: string, calls: typeof CALLS): unknown[] {
  const placed = (value: unknown) => (typeof value === 'string' && value.startsWith('/') ? root + value : value);
  return calls.map(([name, ...args]) => {
    try {
      const call = fs[name as 'statSync'] as unknown as (...args: unknown[]) => unknown;
      const value = call(...args.map(placed));
      if (name === 'openSync') fs.closeSync(value as number);
      if (name === 'openSync' || name === 'statSync' || value === undefined) return 'done';
      return typeof value === 'string' ? value.replace(root, '') : value;
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      return [code, syscall];
    }
  });
}

const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

function volume() {
  const objects = new MemoryObjects();
  const tree = objects.tree({ f: 'F', d: { in: { g: 'in' } }, data: { old: 'old' } });
  const other = objects.tree({ a: 'A', s: { b: 'B' }, 'l@': 'a' });
  const mounted = mount({ objects, tree });
  mounted.volume.graft('/data', other);
  return { ...mounted, tree };
}

test.skipIf(!canMount)('graft: calls end as on a read-only mount of Linux', () => {
  const program = `const outcomes = ${outcomes.toString()};
    console.log(JSON.stringify(outcomes(require('fs'), process.argv[1], ${JSON.stringify(CALLS)})));`;
  const args = ['-rm', 'sh', '-c', IN_NAMESPACE, 'sh', '/mnt', program, process.execPath];
  const judged = JSON.parse(execFileSync('unshare', args, { encoding: 'utf8' })) as unknown[];
  const told = (list: unknown[]) => list.map((outcome, at) => [CALLS[at], outcome]);
  expect(told(JSON.parse(JSON.stringify(outcomes(volume().fs, '', CALLS))))).toEqual(told(judged));
});
