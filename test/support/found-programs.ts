/**
 * Programs that random search has found, shrunk: on each the two sides once differed.
 */
import type { FsStep } from './fs-programs.ts';

function step(call: string, ...args: unknown[]): FsStep {
  return { call, form: 'sync', args };
}

function copy(source: string, dest: string, options: object): FsStep {
  return { call: 'cp', form: 'promise', args: [source, dest, options] };
}

/** Deeper than calls can lie in each other, and short enough for a path. */
const DEEP = 'd/'.repeat(1_900);

/** @param root the folder that all paths are in, on either side */
export function foundPrograms(root: string): readonly (readonly FsStep[])[] {
  return [
    // A copy that fails half-way: how much of it is there depends on the order in which the folder is walked.
    [
      step('mkdir', `${root}/d`),
      step('mkdir', `${root}/a`),
      ...['c', 'f', 'b', 'a', 'd'].map((name) => step('writeFile', `${root}/a/${name}`, name)),
      step('symlink', 'bb', `${root}/a/bb`),
      copy(`${root}/a`, `${root}/d`, { recursive: true, dereference: true }),
    ],
    // A link that leads to a folder once the folder above the copy is made.
    [
      step('mkdir', `${root}/c`),
      step('symlink', '../f', `${root}/c/l`),
      copy(`${root}/c`, `${root}/f/a`, { recursive: true, dereference: true }),
    ],
    [
      step('mkdir', `${root}/a/${DEEP}`, { recursive: true }),
      step('writeFile', `${root}/a/${DEEP}f`, 'deep'),
      copy(`${root}/a`, `${root}/b`, { recursive: true }),
    ],
    // Where the folders of a recursive listing are told to be.
    [
      step('mkdir', `${root}/a/b/c`, { recursive: true }),
      step('mkdir', `${root}/d`),
      step('writeFile', `${root}/a/b/c/\u00e9\u{1f600}`, ''),
      step('symlink', '../a/b', `${root}/d/l`),
      ...[`${root}/a`, `${root}/a//`, `as bytes:${root}/a`, `as bytes:${root}/a/`, `${root}/d/l/../b`].flatMap((path) =>
        ['utf8', 'buffer', 'hex', 'latin1'].flatMap((encoding) =>
          [true, false].map((withFileTypes) => step('readdir', path, { recursive: true, withFileTypes, encoding })),
        ),
      ),
      step('opendir', `as bytes:${root}/a`, {}),
    ],
    [
      step('writeFile', `${root}/f`, ''),
      ...(['sync', 'promise', 'callback'] as const).flatMap((form) =>
        [{ force: true }, { force: true, recursive: true }, { recursive: true }].flatMap((options) =>
          ['f/a', 'f/', 'none/a'].map((path): FsStep => ({ call: 'rm', form, args: [`${root}/${path}`, options] })),
        ),
      ),
    ],
    // The last line of a file that ends within a character.
    [
      step('writeFile', `${root}/f`, 'hex:610a62f09f98'),
      step('handle', `${root}/f`, 'r', [['lines']]),
      step('writeFile', `${root}/f`, 'hex:610af09f98'),
      step('handle', `${root}/f`, 'r', [['lines']]),
    ],
  ];
}
