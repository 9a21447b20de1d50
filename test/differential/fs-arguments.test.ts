/**
 * Node judges which arguments `fs` refuses, and with which error: every call with a wrong value in every place.
 */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mount, type NodeFs } from '../support/volume-fs.ts';

/** Stands for a name below the test's folder. */
const name = (text: string) => ({ name: text });
/** Stands for a descriptor of an open file. */
const FD = { fd: true };

const file = name('f');
const bytes = () => Buffer.from('ab');

/** Good arguments of each call. */
const CALLS: Readonly<Record<string, readonly unknown[]>> = {
  access: [file, 0],
  appendFile: [file, 'x', {}],
  chmod: [file, 0o644],
  chown: [file, 0, 0],
  close: [FD],
  copyFile: [file, name('g'), 0],
  cp: [file, name('h'), {}],
  exists: [file],
  fchmod: [FD, 0o644],
  fchown: [FD, 0, 0],
  fdatasync: [FD],
  fstat: [FD, {}],
  fsync: [FD],
  ftruncate: [FD, 1],
  futimes: [FD, 1, 1],
  lchown: [file, 0, 0],
  link: [file, name('k')],
  lstat: [file, {}],
  lutimes: [file, 1, 1],
  mkdir: [name('new'), {}],
  mkdtemp: [name('t'), {}],
  open: [file, 'r', 0o666],
  opendir: [name('d'), {}],
  read: [FD, bytes(), 0, 2, 0],
  readdir: [name('d'), {}],
  readFile: [file, {}],
  readlink: [name('l'), {}],
  readv: [FD, [bytes()], 0],
  realpath: [file, {}],
  rename: [file, name('moved')],
  rm: [name('none'), {}],
  rmdir: [name('none'), {}],
  stat: [file, {}],
  statfs: [file, {}],
  symlink: [file, name('s'), 'file'],
  truncate: [file, 1],
  unlink: [name('none')],
  utimes: [file, 1, 1],
  write: [FD, bytes(), 0, 2, 0],
  writeFile: [file, 'x', {}],
  writev: [FD, [bytes()], 0],
};

const WRONG: readonly unknown[] = [
  ...[undefined, null, true, 5.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 33, 10n, Symbol('s'), () => 1],
  ...['str', '', 'a\0b', 'utf8', '0999', {}, [], new Date(0), [bytes()], ['x'], new Uint8Array(1)],
  ...[
    { encoding: 'nope' },
    { encoding: 5 },
    { recursive: 1 },
    { mode: 'x' },
    { mode: 9 },
    { flag: 'zz' },
    { flag: 5.5 },
  ],
  ...[{ flush: 1 }, { signal: 1 }, { force: 1 }, { filter: 1 }, { buffer: 1 }, { maxRetries: -1 }, { retryDelay: 'x' }],
  ...[{ offset: -1 }, { offset: 1.5 }, { length: -1 }, { position: 'x' }],
  ...['http://a/b', 'file:///a%2Fb', 'file:///f', 'file://host/f'].map((url) => new URL(url)),
];

/** Where ours rightly takes or refuses what Node does not, as `call place form`. */
const DIFFERENT: ReadonlyMap<string, string> = new Map([
  ...['readFile 0', 'writeFile 0', 'appendFile 0'].map(
    (place) => [`${place} sync`, 'Node stumbles over a path that is no path'] as const,
  ),
  ['realpath 0 sync', 'Node takes anything for a path that can be made a string, and so do we but for objects'],
  ['lstat 1 promise', 'Node wants an object for options in this one form of all'],
  ['stat 1 promise', 'Node wants an object for options in this one form of all'],
  ['cp 1 promise', 'Node checks for bytes, then takes them for text'],
  ['cp 2 sync', 'a typed array is no set of options'],
  ['cp 2 promise', 'a typed array is no set of options'],
  ['rmdir 1 sync', 'a typed array is no set of options'],
  ['readdir 1 promise', 'Node checks `recursive` in every form but this'],
  ['opendir 1 promise', 'Node takes a function for a callback here, and then never answers'],
  ['readFile 1 sync', 'a typed array is no set of options'],
  ['readFile 1 promise', 'a typed array is no set of options'],
  ['write 2 sync', 'a typed array is no set of options'],
]);

const base = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'treebox-arguments-')));
const root = join(base, 'w');

type Calls = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/** The code of the error about arguments that a call ends with, if it ends with one. */
async function refusal(on: NodeFs, call: string, place: number, value: unknown, form: string): Promise<string | null> {
  on.rmSync(root, { recursive: true, force: true });
  on.mkdirSync(join(root, 'd'), { recursive: true });
  on.writeFileSync(join(root, 'f'), 'content');
  on.symlinkSync('f', join(root, 'l'));
  const fd = on.openSync(join(root, 'f'), 'r+');
  const args = (CALLS[call] ?? []).map((good, at) => {
    if (at === place) return value;
    if (good === FD) return fd;
    return good instanceof Object && 'name' in good ? join(root, String(good.name)) : good;
  });
  try {
    const calls = (form === 'sync' ? on : on.promises) as unknown as Calls;
    const made = (await calls[form === 'sync' ? `${call}Sync` : call]?.(...args)) as
      | { close?: () => unknown }
      | undefined;
    if (typeof made === 'number' && call === 'open') on.closeSync(made);
    else await made?.close?.();
    return null;
  } catch (error) {
    const { code } = error as { code?: unknown };
    return typeof code === 'string' && code.startsWith('ERR_') ? code : null;
  } finally {
    if (call !== 'close' || place !== -1) closeIfOpen(on, fd);
  }
}

function closeIfOpen(on: NodeFs, fd: number): void {
  try {
    on.closeSync(fd);
  } catch {
    // The call under test has closed it.
  }
}

beforeAll(() => {
  // Paths like `str` are relative: on either side they are made in a folder of their own.
  fs.mkdirSync(root);
});

afterAll(() => {
  fs.rmSync(base, { recursive: true, force: true });
});

describe('fs on a volume', () => {
  const { fs: guest } = mount();

  test.each(Object.entries(CALLS).flatMap(([call, args]) => args.map((_arg, place) => [call, place] as const)))(
    '%s refuses as argument %i what Node refuses',
    async (call, place) => {
      const forms = call in fs.promises ? ['sync', 'promise'] : ['sync'];
      for (const form of forms.filter((each) => !DIFFERENT.has(`${call} ${place} ${each}`))) {
        for (const value of WRONG.filter((each) => !isRelativePath(call, place, each))) {
          const expected = await refusal(fs, call, place, value, form);
          const actual = await refusal(guest, call, place, value, form);
          expect({ form, value, code: actual }).toEqual({ form, value, code: expected });
        }
      }
    },
  );
});

/** A good path that would lead out of the test's folder. */
function isRelativePath(call: string, place: number, value: unknown): boolean {
  const good = CALLS[call]?.[place];
  const isPlace = good instanceof Object && 'name' in good;
  // An empty prefix is the one empty path that makes something: a folder where the test was started.
  const isMade = value !== '' || call === 'mkdtemp';
  const isPath = typeof value === 'string' ? isMade && !value.includes('\0') : value instanceof Uint8Array;
  return isPlace && (isPath || (value instanceof URL && value.href === 'file:///f'));
}
