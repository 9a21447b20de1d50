import { expect, test } from 'vitest';
import { type CommitId, EMPTY_TREE, type Oid } from '../../../src/core/ids.ts';
import {
  type Commit,
  decodeCommit,
  encodeCommit,
  trailersOf,
  withTrailers,
} from '../../../src/git/format/commit-codec.ts';
import { readCommit } from '../../../src/git/objects/commit-trees.ts';
import { commitTo, git, storeTree, temporaryRepository } from '../../support/real-git.ts';

test('encodeCommit writes what git reads, and decodeCommit reads it back', () => {
  const { path, incoming } = temporaryRepository();
  const parents: CommitId[] = [];
  for (const message of [
    'one line',
    'a subject\n\nand a body\n',
    'ünïcode \u{1F600}',
    '',
    'tree in the body\n\ntree x\n',
  ]) {
    const commit: Commit = { tree: EMPTY_TREE, parents: [...parents], atSecs: 1_700_000_000, message };
    const data = encodeCommit(commit);
    const oid = incoming.write((writer) => writer.write('commit', data));
    expect(git(path, ['log', '-1', '--format=%T|%P|%an|%ae|%cn|%ce|%at|%ct', oid])).toBe(
      `${EMPTY_TREE}|${parents.join(' ')}|treebox|treebox@localhost|treebox|treebox@localhost|1700000000|1700000000`,
    );
    expect(git(path, ['cat-file', 'commit', oid]).split('\n\n').slice(1).join('\n\n')).toBe(message.replace(/\n$/, ''));
    const read = decodeCommit(data);
    expect(read).toEqual({ ...commit, message: message.endsWith('\n') ? message : `${message}\n` });
    if (parents.length < 2) parents.push(oid);
  }
  const hidden = { tree: EMPTY_TREE, parents: [], atSecs: 0, message: 'one thing\0another' };
  expect(() => encodeCommit(hidden)).toThrow('NUL');
});

test('decodeCommit reads commits of plain git: signed, merged, with extra headers', () => {
  const repository = temporaryRepository();
  const { path } = repository;
  const tree = storeTree(repository, { a: 'a' });
  const text = `tree ${tree}\nparent ${'1'.repeat(40)}\nparent ${'2'.repeat(40)}\nauthor A <a@b> 5 +0200\ncommitter B <b@c> 77 -0130\nencoding ISO-8859-1\ngpgsig -----BEGIN\n parent ${'3'.repeat(40)}\n -----END\n\nmessage\n`;
  const oid = git(path, ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], text) as CommitId;
  expect(readCommit(repository.objects, oid)).toEqual({
    tree,
    parents: ['1'.repeat(40), '2'.repeat(40)],
    atSecs: 77,
    message: 'message\n',
  });
  expect(readCommit(repository.objects, tree as Oid as CommitId)).toBeUndefined();
  expect(() => decodeCommit(Buffer.from('author nobody'))).toThrow('does not begin with its tree');
});

test('CommitTrees answers the tree of a commit, and undefined for anything else', async () => {
  const repository = temporaryRepository();
  const tree = storeTree(repository, { a: 'a' });
  const commit = await commitTo(repository, 'main', tree);
  for (let round = 0; round < 2; round++) {
    expect(repository.commits.of(commit)).toBe(tree);
    expect(repository.commits.of(tree as Oid as CommitId)).toBeUndefined();
    expect(repository.commits.of('1'.repeat(40) as CommitId)).toBeUndefined();
  }
});

test.each([
  ['subject', 'Execution: 1\nSession: two words\n'],
  ['subject\n\nbody of\nseveral lines\n', 'Execution: 1\nSession: two words\n'],
  ['subject\n\nKey: value\n', 'Execution: 1\nSession: two words\n'],
])('withTrailers puts them where git interpret-trailers finds them: after %j', (message, expected) => {
  const { path } = temporaryRepository();
  const trailers = [
    { key: 'Execution', value: '1' },
    { key: 'Session', value: 'two words' },
  ];
  const whole = withTrailers(message, trailers);
  expect(`${git(path, ['interpret-trailers', '--parse'], whole)}\n`).toBe(expected);
  expect(trailersOf(whole)).toEqual(trailers);
  expect(whole.startsWith(message.replace(/\n$/, ''))).toBe(true);
});

test.each(['', 'Execution: 1', 'subject', 'subject\n\nnot a trailer\nExecution: 1', 'subject\n\nExecution 1\n'])(
  'trailersOf finds none in %j, and neither does git',
  (message) => {
    const { path } = temporaryRepository();
    expect(trailersOf(message)).toEqual([]);
    expect(git(path, ['interpret-trailers', '--parse'], `${message}\n`)).toBe('');
  },
);
