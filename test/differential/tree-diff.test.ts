import { expect, test } from 'vitest';
import { diffTrees } from '../../src/git/tree-diff.ts';
import { unifiedPatch } from '../../src/git/tree-patch.ts';
import { randomThreeTexts, seededRandom } from '../support/random-texts.ts';
import { changedFiles, type Files, randomFiles, storeFiles } from '../support/random-trees.ts';
import { git, temporaryRepository } from '../support/real-git.ts';

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

test('unifiedPatch: chooses, places and names hunks as git diff does', () => {
  const repository = temporaryRepository();
  const [from, to] = repository.incoming.write((writer) => {
    const before: Files = new Map();
    const sides = [new Map(before), new Map(before)];
    for (let seed = 0; seed < 800; seed++) {
      const { base, ours } = randomThreeTexts(seededRandom(seed));
      for (const [side, text] of [base, ours].entries()) {
        sides[side]?.set(`f${seed}`, { mode: '100644', content: Buffer.from(text) });
      }
    }
    return sides.map((files) => storeFiles(writer, files));
  });
  if (from === undefined || to === undefined) throw new Error('two trees were stored');
  const ours = Buffer.concat([...unifiedPatch(repository.objects, from, to)]).toString();
  expect(ours.split(/^(?=diff --git)/m)).toEqual(
    `${ofGit(repository.path, from, to).patch}\n`.split(/^(?=diff --git)/m),
  );
});
