import { expect, test } from 'vitest';
import type { CommitId } from '../../src/core/ids.ts';
import { encodeCommit } from '../../src/git/format/commit-codec.ts';
import { isAncestor, mergeBases } from '../../src/git/merge/merge-bases.ts';
import { readCommit } from '../../src/git/objects/commit-trees.ts';
import type { Repository } from '../../src/git/repository.ts';
import { randomGraph } from '../support/random-graphs.ts';
import { seededRandom } from '../support/random-texts.ts';
import { git, storeTree, temporaryRepository, tryGit } from '../support/real-git.ts';

const GRAPHS = 300;

const reader = (repository: Repository) => (id: CommitId) => readCommit(repository.objects, id);

test('mergeBases: finds what git merge-base --all finds in random graphs, in its order', () => {
  const repository = temporaryRepository();
  const tree = storeTree(repository, { a: 'a' });
  const counts = new Set<number>();
  for (let seed = 0; seed < GRAPHS; seed += 1) {
    const random = seededRandom(seed);
    const commits = repository.incoming.write((writer) =>
      randomGraph(random, (parents, at, atSecs) =>
        writer.write('commit', encodeCommit({ tree, parents, atSecs, message: `${seed} ${at}` })),
      ),
    );
    const [one, other] = commits.slice(-2) as [CommitId, CommitId];
    const bases = mergeBases(one, other, reader(repository));
    const { output } = tryGit(repository.path, ['merge-base', '--all', one, other]);
    expect(bases.map((base) => `${base}\n`).join(''), `seed ${seed}`).toBe(output);
    expect(isAncestor(one, other, reader(repository))).toBe(output === `${one}\n`);
    counts.add(bases.length);
  }
  expect([...counts].sort()).toEqual([0, 1, 2]);
});

test('mergeBases: reads the commits since the histories parted, not the whole history', () => {
  const repository = temporaryRepository();
  const tree = storeTree(repository, { a: 'a' });
  const [one, other] = repository.incoming.write((writer) => {
    const commit = (parents: CommitId[], atSecs: number, message: string) =>
      writer.write('commit', encodeCommit({ tree, parents, atSecs, message }));
    let trunk = commit([], 0, 'root');
    for (let at = 1; at <= 20_000; at += 1) trunk = commit([trunk], at, `${at}`);
    return [commit([trunk], 20_001, 'one'), commit([trunk], 20_002, 'other')];
  }) as [CommitId, CommitId];
  let reads = 0;
  const bases = mergeBases(one, other, (id: CommitId) => {
    reads += 1;
    return readCommit(repository.objects, id);
  });
  expect(bases).toEqual([git(repository.path, ['rev-parse', `${one}^`])]);
  expect(reads).toBeLessThan(6);
});
