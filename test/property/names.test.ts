/**
 * Real git judges which names a volume refuses: generated names are put into trees by hand and checked by git fsck.
 */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EntryKind } from '../../src/git/format/entry-mode.ts';
import { isRefusedName } from '../../src/git/format/entry-name.ts';
import { FsckJudge } from '../support/fsck-judge.ts';

const NAMES = 4_000;

const MODES: Readonly<Record<EntryKind, string>> = { file: '100644', folder: '40000', symlink: '120000' };

/** What names that matter are made of. */
const PIECES: readonly string[] = [
  '.git',
  '.GIT',
  '.Git',
  'git',
  'GIT',
  '~1',
  '~2',
  '~4',
  '~5',
  '~10',
  '~0',
  '.',
  '..',
  ' ',
  ':',
  ':stream',
  '\\',
  'g',
  'i',
  't',
  '.gitmodules',
  '.gitModules',
  '.gitattributes',
  '.gitignore',
  '.mailmap',
  'gitmod',
  'gitmod~1',
  'GITMOD~4',
  'gi7eba',
  'gi7eba~1',
  'gi7eb~1',
  'GI7E~123',
  'gi7d29~1',
  'gitatt~1',
  'gi250a~1',
  'git~1',
  'GIT~1',
  'git~1 ',
  '.git.',
  '.git ',
  '.git. .',
  '.git:',
  '.git\\x',
  'a\\.git',
  'a\\.gitmodules',
  '\\.git',
  'con',
  'aux',
  'x',
  '\u200c',
  '\u200d',
  '\u200e',
  '\u200f',
  '\u202a',
  '\u202e',
  '\u206a',
  '\u206f',
  '\ufeff',
  '\u200b',
  '\u2010',
  '\u00e9',
  '\u0131',
  '\u017f',
  '\u212a',
  '\u{1f600}',
  '-',
  '~',
  '\t',
  '\n',
  '*',
  '?',
  '"',
  "'",
];

const shuffledCase = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(text, fc.infiniteStream(fc.boolean()))
    .map(([word, upper]) => [...word].map((letter) => (upper.next().value ? letter.toUpperCase() : letter)).join(''));

/** A word with ignorable characters put between its letters. */
const sprinkled = fc
  .tuple(
    fc.constantFrom<string>('.git', '.gitmodules', '.gitattributes'),
    fc.array(fc.tuple(fc.nat(12), fc.constantFrom(...PIECES)), { maxLength: 2 }),
  )
  .map(([word, extras]) => extras.reduce((text, [at, extra]) => `${text.slice(0, at)}${extra}${text.slice(at)}`, word));

const name = fc
  .oneof(
    {
      weight: 4,
      arbitrary: fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join('')),
    },
    { weight: 3, arbitrary: shuffledCase(sprinkled) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }) },
  )
  .filter(
    (text) =>
      text !== '' &&
      !text.includes('/') &&
      !text.includes('\0') &&
      text.isWellFormed() &&
      Buffer.byteLength(text) <= 255,
  );

const KINDS: readonly EntryKind[] = ['file', 'file', 'folder', 'symlink'];

let git: FsckJudge;
let blob: string;

/** Writes each entry into a tree of its own, a folder with content of its own. @returns the ids of trees and folders */
function writeTrees(entries: readonly (readonly [string, EntryKind])[]): { trees: string[]; folders: string[] } {
  const folders = git.makeTrees(entries.map((_entry, at) => [`100644 blob ${blob}`, `file-${at}`]));
  const trees = git.makeTrees(
    entries.map(([text, of], at) => {
      const target = of === 'folder' ? `tree ${folders[at]}` : `blob ${blob}`;
      return [`${MODES[of]} ${target}`, text];
    }),
  );
  return { trees, folders };
}

beforeAll(() => {
  git = new FsckJudge();
  blob = git.writeBlobs([Buffer.from('content')])[0] as string;
});

afterAll(() => {
  git.close();
});

describe('isRefusedName', () => {
  test(`refuses of ${NAMES} generated names those that git fsck --strict does`, () => {
    const made = fc.sample(fc.tuple(name, fc.constantFrom(...KINDS)), { numRuns: NAMES });
    const entries = [...new Map(made.map((entry) => [entry.join('\0'), entry])).values()];
    const { trees, folders } = writeTrees(entries);
    const wrong = git.wrong();
    const differ = entries.flatMap(([text, of], at) => {
      // Of a folder that git would read as a file, git reports the folder.
      const theirs = wrong.get(trees[at] as string) ?? wrong.get(folders[at] as string);
      return isRefusedName(text, of) === (theirs !== undefined)
        ? []
        : [{ name: JSON.stringify(text), kind: of, git: theirs ?? 'fine' }];
    });
    expect(differ).toEqual([]);
    // Both verdicts are there in number, so neither side can be right by always saying the same.
    expect(wrong.size).toBeGreaterThan(NAMES / 20);
    expect(entries.length - wrong.size).toBeGreaterThan(NAMES / 4);
  });
});
