import { appendFileSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CommitId, EMPTY_TREE } from '../../../src/core/ids.ts';
import { doNow, slow } from '../../../src/core/steps.ts';
import {
  agreesWith,
  appendReflog,
  decodeReflogLine,
  reflogBackwards,
  settleReflog,
} from '../../../src/git/refs/reflog.ts';
import { commitTo, git, temporaryFolder, temporaryRepository } from '../../support/real-git.ts';

const oid = (digit: string) => digit.repeat(40) as CommitId;
const entry = (from: string, to: string, message = 'a move') => ({ from: oid(from), to: oid(to), atSecs: 7, message });

test('reflogBackwards reads lines of every length, however they fall on what is read at a time', async () => {
  const path = join(temporaryFolder(), 'logs', 'log');
  const written = [];
  for (let nth = 0; nth < 400; nth++) {
    const next = { ...entry('1', '2', `${nth}: ${'ü'.repeat(1 + ((nth * 37) % 900))}`), atSecs: nth };
    written.push(next);
    await appendReflog(path, next).sync();
  }
  expect([...reflogBackwards(path)].reverse()).toEqual(written);
});

test('decodeReflogLine reads what git writes, and git what treebox writes', async () => {
  const repository = temporaryRepository();
  const heads = [];
  for (const message of ['one', ' two\n\nparagraphs '])
    heads.push(await commitTo(repository, 'main', EMPTY_TREE, message));
  git(repository.path, ['update-ref', '-m', ' by\n hand ', 'refs/heads/main', heads[0] as CommitId]);
  git(repository.path, ['update-ref', 'refs/heads/main', heads[1] as CommitId]);
  const messages = ['one', 'two paragraphs', 'by hand', ''];
  expect((await repository.refs.log('refs/heads/main')).map(({ message }) => message)).toEqual(messages);
  const shown = git(repository.path, ['reflog', 'show', '--format=%gs', 'main']);
  expect(shown.split('\n').reverse()).toEqual(messages);
  const line = `${oid('0')} ${oid('1')} A > B <a@b> 1234567890 -0830\ta\ttab`;
  expect(decodeReflogLine(line)).toEqual({ from: null, to: oid('1'), atSecs: 1234567890, message: 'a\ttab' });
  expect(decodeReflogLine('damaged')).toBeUndefined();
});

test.each([
  ['a line whose commit is not there', [entry('1', '2'), entry('2', '3')], '', '2', 1],
  ['a line cut short', [entry('1', '2')], `${oid('2')} ${oid('3').slice(9)}`, '2', 1],
  ['both', [entry('1', '2'), entry('2', '3')], `${oid('2')} 33`, '2', 1],
  ['nothing when the last line leads to the head', [entry('1', '2'), entry('2', '3')], '', '3', 2],
  ['nothing when the log does not tell of the head at all', [entry('1', '2'), entry('2', '3')], '', '9', 2],
] as const)('settleReflog drops %s', async (_, entries, torn, head, left) => {
  const path = join(temporaryFolder(), 'log');
  for (const each of entries) await appendReflog(path, each).sync();
  appendFileSync(path, torn);
  const isComplete = (commit: CommitId) =>
    slow(
      () => commit !== oid('3'),
      async () => commit !== oid('3'),
    );
  expect(doNow(settleReflog(path, oid(head), isComplete))).toBe(oid(head));
  expect([...reflogBackwards(path)].reverse()).toEqual(entries.slice(0, left));
  expect(readFileSync(path, 'latin1')).toMatch(/\n$/);
});

test('agreesWith: a log that ends in a whole line to the head, or is not there', async () => {
  const path = join(temporaryFolder(), 'log');
  expect(agreesWith(path, oid('2'))).toBe(true);
  await appendReflog(path, entry('1', '2')).sync();
  expect([oid('2'), oid('1'), undefined].map((head) => agreesWith(path, head))).toEqual([true, false, false]);
  appendFileSync(path, oid('2').slice(9));
  expect(agreesWith(path, oid('2'))).toBe(false);
});

test.each([1, 39, 40, 41, 100])('agreesWith: a log of %i lines, whether it is read at once or not', async (lines) => {
  const path = join(temporaryFolder(), 'log');
  for (let nth = 1; nth < lines; nth += 1) await appendReflog(path, entry('1', '1', 'm'.repeat(nth % 7))).sync();
  await appendReflog(path, entry('1', '2')).sync();
  expect([oid('2'), oid('1'), undefined].map((head) => agreesWith(path, head))).toEqual([true, false, false]);
  appendFileSync(path, oid('2'));
  expect(agreesWith(path, oid('2'))).toBe(false);
});

test('appendReflog can take its line back', async () => {
  const path = join(temporaryFolder(), 'log');
  const first = appendReflog(path, entry('1', '2'));
  const second = appendReflog(path, entry('2', '3'));
  await Promise.all([first.sync(), second.sync()]);
  second.withdraw();
  expect([...reflogBackwards(path)]).toHaveLength(1);
  first.withdraw();
  expect([...reflogBackwards(path)]).toEqual([]);
  const replaced = appendReflog(path, entry('1', '2'));
  await replaced.sync();
  rmSync(path);
  mkdirSync(path);
  replaced.withdraw();
  rmdirSync(path);
  writeFileSync(path, '');
  expect([...reflogBackwards(path)]).toEqual([]);
});
