import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import type { CommitId, TreeId } from '../../src/core/ids.ts';
import { encodeTree } from '../../src/git/format/tree-codec.ts';
import type { Conflict, ConflictKind } from '../../src/git/merge/conflict.ts';
import type { MergeOutcome } from '../../src/git/merge/merge-tree.ts';
import type { Sides } from '../../src/git/merge/sides.ts';
import type { ObjectWriter, TreeEntry } from '../../src/git/objects/objects.ts';
import { type GitVerdict, judgeMerges, storeCommits, verdictOf, Workbench } from '../support/merge-judge.ts';
import { temporaryRepository } from '../support/real-git.ts';

type Node = { mode: string; content: string } | { mode: '160000'; oid: string } | { [name: string]: Node };

/**
 * A text of 12 lines with changes such as `1 something` to line 1. Texts of different subjects have no line in common,
 * so that git, whose `ort` strategy detects renames whatever `merge.renames` says before version 2.50, sees none.
 */
const text = (subject: string, ...changes: string[]) => {
  const lines = Array.from({ length: 12 }, (_, at) => `${subject} ${at}`);
  for (const change of changes) lines[Number.parseInt(change, 10)] = `${subject} ${change}`;
  return `${lines.join('\n')}\n`;
};
const file = (content: string, mode = '100644'): Node => ({ mode, content });

/** Everything that the path `x` can be. */
const STATES: Record<string, Node | undefined> = {
  absent: undefined,
  file: file(text('x')),
  'changed at the top': file(text('x', '1 top')),
  'changed otherwise at the top': file(text('x', '1 another')),
  'changed at the bottom': file(text('x', '10 bottom')),
  executable: file(text('x'), '100755'),
  'executable, changed at the bottom': file(text('x', '10 bottom'), '100755'),
  'empty file': file(''),
  binary: file('\0\x01'),
  'binary, changed': file('\0\x02'),
  'latin-1': file(`\xe9\n${text('x')}`),
  'latin-1, changed': file(`\xe8\n${text('x', '10 bottom')}`),
  symlink: file('target', '120000'),
  'symlink elsewhere': file('elsewhere', '120000'),
  'symlink with the bytes of the file': file(text('x'), '120000'),
  submodule: { mode: '160000', oid: '1'.repeat(40) },
  'submodule, moved': { mode: '160000', oid: '2'.repeat(40) },
  folder: { a: file(text('a')) },
  'folder, changed': { a: file(text('a', '1 top')) },
  'folder, added to': { a: file(text('a')), b: file(text('b')) },
  'folder with another file': { b: file(text('b')) },
  'deep folder': { a: { a: { a: file(text('aaa')) } } },
  'deep folder, changed': { a: { a: { a: file(text('aaa', '10 bottom')) }, b: file(text('ab')) } },
};

/** Beside `x`, names that sort before, between and after a file and a folder of that name. */
const NEIGHBOURS: Record<string, Node> = { w: file('w'), 'x-': file('-'), 'x.c': file('.'), x0: { y: file('0') } };

function store(writer: ObjectWriter, node: { [name: string]: Node }): TreeId {
  const entries = Object.entries(node).map(([name, child]): TreeEntry => {
    const nameBytes = Buffer.from(name);
    if ('oid' in child && typeof child.oid === 'string')
      return { mode: '160000', name, nameBytes, oid: child.oid as TreeId };
    if ('content' in child && typeof child.content === 'string') {
      const oid = writer.write('blob', Buffer.from(child.content, 'latin1'));
      return { mode: child.mode as string, name, nameBytes, oid };
    }
    return { mode: '40000', name, nameBytes, oid: store(writer, child as { [name: string]: Node }) };
  });
  return writer.write('tree', encodeTree(entries));
}

const trees = Object.entries(STATES).map(([name, node]) => ({
  name,
  files: node === undefined ? NEIGHBOURS : { ...NEIGHBOURS, x: node },
}));

/** One letter for what a merge comes to. */
const LETTERS: Record<ConflictKind | 'merged', string> = {
  merged: '.',
  text: 't',
  binary: 'b',
  'modify/delete': 'd',
  'file/directory': 'f',
  mode: 'm',
  symlink: 's',
  'rename/rename': 'R',
  'rename/delete': 'D',
  'rename/add': 'A',
  'directory rename': 'F',
};

function letterOf(outcome: MergeOutcome): string {
  return outcome.status === 'merged' ? LETTERS.merged : LETTERS[(outcome.conflicts[0] as Conflict).kind];
}

test('mergeTrees: agrees with git merge-tree on every three states of a path, and on nothing else than last time', async () => {
  const repository = temporaryRepository();
  const oids = repository.incoming.write((writer) => trees.map(({ files }) => store(writer, files)));
  const triples = oids.flatMap((base) => oids.flatMap((ours) => oids.map((theirs) => ({ base, ours, theirs }))));
  const commits = storeCommits(repository, triples);
  const verdicts = judgeMerges(repository, triples);
  const workbench = new Workbench(repository);
  const disagreements: unknown[] = [];
  let letters = '';
  for (const [index, sides] of triples.entries()) {
    const { clean, tree, stages } = verdicts[index] as GitVerdict;
    const outcome = await workbench.merge({ ...sides, prefer: 'none', labels: commits[index] as Sides<CommitId> });
    letters += letterOf(outcome);
    const ours = verdictOf(outcome);
    if (!isDeepStrictEqual(ours, { clean, tree, stages })) {
      disagreements.push({
        names: Object.values(sides).map((oid) => trees[oids.indexOf(oid)]?.name),
        ours,
        git: verdicts[index],
      });
    }
  }
  expect(disagreements).toEqual([]);
  await expect(baseline(letters)).toMatchFileSnapshot('../fixtures/merge-model.txt');
});

/** The outcomes as a page: a block for each base, in it a line for each of ours, in it a letter for each of theirs. */
function baseline(letters: string): string {
  const size = trees.length;
  const legend = Object.entries(LETTERS).map(([name, letter]) => `${letter} ${name}`);
  const blocks = trees.map(({ name }, base) => {
    const rows = trees.map(({ name: ours }, row) => {
      const at = (base * size + row) * size;
      return `${letters.slice(at, at + size)}  ${ours}`;
    });
    return `base: ${name}\n${rows.join('\n')}\n`;
  });
  return `${legend.join(', ')}; theirs from left to right in the order of ours\n\n${blocks.join('\n')}`;
}
