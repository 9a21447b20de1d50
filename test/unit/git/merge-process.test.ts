import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { client } from '../../../src/core/fair-turns.ts';
import { EMPTY_TREE, type TreeId } from '../../../src/core/ids.ts';
import { unifiedPatch } from '../../../src/git/diff/tree-patch.ts';
import { PatchSlots } from '../../../src/git/merge/patch-slots.ts';
import type { Repository } from '../../../src/git/repository.ts';
import { mergesOn } from '../../support/merges.ts';
import { processTree } from '../../support/processes.ts';
import { fsck, git, storeTree, temporaryRepository } from '../../support/real-git.ts';

const TEXT = 'one\ntwo\nthree\nfour\nfive\n';

function threeTrees(repository: Repository) {
  return {
    base: storeTree(repository, { text: TEXT }),
    ours: storeTree(repository, { text: TEXT.replace('one', 'ONE') }),
    theirs: storeTree(repository, { text: TEXT.replace('five', 'FIVE') }),
  };
}

test('MergeProcess.merge: leaves the merged tree in the repository, complete', async () => {
  const repository = temporaryRepository();
  const merges = mergesOn(repository);
  const outcome = await merges.merge({ ...threeTrees(repository), prefer: 'none' });
  if (outcome.status !== 'merged') throw new Error('these changes lie apart');
  expect(git(repository.path, ['show', `${outcome.tree}:text`])).toBe('ONE\ntwo\nthree\nfour\nFIVE');
  expect(fsck(repository.path)).toBe('');
});

test('MergeProcess.merge: reports conflicts and stores the tree that git would leave', async () => {
  const repository = temporaryRepository();
  const { base, ours } = threeTrees(repository);
  const theirs = storeTree(repository, { text: TEXT.replace('one', 'eins') });
  const outcome = await mergesOn(repository).merge({ base, ours, theirs, prefer: 'none' });
  expect(outcome).toMatchObject({ status: 'conflict', conflicts: [{ path: 'text', kind: 'text' }] });
  expect(git(repository.path, ['cat-file', 'blob', `${outcome.tree}:text`])).toContain(
    '\n=======\neins\n>>>>>>> theirs',
  );
});

test('MergeProcess.diff: counts all differences and lists as many as asked for', async () => {
  const repository = temporaryRepository();
  const tree = storeTree(repository, { a: '', b: '', c: '' });
  const answer = await mergesOn(repository).diff({ from: null, to: tree, limit: 2 });
  expect(answer.total).toBe(3);
  expect(answer.entries.map(({ path, status }) => [path, status])).toEqual([
    ['a', 'added'],
    ['b', 'added'],
  ]);
});

test.each([999, 1_000, 1_001, 2_000, 2_500])('MergeProcess: gives lists of %i whole and in order', async (count) => {
  const repository = temporaryRepository();
  const names = Array.from({ length: count }, (_, at) => `f${10_000 + at}`);
  const tree = (text: string) => storeTree(repository, Object.fromEntries(names.map((name) => [name, text])));
  const [base, ours, theirs] = [tree('base'), tree('ours'), tree('theirs')];
  const merges = mergesOn(repository);
  const outcome = await merges.merge({ base, ours, theirs, prefer: 'none' });
  expect(outcome.status === 'conflict' && outcome.conflicts.map(({ path }) => path)).toEqual(names);
  const { total, entries } = await merges.diff({ from: base, to: ours, limit: count });
  expect([total, entries.map(({ path }) => path)]).toEqual([count, names]);
  const renamed = await merges.diff({ from: base, to: ours, limit: count, renames: true });
  expect(renamed.entries.map(({ path }) => path)).toEqual(names);
});

test('MergeProcess: gives a full page of conflicts with long names whole', async () => {
  const repository = temporaryRepository();
  const names = Array.from({ length: 1_000 }, (_, at) => `${10_000 + at}${'\u0001'.repeat(1_000)}`);
  const tree = (text: string) => storeTree(repository, Object.fromEntries(names.map((name) => [name, text])));
  const [base, ours, theirs] = [tree('base'), tree('ours'), tree('theirs')];
  const merges = mergesOn(repository);
  const outcome = await merges.merge({ base, ours, theirs, prefer: 'none' });
  expect(outcome.status === 'conflict' && outcome.conflicts.map(({ path }) => path)).toEqual(names);
  const { entries } = await merges.diff({ from: base, to: ours, limit: names.length });
  expect(entries.map(({ path }) => path)).toEqual(names);
});

test('MergeProcess.merge: names the first hundred files with a merge driver of their own, and counts the others', async () => {
  const repository = temporaryRepository();
  const names = Array.from({ length: 150 }, (_, at) => `f${1_000 + at}`);
  const tree = (text: string) =>
    storeTree(repository, {
      '.gitattributes': `* merge=${'lfs'.repeat(200)}\n`,
      ...Object.fromEntries(names.map((name) => [name, text])),
    });
  const { warnings } = await mergesOn(repository).merge({
    base: tree('base'),
    ours: tree('ours'),
    theirs: tree('theirs'),
    prefer: 'ours',
  });
  expect(warnings).toHaveLength(101);
  expect(warnings[0]).toBe(
    `f1000: .gitattributes names the merge driver "${'lfs'.repeat(200).slice(0, 100)}…", which is not built in: merged as text`,
  );
  expect(warnings[100]).toBe('50 more files have a merge driver that is not built in: merged as text');
});

test('MergeProcess.merge: refuses more than a thousand best common ancestors', async () => {
  const repository = temporaryRepository();
  const merges = mergesOn(repository);
  const merge = (count: number) => {
    const parents = Array.from({ length: count }, (_, at) => `base ${at}`);
    const loose = ['ours', 'theirs'].map((id) => ({ id, tree: EMPTY_TREE, parents, atSecs: 1 }));
    const base = { ours: 'ours', theirs: 'theirs', loose };
    return merges.merge({ base, ours: EMPTY_TREE, theirs: EMPTY_TREE, prefer: 'none' });
  };
  await expect(merge(1_001)).rejects.toMatchObject({
    code: 'too_large',
    message: 'base auto: the histories have 1001 best common ancestors, more than 1000; name a base',
  });
  expect((await merge(1_000)).bases).toHaveLength(1_000);
});

test('MergeProcess.patch: gives the patch whole, while others get their turn', async () => {
  const repository = temporaryRepository();
  const merges = mergesOn(repository);
  const files = Array.from({ length: 40 }, (_, at) => [`f${at}`, `${at}\n`.repeat(5000)]);
  const to = storeTree(repository, Object.fromEntries(files));
  const pieces: Uint8Array[] = [];
  for await (const piece of merges.patch({ from: EMPTY_TREE, to })) {
    pieces.push(piece);
    if (pieces.length === 1) await merges.diff({ from: null, to, limit: 0 });
  }
  expect(pieces.length).toBeGreaterThan(5);
  expect(Buffer.concat(pieces)).toEqual(Buffer.concat([...unifiedPatch(repository.objects, null, to)]));
});

test('MergeProcess.patch: a client reads two at a time, and gets the next one when it has closed one', async () => {
  const repository = temporaryRepository();
  const merges = mergesOn(repository);
  const to = storeTree(repository, { text: '0123456789\n'.repeat(50_000) });
  const begin = async (who: string) => {
    const pieces = merges.patch({ from: EMPTY_TREE, to });
    await client.run(who, () => pieces.next());
    return pieces;
  };
  const [first, second] = await Promise.all([begin('one'), begin('one')]);
  let isThird = false;
  const third = begin('one').then((pieces) => {
    isThird = true;
    return pieces;
  });
  const other = await begin('other');
  expect(isThird).toBe(false);
  await first.return();
  for (const pieces of [await third, second, other]) await pieces.return();
});

test('PatchSlots: bounds the patches of all and of each, the waiting calls, and their wait', async () => {
  const slots = new PatchSlots({ all: 3, each: 2, waiting: 2, waitingEach: 1, waitMs: 50 });
  const [release] = await Promise.all([slots.take('a'), slots.take('a'), slots.take('b')]);
  const waiting = slots.take('b');
  expect(await slots.take('b')).toBeUndefined();
  release?.();
  expect(await waiting).toBeTypeOf('function');
  expect(await slots.take('c')).toBeUndefined();
});

test('MergeProcess: refuses an unknown tree and serves on', async () => {
  const repository = temporaryRepository();
  const merges = mergesOn(repository);
  const { base, ours, theirs } = threeTrees(repository);
  const unknown = '1'.repeat(40) as TreeId;
  await expect(merges.merge({ base, ours, theirs: unknown, prefer: 'none' })).rejects.toMatchObject({
    code: 'unknown_snapshot',
  });
  await expect(merges.merge({ base, ours, theirs, prefer: 'none' })).resolves.toMatchObject({ status: 'merged' });
});

test('MergeProcess: ends an idle process, and starts another for the next request', async () => {
  const repository = temporaryRepository();
  const merges = mergesOn(repository, { limits: { idleMs: 0 } });
  const pids = () =>
    processTree(process.pid).flatMap(({ pid, command }) => (command.includes(repository.path) ? [pid] : []));
  const diff = () => merges.diff({ from: null, to: EMPTY_TREE, limit: 0 });
  await diff();
  expect(pids()).toHaveLength(1);
  await expect.poll(pids, { timeout: 10_000 }).toEqual([]);
  await expect(diff()).resolves.toMatchObject({ total: 0 });
});

test('MergeProcess.close: refuses what is under way and what comes later', async () => {
  const repository = temporaryRepository();
  const merges = mergesOn(repository);
  const starting = expect(merges.diff({ from: null, to: EMPTY_TREE, limit: 0 })).rejects.toMatchObject({
    code: 'stopping',
  });
  await merges.close();
  await starting;
  await expect(merges.diff({ from: null, to: EMPTY_TREE, limit: 0 })).rejects.toMatchObject({ code: 'stopping' });
});

test('MergeProcess.close: removes the folder that the process wrote to', async () => {
  const repository = temporaryRepository();
  const merges = mergesOn(repository);
  await merges.diff({ from: null, to: EMPTY_TREE, limit: 0 });
  await merges.close();
  const owners = readdirSync(join(repository.path, 'treebox', 'incoming'));
  const folders = owners.flatMap((owner) => readdirSync(join(repository.path, 'treebox', 'incoming', owner)));
  expect(folders.filter((name) => name.startsWith('merge-'))).toEqual([]);
});

test('MergeProcess: one client has a bound of its own, and another is served before all of what it asked', async () => {
  const repository = temporaryRepository();
  const merges = mergesOn(repository);
  await merges.diff({ from: null, to: EMPTY_TREE, limit: 0 });
  const trees = { ...threeTrees(repository), prefer: 'none' as const };
  const ended: string[] = [];
  const merge = (who: string) => client.run(who, () => merges.merge(trees)).then(() => void ended.push(who));
  const greedy = Array.from({ length: 17 }, () => merge('greedy'));
  await expect(merge('greedy')).rejects.toMatchObject({ code: 'busy' });
  await Promise.all([
    merge('modest'),
    client.run('greedy', () => merges.diff({ from: null, to: trees.ours, limit: 1 })),
  ]);
  expect(ended.length).toBeLessThan(6);
  await Promise.all(greedy);
  expect(ended.filter((who) => who === 'greedy')).toHaveLength(17);
});

test('MergeProcess.patch: is closed before its end also when too many others wait', async () => {
  const repository = temporaryRepository();
  const merges = mergesOn(repository);
  const to = storeTree(repository, { text: 'line\n'.repeat(100_000) });
  const pieces = merges.patch({ from: null, to });
  await pieces.next();
  const diff = (who: string) => client.run(who, () => merges.diff({ from: null, to, limit: 0 }));
  const waiting = ['a', 'b', 'c', 'd'].flatMap((who) => Array.from({ length: 16 }, () => diff(who)));
  await expect(diff('e')).rejects.toMatchObject({ code: 'busy' });
  await expect(pieces.return(undefined)).resolves.toMatchObject({ done: true });
  await Promise.all(waiting);
});
