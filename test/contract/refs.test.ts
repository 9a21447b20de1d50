/**
 * What every ref store has to do. An implementation joins by a line in `STORES`.
 */
import { describe, expect, test } from 'vitest';
import { TreeboxError } from '../../src/core/errors.ts';
import { type CommitId, EMPTY_TREE, type TreeId } from '../../src/core/ids.ts';
import { encodeCommit } from '../../src/git/format/commit-codec.ts';
import { NameRefused } from '../../src/git/refs/ref-errors.ts';
import type { RefHead, RefPlan, RefStore } from '../../src/git/refs/refs.ts';
import { temporaryRepository } from '../support/real-git.ts';

interface Store {
  readonly refs: RefStore;
  /** Stores a commit that no other call has stored. */
  commit(): CommitId;
}

const STORES: [string, () => Store][] = [
  [
    'repository',
    () => {
      const repository = temporaryRepository();
      let nth = 0;
      const next = () => encodeCommit({ tree: EMPTY_TREE, parents: [], atSecs: ++nth, message: 'a commit' });
      return { refs: repository.refs, commit: () => repository.incoming.write((w) => w.write('commit', next())) };
    },
  ],
];

const MAIN = 'refs/heads/main';
const to = (next: CommitId, message = 'a move'): RefPlan<CommitId> => ({ next, message, value: next });
const gone: RefPlan<null> = { delete: true, value: null };

describe.each(STORES)('%s refs', (_, open) => {
  test('RefStore.update shows the plan what the ref names, moves it and logs the move', async () => {
    const { refs, commit } = open();
    const [first, second] = [commit(), commit()];
    const seen: (RefHead | undefined)[] = [];
    for (const next of [first, second]) {
      await refs.update(MAIN, (actual) => {
        seen.push(actual && { ...actual });
        return to(next, `to ${next}`);
      });
    }
    expect(seen).toEqual([undefined, { commit: first, tree: EMPTY_TREE }]);
    expect(await refs.read(MAIN)).toBe(second);
    const nowSecs = Date.now() / 1000;
    expect(await refs.log(MAIN)).toEqual([
      { from: null, to: first, message: `to ${first}`, atSecs: expect.closeTo(nowSecs, -1) },
      { from: first, to: second, message: `to ${second}`, atSecs: expect.closeTo(nowSecs, -1) },
    ]);
  });

  test('RefStore.update answers the value of the plan, and does nothing when the plan keeps or throws', async () => {
    const { refs, commit } = open();
    await refs.update(MAIN, () => to(commit()));
    const before = await refs.log(MAIN);
    expect(await refs.update(MAIN, (actual) => ({ keep: true, value: actual?.commit }))).toBe(await refs.read(MAIN));
    const refused = refs.update(MAIN, async () => {
      throw new TreeboxError('bad_request', 'no');
    });
    await expect(refused).rejects.toThrow('no');
    expect(await refs.log(MAIN)).toEqual(before);
    await refs.update(MAIN, () => to(commit()));
  });

  test('RefStore.update lets exactly one of many callers with one expectation move the ref', async () => {
    const { refs, commit } = open();
    const expected = await refs.update(MAIN, () => to(commit()));
    const results = await Promise.all(
      Array.from({ length: 32 }, async () => {
        const next = commit();
        const plan = (actual: RefHead | undefined): RefPlan<boolean> =>
          actual?.commit === expected ? { next, message: 'won', value: true } : { keep: true, value: false };
        return refs.update(MAIN, plan);
      }),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await refs.log(MAIN)).toHaveLength(2);
  });

  test('RefStore.update serves callers in the order that they came in', async () => {
    const { refs, commit } = open();
    const commits = Array.from({ length: 20 }, commit);
    await Promise.all(commits.map((next) => refs.update(MAIN, () => to(next))));
    expect((await refs.log(MAIN)).map((entry) => entry.to)).toEqual(commits);
  });

  test('RefStore.update deletes a ref with its log, and the name is free again', async () => {
    const { refs, commit } = open();
    await refs.update(MAIN, () => to(commit()));
    await refs.update(MAIN, () => gone);
    expect(await refs.read(MAIN)).toBeUndefined();
    expect(await refs.log(MAIN)).toEqual([]);
    expect(await refs.update(MAIN, (actual) => ({ delete: true, value: actual }))).toBeUndefined();
    const next = await refs.update(MAIN, () => to(commit()));
    expect(await refs.log(MAIN)).toMatchObject([{ from: null, to: next }]);
  });

  test.each([
    ['a', 'a/b'],
    ['a/b', 'a'],
    ['a/b', 'a/b/c/d'],
    ['a/b/c/d', 'a/b'],
  ])(
    'RefStore.update refuses to make a label beside one that files can not hold with it: %s, then %s',
    async (one, other) => {
      const { refs, commit } = open();
      const head = await refs.update(`refs/heads/${one}`, () => to(commit()));
      const clashing = refs.update(`refs/heads/${other}`, () => to(commit()));
      await expect(clashing).rejects.toBeInstanceOf(NameRefused);
      expect([...(await refs.list('refs/heads/'))]).toEqual([[`refs/heads/${one}`, head]]);
      expect(await refs.log(`refs/heads/${other}`)).toEqual([]);
      expect(await refs.update(`refs/heads/${other}`, (actual) => ({ keep: true, value: actual }))).toBeUndefined();
      await refs.update(`refs/heads/${one}`, () => gone);
      await refs.update(`refs/heads/${other}`, () => to(commit()));
    },
  );

  test('RefStore.list gives the refs below a prefix in the order of their bytes', async () => {
    const { refs, commit } = open();
    const names = ['b', 'a-b', 'a/c', 'a/b', 'ä', '\u{1F600}', '\uFFFD', 'Z'];
    for (const name of names) await refs.update(`refs/heads/${name}`, () => to(commit()));
    await refs.update('refs/other/x', () => to(commit()));
    const sorted = names
      .map((name) => `refs/heads/${name}`)
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect([...(await refs.list('refs/heads/')).keys()]).toEqual(sorted);
    expect([...(await refs.list('refs/heads/a/')).keys()]).toEqual(['refs/heads/a/b', 'refs/heads/a/c']);
    expect([...(await refs.list('refs/none/'))]).toEqual([]);
  });

  test('RefStore.list tells of every move, and is made anew for a change alone', async () => {
    const { refs, commit } = open();
    const [before, after, other] = [commit(), commit(), commit()];
    const listed = async () => Object.fromEntries(await refs.list('refs/heads/'));
    await refs.update(MAIN, () => to(before));
    await refs.update('refs/heads/a/b', () => to(other));
    // What has just changed may change again within the same tick of the time stamps.
    const isKept = async (last: unknown) => (await refs.list('refs/heads/')) === last;
    await expect.poll(async () => await isKept(await refs.list('refs/heads/'))).toBe(true);
    await refs.update(MAIN, () => to(after));
    expect(await listed()).toEqual({ [MAIN]: after, 'refs/heads/a/b': other });
    await refs.update('refs/heads/a/b', () => gone);
    expect(await listed()).toEqual({ [MAIN]: after });
    await refs.update('refs/heads/a/b', () => to(before));
    expect(await listed()).toEqual({ [MAIN]: after, 'refs/heads/a/b': before });
  });

  test('RefStore.log gives the most recent lines, oldest first, and findLogged the newest move to a commit or a tree', async () => {
    const { refs, commit } = open();
    for (let nth = 0; nth < 30; nth++) await refs.update(MAIN, () => to(commit(), `move ${nth} of ${nth % 10}`));
    const all = await refs.log(MAIN);
    expect(all).toHaveLength(30);
    for (const limit of [0, 1, 7, 30, 31])
      expect(await refs.log(MAIN, limit)).toEqual(limit === 0 ? [] : all.slice(-limit));
    const wanted = all[12]?.to as CommitId;
    await refs.update(MAIN, () => to(wanted, 'back'));
    await refs.update(MAIN, () => to(commit()));
    expect(await refs.findLogged(MAIN, { commit: wanted })).toMatchObject({ entry: { message: 'back' }, lines: 2 });
    expect(await refs.findLogged(MAIN, { commit: wanted }, 1)).toEqual({ entry: undefined, lines: 1 });
    expect(await refs.findLogged(MAIN, { tree: EMPTY_TREE })).toMatchObject({ lines: 1 });
    expect(await refs.findLogged(MAIN, { tree: '1'.repeat(40) as TreeId })).toEqual({ entry: undefined, lines: 32 });
    expect(await refs.findLogged('refs/heads/none', { tree: EMPTY_TREE })).toEqual({ entry: undefined, lines: 0 });
    expect(await refs.log('refs/heads/none')).toEqual([]);
  });

  test('RefStore logs a message on one line', async () => {
    const { refs, commit } = open();
    await refs.update(MAIN, () => to(commit(), ' two\n\nparagraphs\tand\r\n a tab \n'));
    await refs.update(MAIN, () => to(commit(), ''));
    expect((await refs.log(MAIN)).map(({ message }) => message)).toEqual(['two paragraphs and a tab', '']);
  });

  test.each(['refs/heads/../../config', 'refs/heads/', 'refs/heads/a.lock', 'HEAD', 'config', '', 'refs/heads/a\nb'])(
    'RefStore takes %j for no ref',
    async (name) => {
      const { refs, commit } = open();
      expect(await refs.read(name)).toBeUndefined();
      expect(await refs.log(name)).toEqual([]);
      await expect(refs.update(name, () => to(commit()))).rejects.toThrow('not the full name of a ref');
    },
  );
});
