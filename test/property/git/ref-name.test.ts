import fc from 'fast-check';
import { expect, test } from 'vitest';
import { branchRef, isRefName } from '../../../src/git/refs/ref-name.ts';
import { temporaryFolder, tryGit } from '../../support/real-git.ts';

const NAMES = 600;

/** Parts that the rules are about, among harmless ones. */
const part = fc.constantFrom(
  ...['a', 'main', '.', '..', '/', '@', '@{', '{', '}', '-', '.lock', 'lock', '~', '^', ':', '?', '*', '[', ']', '\\'],
  ...[
    ' ',
    '\t',
    '\n',
    '\x01',
    '\x1f',
    '\x7f',
    '\x80',
    'é',
    '日',
    '\u{1F600}',
    'HEAD',
    '"',
    "'",
    '$',
    '&',
    ';',
    '#',
    '%',
  ],
);
const name = fc.oneof(
  { arbitrary: fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')), weight: 4 },
  { arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), weight: 1 },
);

test('isRefName agrees with git check-ref-format on generated names', () => {
  const folder = temporaryFolder();
  fc.assert(
    fc.property(name, (text) => {
      // What can't be an argument of a process can't be asked about; such names are refused.
      fc.pre(!text.includes('\0') && text.isWellFormed());
      expect(isRefName(branchRef(text))).toBe(tryGit(folder, ['check-ref-format', branchRef(text)]).code === 0);
    }),
    { numRuns: NAMES },
  );
}, 60_000);
