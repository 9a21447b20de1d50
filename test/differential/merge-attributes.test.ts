import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type Attributes, MergeAttributes } from '../../src/git/merge/attributes.ts';
import { below, pick, type Random, seededRandom } from '../support/random-texts.ts';
import { storeFiles } from '../support/random-trees.ts';
import { git, temporaryFolder, temporaryRepository } from '../support/real-git.ts';

const SEEDS = Number(process.env.TREEBOX_TEST_SEEDS ?? 120);
const FOLDERS = ['', 'a/', 'a/b/'];
/** What patterns are put together from: every special character of wildmatch, and how it may be broken. */
const PIECES = [
  ...['a', 'b', 'c', 'ab', '.', 'A', '1', '-', '\xc3\xa9', '#', '!'],
  ...['*', '*', '**', '***', '?', '/', '/', '**/', '/**', '/**/', '\\a', '\\*', '\\', '\\/'],
  ...['[ab]', '[!a]', '[^b]', '[a-c]', '[c-a]', '[]a]', '[!]a]', '[a\\]b]', '[a-]', '[[:alpha:]]', '[![:digit:]]'],
  ...['[[:nope:]]', '[a', '[]', '[[:alpha:]-z]', '[\\a-c]', '[a-\\c]', '[/]', '[!/]', '[[:upper:][:punct:]]', '[[a]'],
];
const NAMES = [
  'a',
  'b',
  'c',
  'ab',
  'abc',
  'a.b',
  'A',
  '1',
  '-',
  ']',
  'a]',
  '[',
  'é',
  '#a',
  '!a',
  '*',
  'a*',
  'b-',
  '\\a',
];
const SETTINGS = [
  ...['merge', '-merge', '!merge', 'merge=union', 'merge=binary', 'merge=text', 'merge=own', 'merge='],
  ...['binary', '-binary', '!binary', 'mine', '-mine', 'loop', 'text', '-text=1', 'x=1', '-merge=union'],
  ...['conflict-marker-size', 'conflict-marker-size=x', '!conflict-marker-size', '=bad', '-', 'b@d'],
];
const MACROS = [
  '[attr]mine merge=union conflict-marker-size=99',
  '[attr]loop loop merge',
  '[attr]binary merge=text -mine',
];

function somePattern(random: Random): string {
  const pattern = Array.from({ length: 1 + below(random, 4) }, () => pick(random, PIECES)).join('');
  if (random() < 0.9) return pattern;
  return random() < 0.5 ? `"${pattern.replaceAll('\\', '\\\\')}"` : `"${pattern}${pick(random, ['', '\\141', '\\q'])}"`;
}

/** @param first a number for the first line; each line sets another one, which tells which line counted */
function someLines(random: Random, first: number): string {
  const lines = Array.from({ length: 3 + below(random, 8) }, (_, at) => {
    if (random() < 0.1) return pick(random, MACROS);
    const settings = Array.from({ length: below(random, 3) }, () => pick(random, SETTINGS));
    return [somePattern(random), ...settings, `conflict-marker-size=${first + at}`].join(
      pick(random, [' ', '\t', '  ']),
    );
  });
  return `${lines.join(pick(random, ['\n', '\r\n']))}\n`;
}

const somePath = (random: Random) => Array.from({ length: 1 + below(random, 4) }, () => pick(random, NAMES)).join('/');

/** What git says of paths: the names of the two attributes' values. */
function ofGit(folder: string, paths: readonly string[]): Attributes[] {
  const args = ['check-attr', '--stdin', '-z', 'merge', 'conflict-marker-size'];
  const fields = git(folder, args, `${paths.join('\0')}\0`).split('\0');
  return paths.map((_, index) => {
    const [merge, size] = [fields[index * 6 + 2] as string, Number.parseInt(fields[index * 6 + 5] as string, 10)];
    const driver = merge === 'unset' || merge === 'binary' ? 'binary' : merge === 'union' ? 'union' : 'text';
    return { driver, markerSize: size > 0 ? size : undefined };
  });
}

test('MergeAttributes: says of generated patterns, macros and folders what git check-attr says', () => {
  const repository = temporaryRepository();
  const folder = temporaryFolder();
  git(folder, ['init', '-q']);
  const drivers = new Set<string>();
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const random = seededRandom(seed);
    const files = new Map(FOLDERS.map((at, index) => [`${at}.gitattributes`, someLines(random, 1 + 20 * index)]));
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text, 'latin1');
    }
    const stored = new Map(
      [...files].map(([path, text]) => [path, { mode: '100644' as const, content: Buffer.from(text, 'latin1') }]),
    );
    const tree = repository.incoming.write((writer) => storeFiles(writer, stored));
    const attributes = new MergeAttributes(repository.objects, tree);
    const paths = Array.from({ length: 60 }, () => somePath(random));
    const verdicts = ofGit(folder, paths);
    for (const [index, path] of paths.entries()) {
      const here = attributes.of(Buffer.from(path).toString('latin1'));
      expect(here, `seed ${seed}: ${JSON.stringify([path, ...files])}`).toEqual(verdicts[index]);
      drivers.add(`${here.driver} ${here.markerSize !== undefined}`);
    }
  }
  expect(drivers.size).toBeGreaterThan(3);
});
