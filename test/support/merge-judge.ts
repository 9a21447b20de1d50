/**
 * `git merge-tree --write-tree` as the judge of merges, many at a time.
 */
import { createHash } from 'node:crypto';
import type { CommitId, Oid, TreeId } from '../../src/core/ids.ts';
import { encodeCommit } from '../../src/git/format/commit-codec.ts';
import { hashObject } from '../../src/git/format/object-id.ts';
import { readTree } from '../../src/git/format/tree-codec.ts';
import type { Conflict } from '../../src/git/merge/conflict.ts';
import { type MergeOutcome, type MergeRequest, mergeTrees } from '../../src/git/merge/merge-tree.ts';
import type { Sides } from '../../src/git/merge/sides.ts';
import type { GitObject, ObjectId, ObjectReader, ObjectType, ObjectWriter } from '../../src/git/objects/objects.ts';
import type { Repository } from '../../src/git/repository.ts';
import newerGit from '../fixtures/merges-of-newer-git.json' with { type: 'json' };
import { git, tryGit } from './real-git.ts';

/** What git made of a merge. */
export interface GitVerdict {
  readonly clean: boolean;
  /** The tree, with conflict markers in it where it is not clean. */
  readonly tree: TreeId;
  /** The stages of each conflict as `<path> <stage> <oid>`, sorted; a made-up name is given as the path itself. */
  readonly stages: readonly string[];
}

const MERGE_TREE = ['merge-tree', '--write-tree', '-z', '--no-messages', '--allow-unrelated-histories'];
const SETTINGS = ['-c', 'merge.conflictStyle=merge'];

/** Has git merge trees, with the settings that it has by default. Undefined where git itself fails. */
export function judgeMerges(repository: Repository, triples: readonly Sides<TreeId>[]): (GitVerdict | undefined)[] {
  const pairs = storeCommits(repository, triples).map(({ ours, theirs }) => [ours, theirs] as const);
  return judgePairs(repository, pairs, MERGE_TREE);
}

/**
 * Has git merge commits with whatever bases they have.
 * @returns undefined where it can't: the two have nothing in common, or git itself fails
 */
export function judgeCommits(
  repository: Repository,
  merges: readonly (readonly [ours: CommitId, theirs: CommitId])[],
): (GitVerdict | undefined)[] {
  return judgePairs(
    repository,
    merges,
    MERGE_TREE.filter((arg) => arg !== '--allow-unrelated-histories'),
  );
}

function judgePairs(
  repository: Repository,
  merges: readonly (readonly [ours: CommitId, theirs: CommitId])[],
  args: readonly string[],
): (GitVerdict | undefined)[] {
  const input = merges.map(([ours, theirs]) => `${ours} ${theirs}\n`).join('');
  try {
    return readVerdicts(git(repository.path, [...SETTINGS, ...args, '--stdin'], input), merges);
  } catch {
    if (merges.length === 1) return [undefined];
    const half = merges.length >> 1;
    return [
      ...judgePairs(repository, merges.slice(0, half), args),
      ...judgePairs(repository, merges.slice(half), args),
    ];
  }
}

/**
 * Whether a newer git than the one installed gives this verdict. Up to 2.50, git moves a file with a renamed folder to a
 * place that another file had in the base; it then loses one of the two, or dies. Such seeds are recorded with a digest of
 * what the newer git makes of them.
 * @param family which of the generated merges
 */
export function isVerdictOfNewerGit(
  family: 'renames' | 'editedRenames' | 'graphs',
  seed: number,
  verdict: GitVerdict,
): boolean {
  const content = JSON.stringify([verdict.clean, verdict.tree, verdict.stages]);
  const recorded: Partial<Record<string, string>> = newerGit[family];
  return createHash('sha256').update(content).digest('hex').slice(0, 16) === recorded[seed];
}

/** Reads what `git merge-tree -z --stdin` printed of merges. */
export function readVerdicts(
  output: string,
  merges: readonly (readonly [ours: CommitId, theirs: CommitId])[],
): GitVerdict[] {
  const fields = output.split('\0')[Symbol.iterator]();
  const next = () => fields.next().value ?? '';
  return merges.map((names) => {
    const clean = next() === '1';
    const tree = next() as TreeId;
    const stages: string[] = [];
    for (let line = next(); line !== ''; line = next()) stages.push(readStage(line, names));
    return { clean, tree, stages: stages.sort() };
  });
}

/** The commits that git merges for each three trees. Git calls the sides by their names. */
export function storeCommits(repository: Repository, triples: readonly Sides<TreeId>[]): Sides<CommitId>[] {
  return repository.incoming.write((writer) => triples.map((trees) => commitSides(writer, trees)));
}

/**
 * Has git merge trees with diff3 markers.
 * @returns the tree; in its files the base's label is replaced by `base`
 */
export function judgeMarkers(repository: Repository, trees: Sides<TreeId>): (name: string) => string {
  const commits = repository.incoming.write((writer) => commitSides(writer, trees));
  for (const side of ['ours', 'theirs'] as const) {
    git(repository.path, ['update-ref', `refs/heads/${side}`, commits[side]]);
  }
  const settings = ['-c', 'merge.conflictStyle=diff3'];
  const { output } = tryGit(repository.path, [...settings, ...MERGE_TREE, 'ours', 'theirs']);
  const label = git(repository.path, ['rev-parse', '--short', commits.base]);
  const blobs = blobsOf(repository.objects, output.slice(0, 40) as TreeId);
  return (name) => (blobs.get(name) ?? '').replaceAll(`||||||| ${label}`, '||||||| base');
}

/** The text of each file of a flat tree, by name. */
function blobsOf(objects: ObjectReader, tree: TreeId): Map<string, string> {
  const entries = readTree(objects, tree) ?? [];
  return new Map(entries.map(({ name, oid }) => [name ?? '', objects.read(oid)?.data.toString() ?? '']));
}

/** Merges with treebox: reads from a repository, and holds what it writes until it is told to keep it. */
export class Workbench implements ObjectReader, ObjectWriter {
  readonly #repository: Repository;
  readonly #held = new Map<Oid, GitObject>();

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  merge(request: MergeRequest): Promise<MergeOutcome> {
    return mergeTrees(this, this, request);
  }

  /** Puts everything written into the repository, in one pack. */
  keep(): void {
    this.#repository.incoming.write((pack) => {
      for (const { type, data } of this.#held.values()) pack.write(type, data);
    });
  }

  read(oid: Oid): GitObject | undefined {
    return this.#held.get(oid) ?? this.#repository.objects.read(oid);
  }

  stat(oid: Oid): { type: ObjectType; size: number } | undefined {
    const held = this.#held.get(oid);
    return held === undefined ? this.#repository.objects.stat(oid) : { type: held.type, size: held.data.length };
  }

  write<T extends ObjectType>(type: T, data: Uint8Array): ObjectId<T> {
    const oid = hashObject(type, data);
    this.#held.set(oid, { type, data: Buffer.from(data) });
    return oid;
  }

  finish(): null {
    return null;
  }

  abandon(): void {
    this.#held.clear();
  }
}

/** An outcome in the form in which git gives it. */
export function verdictOf(outcome: MergeOutcome): GitVerdict {
  const { tree } = outcome;
  return outcome.status === 'merged'
    ? { clean: true, tree, stages: [] }
    : { clean: false, tree, stages: stagesOf(outcome.conflicts) };
}

/** Conflicts in the form of `GitVerdict`. */
function stagesOf(conflicts: readonly Conflict[]): string[] {
  return conflicts
    .flatMap(({ path, base, ours, theirs }) =>
      [base, ours, theirs].flatMap((oid, index) => (oid === null ? [] : [`${path} ${index + 1} ${oid}`])),
    )
    .sort();
}

function commitSides(writer: ObjectWriter, trees: Sides<TreeId>): Sides<CommitId> {
  const commit = (tree: TreeId, parents: CommitId[], message: string) =>
    writer.write('commit', encodeCommit({ tree, parents, atSecs: 0, message }));
  const base = commit(trees.base, [], 'base');
  return { base, ours: commit(trees.ours, [base], 'ours'), theirs: commit(trees.theirs, [base], 'theirs') };
}

const STAGE = /^\d+ (?<oid>[0-9a-f]{40}) (?<stage>\d)\t(?<name>.*)$/s;

/** Reads `<mode> <oid> <stage>\t<path>`; git calls a file that something stands in the way of `<path>~<commit>`. */
function readStage(line: string, commits: readonly CommitId[]): string {
  const { oid, stage, name = '' } = STAGE.exec(line)?.groups ?? {};
  const made = commits.find((commit) => name.endsWith(`~${commit}`));
  return `${made === undefined ? name : name.slice(0, -made.length - 1)} ${stage} ${oid}`;
}
