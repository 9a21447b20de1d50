import { expect, test } from 'vitest';
import type { TreeId } from '../../src/core/ids.ts';
import { diffTrees } from '../../src/git/diff/tree-diff.ts';
import { unifiedPatch } from '../../src/git/diff/tree-patch.ts';
import { HARD_TEXTS } from '../support/hard-texts.ts';
import { randomThreeTexts, seededRandom } from '../support/random-texts.ts';
import { changedFiles, type Files, randomFiles, storeFiles } from '../support/random-trees.ts';
import { git, temporaryRepository } from '../support/real-git.ts';
import { filesToRename, renamedFiles } from '../support/renamed-trees.ts';

const ZERO = '0'.repeat(40);

/** The differences in the form of `git diff-tree --raw`, and the patch. */
function ofGit(path: string, from: string, to: string): { raw: string[]; patch: string } {
  const fields = git(path, ['diff-tree', '-r', '--raw', '--no-renames', '--full-index', '-z', from, to]).split('\0');
  const raw: string[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) raw.push(`${fields[at]}\t${fields[at + 1]}`);
  const patch = git(path, ['-c', 'core.abbrev=7', 'diff', '--no-renames', '--no-ext-diff', from, to]);
  return { raw, patch };
}

const LETTERS = { added: 'A', deleted: 'D', modified: 'M', type_changed: 'T' };

test('diffTrees and unifiedPatch: say what git diff --no-renames says', () => {
  const repository = temporaryRepository();
  const random = seededRandom(7);
  const pairs = repository.incoming.write((writer) =>
    Array.from({ length: 150 }, () => {
      const before = randomFiles(random);
      const after = random() < 0.2 ? randomFiles(random) : changedFiles(random, before);
      return [storeFiles(writer, before), storeFiles(writer, after)] as const;
    }),
  );
  for (const [from, to] of pairs) {
    const { raw, patch } = ofGit(repository.path, from, to);
    const { total, entries } = diffTrees(repository.objects, from, to);
    const lines = entries.map((entry) => {
      const modes = `${entry.fromMode ?? '000000'} ${entry.toMode ?? '000000'}`;
      return `:${modes} ${entry.from ?? ZERO} ${entry.to ?? ZERO} ${LETTERS[entry.status]}\t${entry.path}`;
    });
    expect(lines).toEqual(raw);
    expect(total).toBe(raw.length);
    expect(diffTrees(repository.objects, from, to, { limit: 2 })).toEqual({ total, entries: entries.slice(0, 2) });
    expect(
      Buffer.concat([...unifiedPatch(repository.objects, from, to)])
        .toString()
        .replace(/\n$/, ''),
    ).toBe(patch);
  }
});

test('unifiedPatch: with renames, says what git diff --find-renames says', () => {
  const repository = temporaryRepository();
  const pairs = repository.incoming.write((writer) =>
    Array.from({ length: 120 }, (_, seed) => {
      const random = seededRandom(seed);
      const before = filesToRename(random);
      return [storeFiles(writer, before), storeFiles(writer, renamedFiles(random, before))] as const;
    }),
  );
  let renames = 0;
  for (const [from, to] of pairs) {
    const patch = git(repository.path, ['-c', 'core.abbrev=7', 'diff', '--find-renames', '--no-ext-diff', from, to]);
    const ours = Buffer.concat([...unifiedPatch(repository.objects, from, to, { renames: true })]).toString();
    expect(ours.replace(/\n$/, '')).toBe(patch);
    renames += patch.split('\nrename from ').length - 1;
  }
  expect(renames).toBeGreaterThan(100);
});

test.each([{ name: 'as people edit them', make: randomThreeTexts, count: 800 }, ...HARD_TEXTS])(
  'unifiedPatch: chooses, places and names hunks as git diff does, on texts $name',
  ({ make, count }) => {
    const repository = temporaryRepository();
    const all = Array.from({ length: count }, (_, seed) => make(seededRandom(seed)));
    const [from, to] = repository.incoming.write((writer) =>
      (['base', 'ours'] as const).map((side) => {
        const files: Files = new Map(
          all.map((texts, seed) => [`f${seed}`, { mode: '100644', content: Buffer.from(texts[side]) }]),
        );
        return storeFiles(writer, files);
      }),
    ) as [TreeId, TreeId];
    const byFile = (patch: string) => patch.split(/^(?=diff --git)/m);
    const ours = Buffer.concat([...unifiedPatch(repository.objects, from, to)]).toString();
    expect(byFile(ours)).toEqual(byFile(`${ofGit(repository.path, from, to).patch}\n`));
  },
);
