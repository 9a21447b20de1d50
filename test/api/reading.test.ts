/**
 * Looking into snapshots over HTTP, page by page, with git and `cat` as the judges.
 */
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EMPTY_TREE, type TreeId } from '../../src/core/ids.ts';
import { git } from '../support/real-git.ts';
import { TestApp } from '../support/test-app.ts';

const TEXT = Array.from({ length: 120 }, (_, index) => `line ${index + 1}\n`).join('');

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.close());

const lines = (tree: TreeId, query: string) => app.get(`/api/fs/snapshots/${tree}/files/f.html?${query}`);

test('GET …/files/{path}?lines: the lines and no more, and how to go on', async () => {
  const tree = app.snapshot({ 'f.html': TEXT });
  const answer = await lines(tree, 'lines=40-80');
  expect(answer.text).toBe(TEXT.split('\n').slice(39, 80).join('\n').concat('\n'));
  expect(answer.headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'treebox-total-lines': '120',
    'treebox-next-lines': '81-120',
  });
  expect((await lines(tree, 'lines=81-120')).headers['treebox-next-lines']).toBeUndefined();
  expect((await lines(tree, 'lines=120')).text).toBe('line 120\n');
  expect((await lines(tree, 'lines=119-')).text).toBe('line 119\nline 120\n');
  expect((await lines(tree, 'lines=119-999')).text).toBe('line 119\nline 120\n');
});

test('GET …/files/{path}?numbers=true: as cat -n prints them', async () => {
  for (const text of [TEXT, 'one', 'é\r\n\n', '']) {
    const answer = await lines(app.snapshot({ 'f.html': text }), 'numbers=true');
    expect(answer.text).toBe(spawnSync('cat', ['-n'], { input: text, encoding: 'utf8' }).stdout);
  }
});

test('GET …/files/{path}?lines: pages put end to end are the file, however long its lines are', async () => {
  const text = `${'x'.repeat(700_000)}\n${'y'.repeat(700_000)}\n${'z'.repeat(1_500_000)}\nend`;
  const tree = app.snapshot({ 'f.html': text });
  let read = '';
  let pages = 0;
  for (let next: string | undefined = '1-'; next !== undefined; pages += 1) {
    const answer = await lines(tree, `lines=${next}`);
    read += answer.text;
    next = answer.headers['treebox-next-lines'] as string | undefined;
  }
  expect(read === text).toBe(true);
  expect(pages).toBe(4);
});

test.each([
  ['0-3', 400],
  ['5-3', 400],
  ['-3', 400],
  ['x', 400],
  ['121-130', 416],
])('GET …/files/{path}?lines=%s: answers %i', async (range, status) => {
  const answer = await lines(app.snapshot({ 'f.html': TEXT }), `lines=${range}`);
  expect(answer).toMatchObject({ status, body: { error: expect.any(String) } });
});

test('GET …/files/{path}?lines: binary content is refused', async () => {
  expect(await lines(app.snapshot({ 'f.html': 'a\0b\n' }), 'lines=1-2')).toMatchObject({ status: 400 });
});

const FILES = { 'a.ts': '', 'a/b': '1', 'a/b.c/d': '2', 'a/b-c': '3', a0: '4', 'ä/z': '5', z: '6' };

test('GET …/tree?recursive=true: lists what git ls-tree -r lists, page by page', async () => {
  const tree = app.snapshot(FILES);
  const wanted = git(app.repository.path, ['-c', 'core.quotePath=false', 'ls-tree', '-r', '--name-only', tree]).trim();
  for (const limit of [1, 2, 3, 100]) {
    const names: string[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const query: string = `recursive=true&limit=${limit}&after=${encodeURIComponent(after)}`;
      const { entries, next }: { entries: { name: string }[]; next: string | null } = (
        await app.get(`/api/fs/snapshots/${tree}/tree?${query}`)
      ).body;
      expect(entries.length).toBeLessThanOrEqual(limit);
      names.push(...entries.map(({ name }) => name));
      after = next;
    }
    expect(names).toEqual(wanted.split('\n'));
  }
  const below = (await app.get(`/api/fs/snapshots/${tree}/tree/a?recursive=true`)).body;
  expect(below).toMatchObject({ path: 'a', entries: [{ name: 'b' }, { name: 'b-c' }, { name: 'b.c/d' }], next: null });
});

test('GET …/tree: the root without a slash, in pages', async () => {
  const tree = app.snapshot(FILES);
  const wanted = git(app.repository.path, ['-c', 'core.quotePath=false', 'ls-tree', '--name-only', tree]).trim();
  const names: string[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const { body } = await app.get(`/api/fs/snapshots/${tree}/tree?limit=1&after=${encodeURIComponent(after)}`);
    names.push(...body.entries.map(({ name }: { name: string }) => name));
    after = body.next;
  }
  expect(names).toEqual(wanted.split('\n'));
});

const search = (tree: TreeId, query: Record<string, string>) =>
  app.get(`/api/fs/snapshots/${tree}/search?${new URLSearchParams(query)}`);

const SOURCES = {
  'src/a.ts': 'const one = 1;\nconst two = one + ONE;\n\nexport { one };\n',
  'src/deep/b.ts': 'one.two\r\nno\r\n',
  'c.md': 'one two (three)\none',
  bin: 'one\0one\n',
};

test.each([
  ['a text', { pattern: 'one' }, ['-F', '-e', 'one']],
  ['a text that would be an expression', { pattern: '(three)' }, ['-F', '-e', '(three)']],
  ['an expression', { pattern: 'o[nm]e\\W', regex: 'true' }, ['-P', '-e', 'o[nm]e\\W']],
  ['either case', { pattern: 'ONE', ignore_case: 'true' }, ['-i', '-F', '-e', 'ONE']],
  ['anchors', { pattern: '^(one|const).*;?$', regex: 'true' }, ['-E', '-e', '^(one|const).*;?$']],
])('GET …/search: %s finds what git grep finds', async (_what, query, options) => {
  const tree = app.snapshot(SOURCES);
  const { body } = await search(tree, query);
  const told = body.matches.map(
    (match: { path: string; line: number; column: number; text: string }) =>
      `${match.path}:${match.line}:${match.column}:${match.text}`,
  );
  const found = git(app.repository.path, ['grep', '-I', '-n', '--column', ...options, tree])
    .replaceAll(`${tree}:`, '')
    .replaceAll('\r', '')
    .trim();
  expect(told.toSorted()).toEqual(found.split('\n').toSorted());
  expect(body).toMatchObject({ total: told.length, truncated: false, skipped: 0, ca_id: tree });
  expect(body.files).toBe(new Set(body.matches.map(({ path }: { path: string }) => path)).size);
});

test('GET …/search: glob, context and limit', async () => {
  const tree = app.snapshot(SOURCES);
  const paths = async (glob: string) =>
    new Set((await search(tree, { pattern: 'o', glob })).body.matches.map(({ path }: { path: string }) => path));
  expect(await paths('*.ts')).toEqual(new Set(['src/a.ts', 'src/deep/b.ts']));
  expect(await paths('src/*.ts')).toEqual(new Set(['src/a.ts']));
  expect(await paths('!*.ts')).toEqual(new Set(['c.md']));
  const { body } = await search(tree, { pattern: 'two', glob: '*.ts', context: '1', limit: '1' });
  expect(body).toMatchObject({ total: 2, files: 2, truncated: true });
  expect(body.matches).toEqual([
    { path: 'src/a.ts', line: 2, column: 7, text: 'const two = one + ONE;', before: ['const one = 1;'], after: [''] },
  ]);
});

test('GET …/search: a long line is cut around the match', async () => {
  const tree = app.snapshot({ f: `${'a'.repeat(5_000)}needle${'b'.repeat(5_000)}\n` });
  const [match] = (await search(tree, { pattern: 'needle' })).body.matches;
  expect(match).toMatchObject({ column: 5_001, text: expect.stringMatching(/^…a+needleb+…$/) });
  expect(match.text.length).toBeLessThan(500);
});

test('GET …/search: patterns that hold other engines up are answered in time', async () => {
  const tree = app.snapshot({ f: `${'a'.repeat(50_000)}\n`.repeat(10) });
  for (const pattern of ['(a+)+$b', '(a|a)*b', '(.*)(.*)(.*)(.*)(.*)x', '(?:a{0,30}){0,30}b']) {
    const began = performance.now();
    expect((await search(tree, { pattern, regex: 'true' })).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(15_000);
  }
});

test('GET …/commits: what git log has, merged branches included, page by page', async () => {
  const [one, two, three] = [
    app.snapshot({ a: '1' }),
    app.snapshot({ a: '1', b: '2' }),
    app.snapshot({ a: '1', c: '3' }),
  ];
  for (const [label, ca_id] of [
    ['main', one],
    ['main', two],
    ['side', one],
    ['side', three],
  ]) {
    await app.post('/api/fs/push', { label, ca_id, force: true, message: `${label} moves\n\nmore` });
  }
  const { ca_id } = (await app.post('/api/fs/merge', { ours: 'main', theirs: 'side', base: one })).body;
  await app.post('/api/fs/push', { label: 'main', ca_id, force: true });
  const format = ['log', '--date-order', '--format=%H %T [%P] %an <%ae> %ct %s'];
  const wanted = git(app.repository.path, [...format, 'main'])
    .trim()
    .split('\n');
  expect(wanted).toHaveLength(5);
  for (const limit of [1, 2, 100]) {
    const told: string[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const { body } = await app.get(`/api/fs/snapshots/main/commits?limit=${limit}${after && `&after=${after}`}`);
      for (const { commit, tree, parents, author, time, message } of body.commits) {
        const [subject] = message.split('\n');
        const who = `${author.name} <${author.email}>`;
        told.push(`${commit} ${tree} [${parents.join(' ')}] ${who} ${Date.parse(time) / 1000} ${subject}`);
      }
      after = body.next;
    }
    expect(told).toEqual(wanted);
  }
  expect(await app.get(`/api/fs/snapshots/main/commits?after=${EMPTY_TREE}`)).toMatchObject({ status: 400 });
});

test('GET /api/fs/labels: a prefix, and pages in the order of names', async () => {
  const names = ['a', 'b-x', 'b', 'c/d', 'c/e', 'ä'];
  for (const name of names) await app.post('/api/fs/labels', { name, ca_id: EMPTY_TREE });
  const list = async (query: string) => (await app.get(`/api/fs/labels?${query}`)).body;
  expect((await list('prefix=c/')).labels.map(({ name }: { name: string }) => name)).toEqual(['c/d', 'c/e']);
  const told: string[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const page = await list(`limit=2&after=${encodeURIComponent(after)}`);
    told.push(...page.labels.map(({ name }: { name: string }) => name));
    after = page.next;
  }
  expect(told).toEqual(['a', 'b', 'b-x', 'c/d', 'c/e', 'ä']);
});

test('GET …/log: n is the place in the reflog, and before goes on from it', async () => {
  for (let count = 0; count < 5; count += 1) {
    await app.post('/api/fs/push', { label: 'main', ca_id: app.snapshot({ f: `${count}` }), force: true });
  }
  const { log } = (await app.get('/api/fs/labels/main/log')).body;
  expect(log.map(({ n }: { n: number }) => n)).toEqual([4, 3, 2, 1, 0]);
  for (const { n, to, at, time } of log) {
    expect(Date.parse(time)).toBe(at);
    expect((await app.get(`/api/fs/snapshots/${encodeURIComponent(`main@{${n}}`)}/tree`)).body.ca_id).toBe(to);
  }
  expect((await app.get('/api/fs/labels/main/log?limit=2')).body.log).toEqual(log.slice(3));
  expect((await app.get('/api/fs/labels/main/log?limit=2&before=1')).body.log).toEqual(log.slice(1, 3));
  expect((await app.get('/api/fs/labels/main/log?before=4')).body.log).toEqual([]);
});
