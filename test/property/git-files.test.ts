/**
 * Real git judges what a volume refuses in the files that git reads itself: generated contents are put into trees as
 * they are and checked by git fsck.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusedContent } from '../../src/git/format/git-files.ts';
import { FsckJudge } from '../support/fsck-judge.ts';

const CONTENTS = 3_000;

const NAMES = ['x', 'a/b', '', '..', 'a/..', 'a/../b', '../a', 'a\\..\\b', '...', 'a..', '.', 'a.b', 'x y', '\u00e9'];
const HOSTS = [
  'example.com',
  'u@example.com',
  'u:p@h:80',
  '',
  ':80',
  '/x',
  'h:99999',
  'h:x',
  '[::1]',
  'h%0a',
  'h%',
  'a b',
];
const SCHEMES = [
  'https://',
  'http://',
  'ftp://',
  'ftps://',
  'https::',
  'http::https://',
  'ssh://',
  'file://',
  'HTTP://',
  'git://',
];
const PATHS = ['', '/', '/a/b.git', '/..', '/a/../..', '/a%0ab', '/%00', '/a?b#c', '/%2e%2e/x', '?q', '#f', ':x'];
const OTHER_URLS = [
  '',
  '-',
  '--upload-pack=x',
  '-c',
  './a',
  '../a',
  '../..',
  '..//x',
  '../:x',
  '../../:x',
  './:x',
  './%0a',
  '..',
  'a:b',
  'x%0ay',
  'a-b',
];

const url = fc.oneof(
  fc
    .tuple(fc.constantFrom(...SCHEMES), fc.constantFrom(...HOSTS), fc.constantFrom(...PATHS))
    .map((parts) => parts.join('')),
  fc.constantFrom(...OTHER_URLS),
);
const update = fc.constantFrom('checkout', '!cmd', ' !cmd', '"!cmd"', 'none', '! x', 'rebase#!', '#!', 'x!');
const path = fc.constantFrom('a', '-a', '"-a"', '\\-', ' -x', '--', 'a-b', '');
const key = fc.constantFrom('url', 'URL', 'path', 'update', 'Update', 'branch', 'url2', 'u-l');

/** A value as it may be written: quoted, with a comment, on two lines, and wrongly. */
const written = fc.tuple(fc.oneof(url, update, path), fc.nat(9)).map(([value, how]) => {
  const forms = [
    ` ${value}`,
    `"${value}"`,
    ` ${value} ; c`,
    `\t${value}\t# c`,
    ` "${value}`,
    `\\\n${value}`,
    `${value}\\x`,
    `\\t${value}`,
  ];
  return forms[how] ?? value;
});
const setting = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(key, written).map(([name, value]) => `\t${name} =${value}\n`) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('url'), url).map(([name, value]) => `${name} = ${value}\n`) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('update'), update).map(([name, value]) => `${name}=${value}\r\n`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'url\n',
      '# url = -x\n',
      '\n',
      'url = a\\nb\n',
      '9\n',
      ' = \n',
      'url -x\n',
      '[x] url=-x',
      '\0',
    ),
  },
);
const header = fc.tuple(fc.constantFrom(...NAMES), fc.nat(11)).map(([name, how]) => {
  const forms = [
    `[submodule.${name}]\n`,
    '[submodule]\n',
    `[Submodule "${name}"]\r\n`,
    `[submodule  "${name}"] `,
    `[submodule "${name}]\n`,
    '[other "x"]\n',
    '[',
  ];
  return forms[how] ?? `[submodule "${name}"]\n`;
});
const modules = fc
  .tuple(
    fc.constantFrom('', '', '', '\ufeff', '\n', 'x'),
    fc.array(fc.oneof(header, setting, setting), { maxLength: 8 }),
    header,
    setting,
  )
  .map(([start, lines, first, last]) => start + first + lines.join('') + last);

const attributes = fc
  .array(fc.tuple(fc.constantFrom(0, 1, 2_046, 2_047, 2_048, 2_049, 5_000), fc.constantFrom('\n', '\r\n', '\0', '')), {
    maxLength: 4,
  })
  .map((lines) => lines.map(([length, end]) => 'a'.repeat(length) + end).join(''));

let git: FsckJudge;

beforeAll(() => {
  git = new FsckJudge();
});

afterAll(() => {
  git.close();
});

/** What git says of each content, in a tree of its own under a name. */
function judged(name: string, contents: readonly string[]): (string | undefined)[] {
  const blobs = git.writeBlobs(contents.map((content) => Buffer.from(content)));
  git.makeTrees(blobs.map((blob) => [`100644 blob ${blob}`, name]));
  const wrong = git.wrong();
  return blobs.map((blob) => wrong.get(blob));
}

const ours = (file: '.gitmodules' | '.gitattributes', content: string): string | undefined => {
  const bytes = Buffer.from(content);
  return refusedContent(file, bytes.length, () => bytes);
};

describe('refusedContent', () => {
  test(`refuses of ${CONTENTS} generated .gitmodules those that git fsck --strict does`, () => {
    const contents = [...new Set(fc.sample(modules, { numRuns: CONTENTS }))];
    const theirs = judged('.gitmodules', contents);
    const differ = contents.flatMap((content, at) => {
      const refused = ours('.gitmodules', content);
      // Ours refuses more of addresses, and looks behind a byte order mark: what newer versions of git do.
      const isStricter = refused !== undefined && (refused.startsWith('the url') || content.startsWith('\ufeff'));
      const agrees = (refused !== undefined) === (theirs[at] !== undefined);
      return agrees || isStricter ? [] : [{ content, ours: refused ?? 'fine', git: theirs[at] ?? 'fine' }];
    });
    expect(differ).toEqual([]);
    expect(theirs.filter((verdict) => verdict !== undefined).length).toBeGreaterThan(contents.length / 10);
    expect(theirs.filter((verdict) => verdict === undefined).length).toBeGreaterThan(contents.length / 10);
  });

  test('takes the addresses that people write', () => {
    const fine = [
      'https://github.com/a/b.git',
      'git@github.com:a/b.git',
      '../b.git',
      './b',
      'ssh://git@h:22/a',
      '/srv/b',
    ];
    fine.push('https://user:pass@h:8443/a/b', 'http://[::1]:80/x', 'https://h', 'file:///srv/b', 'https://h/a%20b/');
    for (const address of fine)
      expect(ours('.gitmodules', `[submodule "x"]\npath = x\nurl = ${address}\n`)).toBeUndefined();
  });

  test('refuses of generated .gitattributes those that git fsck --strict does', () => {
    const contents = [...new Set(fc.sample(attributes, { numRuns: 300 }))];
    const theirs = judged('.gitattributes', contents);
    const differ = contents.filter(
      (content, at) => (ours('.gitattributes', content) !== undefined) !== (theirs[at] !== undefined),
    );
    expect(differ).toEqual([]);
    expect(theirs.filter((verdict) => verdict !== undefined).length).toBeGreaterThan(contents.length / 10);
  });
});
