import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { TreeboxError } from '../../../src/core/errors.ts';
import { EMPTY_TREE } from '../../../src/core/ids.ts';
import type { Repository } from '../../../src/git/repository.ts';
import { type GitServiceName, SmartHttp } from '../../../src/git/serve/smart-http.ts';
import { refusalOfLabel } from '../../../src/service/label-name.ts';
import {
  commitTo,
  fsck,
  GIT_ENV,
  git,
  storeTree,
  temporaryFolder,
  temporaryRepository,
  tryGit,
} from '../../support/real-git.ts';

/** Serves the repository in the way that the HTTP layer does; answers its address. */
async function serve(repository: Repository): Promise<string> {
  const smart = new SmartHttp(repository, refusalOfLabel);
  const server: Server = createServer(async (incoming, response) => {
    const url = new URL(incoming.url ?? '', 'http://localhost');
    const name = url.searchParams.get('service') ?? url.pathname.split('/').at(-1) ?? '';
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      const { contentType, stream } = await smart.serve({
        service: name.replace('git-', '') as GitServiceName,
        protocol: incoming.headers['git-protocol'] as string | undefined,
        body: incoming.method === 'POST' ? incoming : undefined,
        encoding: incoming.headers['content-encoding'],
        signal: gone.signal,
      });
      response.writeHead(200, { 'content-type': contentType });
      await pipeline(stream, response);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else response.writeHead(error instanceof TreeboxError ? error.status : 500).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/snapshots.git`;
}

/** Runs git without blocking this process, which is the server. */
async function run(folder: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const child = spawn('git', ['-C', folder, ...args], { env: GIT_ENV });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  return { code, output };
}

/** A working copy with one commit, whose remote is the served repository. */
function workingCopy(url: string): string {
  const folder = temporaryFolder();
  git(folder, ['init', '-q', '-b', 'main']);
  git(folder, ['remote', 'add', 'origin', url]);
  writeFileSync(join(folder, 'a.txt'), 'one\n');
  git(folder, ['add', '.']);
  git(folder, ['commit', '-qm', 'one']);
  return folder;
}

test('SmartHttp clones what labels hold, whole, shallow and partial, and hides its own refs', async () => {
  const repository = temporaryRepository();
  const url = await serve(repository);
  for (const text of ['one', 'two', 'three'])
    await commitTo(repository, 'main', storeTree(repository, { 'a.txt': text }));
  await commitTo(repository, 'team/x', storeTree(repository, { 'b.txt': 'b' }));
  repository.pins.add(storeTree(repository, { hidden: 'h' }));

  const folder = temporaryFolder();
  for (const version of ['0', '1', '2']) {
    const cloned = await run(folder, '-c', `protocol.version=${version}`, 'clone', '-q', url, `v${version}`);
    expect(cloned).toEqual({ code: 0, output: '' });
    expect(readFileSync(join(folder, `v${version}`, 'a.txt'), 'utf8')).toBe('three');
    expect(git(join(folder, `v${version}`), ['rev-list', '--count', 'HEAD'])).toBe('3');
  }
  expect(await run(folder, 'clone', '-q', '--depth=1', url, 'shallow')).toEqual({ code: 0, output: '' });
  expect(git(join(folder, 'shallow'), ['rev-list', '--count', 'HEAD'])).toBe('1');
  expect(await run(folder, 'clone', '-q', '--filter=blob:none', url, 'partial')).toEqual({ code: 0, output: '' });
  expect((await run(join(folder, 'partial'), 'show', 'HEAD~2:a.txt')).output).toBe('one');
  const listed = await run(folder, 'ls-remote', url);
  expect(listed.output.match(/\S+$/gm)).toEqual(['HEAD', 'refs/heads/main', 'refs/heads/team/x']);
});

test('SmartHttp serves an object that no label names by its id alone, and a hidden ref not at all', async () => {
  const repository = temporaryRepository();
  const url = await serve(repository);
  await commitTo(repository, 'main', EMPTY_TREE);
  const hidden = storeTree(repository, { a: 'hidden' });
  repository.pins.add(hidden);
  for (const [version, isServed] of [
    ['0', false],
    ['2', true],
  ] as const) {
    const folder = temporaryFolder();
    git(folder, ['init', '-q']);
    const fetched = (what: string) => run(folder, '-c', `protocol.version=${version}`, 'fetch', '-q', url, what);
    expect((await fetched(hidden)).output.includes('not allow request for unadvertised object')).toBe(!isServed);
    expect(tryGit(folder, ['cat-file', '-t', hidden]).code === 0).toBe(isServed);
    expect((await fetched(`refs/treebox/pins/${hidden}`)).output).toContain("couldn't find remote ref");
  }
});

test('SmartHttp takes a push that goes forward and logs it as git does', async () => {
  const repository = temporaryRepository();
  const url = await serve(repository);
  const copy = workingCopy(url);
  expect((await run(copy, 'push', 'origin', 'main')).code).toBe(0);
  writeFileSync(join(copy, 'big.bin'), Buffer.alloc(3 << 20, 'a pattern'));
  git(copy, ['add', '.']);
  git(copy, ['commit', '-qm', 'two']);
  expect((await run(copy, '-c', 'http.postBuffer=65536', 'push', 'origin', 'main')).code).toBe(0);
  const head = git(copy, ['rev-parse', 'main']);
  expect(await repository.refs.read('refs/heads/main')).toBe(head);
  expect(
    (await repository.refs.log('refs/heads/main')).map(({ from, to, message }) => ({ from, to, message })),
  ).toEqual([
    { from: null, to: git(copy, ['rev-parse', 'main~1']), message: 'push' },
    { from: git(copy, ['rev-parse', 'main~1']), to: head, message: 'push' },
  ]);
  expect(fsck(repository.path)).toBe('');
});

test('SmartHttp refuses a push that is not fast-forward or names no label', async () => {
  const repository = temporaryRepository();
  const url = await serve(repository);
  const copy = workingCopy(url);
  await run(copy, 'push', 'origin', 'main');
  const head = await repository.refs.read('refs/heads/main');
  git(copy, ['commit', '-q', '--amend', '-m', 'other']);
  for (const [refspec, words] of [
    ['+main:main', 'non-fast-forward'],
    ['main:auto', 'it is reserved'],
    [`main:refs/heads/${'0123456789'.repeat(4)}`, 'looks like a CA id'],
    ['main:refs/tags/v1', 'only branches'],
    ['main:refs/treebox/pins/x', 'only branches'],
    ['main:main/below', "cannot lock ref|'refs/heads/main' exists"],
  ] as const) {
    const pushed = await run(copy, 'push', 'origin', refspec);
    expect(pushed.code, refspec).not.toBe(0);
    expect(pushed.output).toMatch(new RegExp(words));
  }
  expect([...(await repository.refs.list('refs/heads/'))]).toEqual([['refs/heads/main', head]]);
  expect(fsck(repository.path)).toBe('');
});

test.each([
  ['.git', '100644'],
  ['.GIT', '40000'],
  ['..', '40000'],
  ['.', '40000'],
  ['git~1', '100644'],
  ['.g‌it', '100644'],
])('SmartHttp refuses a pushed tree with an entry %j of mode %s', async (name, mode) => {
  const repository = temporaryRepository();
  const url = await serve(repository);
  const copy = workingCopy(url);
  const child = git(copy, ['rev-parse', mode === '40000' ? 'HEAD^{tree}' : 'HEAD:a.txt']);
  const bytes = Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(child, 'hex')]);
  const tree = git(copy, ['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'], bytes);
  const commit = git(copy, ['commit-tree', tree, '-m', 'unsafe']);
  const pushed = await run(copy, 'push', 'origin', `${commit}:refs/heads/main`);
  expect(pushed.code).not.toBe(0);
  expect(await repository.refs.read('refs/heads/main')).toBeUndefined();
  expect(fsck(repository.path)).toBe('');
});

test('SmartHttp reads a gzipped request, and answers a malformed one with its status', async () => {
  const repository = temporaryRepository();
  await commitTo(repository, 'main', storeTree(repository, { a: 'a' }));
  const url = await serve(repository);
  const post = async (
    body: string | Buffer<ArrayBuffer>,
    headers: Record<string, string> = {},
    service = 'git-upload-pack',
  ) => {
    const answer = await fetch(`${url}/${service}`, { method: 'POST', body, headers });
    return { status: answer.status, text: await answer.text() };
  };
  const list = '0014command=ls-refs\n00010009peel\n000csymrefs\n0000';
  const listed = await post(gzipSync(list), { 'git-protocol': 'version=2', 'content-encoding': 'gzip' });
  expect(listed.text).toContain('refs/heads/main');
  expect((await post('not gzip', { 'content-encoding': 'gzip' })).status).toBe(400);
  expect((await post(list, { 'content-encoding': 'br' })).status).toBe(415);
  expect((await post('zzzz')).status).toBe(400);
  const haves = `0012command=fetch\n0001${`0032have ${'1'.repeat(40)}\n`.repeat(400_000)}`;
  const tooLarge = await post(gzipSync(haves), { 'git-protocol': 'version=2', 'content-encoding': 'gzip' });
  expect(tooLarge.status).toBe(413);
  for (const body of ['', 'zzzz', '0003', '0010not a command', '00']) {
    expect((await post(body, {}, 'git-receive-pack')).status, body).toBe(400);
  }
  expect((await post('0000', {}, 'git-receive-pack')).status).toBe(200);
});

test('SmartHttp ends git when the client goes away, and moves nothing', async () => {
  const repository = temporaryRepository();
  const url = await serve(repository);
  const half = request(`${url}/git-receive-pack`, { method: 'POST' });
  half.on('error', () => {});
  const zero = '0'.repeat(40);
  const command = `${zero} ${'1'.repeat(40)} refs/heads/main\0report-status\n`;
  half.write(`${(command.length + 4).toString(16).padStart(4, '0')}${command}0000PACK`);
  const groups = () =>
    readdirSync('/proc').filter((pid) => {
      try {
        return readFileSync(join('/proc', pid, 'cmdline'), 'latin1').includes(
          `receive-pack\0--stateless-rpc\0${repository.path}`,
        );
      } catch {
        return false;
      }
    });
  await expect.poll(groups).toHaveLength(1);
  half.destroy();
  await expect.poll(groups).toHaveLength(0);
  expect((await repository.refs.list('refs/')).has('refs/heads/main')).toBe(false);
  expect(tryGit(repository.path, ['count-objects', '-v']).output).toMatch(/garbage: 0/);
});

test('SmartHttp takes a push that deletes a label, and its log goes with it', async () => {
  const repository = temporaryRepository();
  const url = await serve(repository);
  const copy = workingCopy(url);
  await run(copy, 'push', 'origin', 'main', 'main:team/x');
  git(repository.path, ['pack-refs', '--all']);
  for (const label of ['main', 'team/x']) {
    expect((await run(copy, 'push', 'origin', `:${label}`)).code).toBe(0);
    expect(await repository.refs.read(`refs/heads/${label}`)).toBeUndefined();
    expect(await repository.refs.log(`refs/heads/${label}`)).toEqual([]);
  }
  expect((await run(copy, 'push', 'origin', 'main')).code).toBe(0);
  expect(fsck(repository.path)).toBe('');
});

test('SmartHttp: a branch whose name is not UTF-8 is refused', async () => {
  const repository = temporaryRepository();
  const url = await serve(repository);
  const copy = workingCopy(url);
  await run(copy, 'push', 'origin', 'main');
  const head = git(copy, ['rev-parse', 'main']);
  const command = Buffer.concat([
    Buffer.from(`${'0'.repeat(40)} ${head} refs/heads/x`),
    Buffer.from([0xff]),
    Buffer.from('\0report-status'),
  ]);
  const length = (command.length + 4).toString(16).padStart(4, '0');
  const body = Buffer.concat([Buffer.from(length), command, Buffer.from('0000')]);
  const answer = await fetch(`${url}/git-receive-pack`, { method: 'POST', body });
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('not UTF-8')]);
  expect([...(await repository.refs.list('refs/heads/')).keys()]).toEqual(['refs/heads/main']);
});

test.each(['100664', '755', '140000', '40755', '777777777777'])(
  'SmartHttp refuses a pushed tree with the mode %s, and says which object and which check',
  async (mode) => {
    const repository = temporaryRepository();
    const url = await serve(repository);
    const copy = workingCopy(url);
    const child = git(copy, ['rev-parse', mode.startsWith('4') ? 'HEAD^{tree}' : 'HEAD:a.txt']);
    const bytes = Buffer.concat([Buffer.from(`${mode} name\0`), Buffer.from(child, 'hex')]);
    const tree = git(copy, ['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'], bytes);
    const commit = git(copy, ['commit-tree', tree, '-m', 'odd mode']);
    const pushed = await run(copy, 'push', 'origin', `${commit}:refs/heads/main`);
    expect(pushed.code).not.toBe(0);
    expect(pushed.output).toContain(tree);
    expect(pushed.output).toContain('badFilemode');
    expect(await repository.refs.read('refs/heads/main')).toBeUndefined();
  },
);

test('SmartHttp serves the filters that cost little, and no sparse one', async () => {
  const repository = temporaryRepository();
  const url = await serve(repository);
  await commitTo(repository, 'main', storeTree(repository, { 'a.txt': 'one', patterns: '*' }));
  const folder = temporaryFolder();
  for (const filter of ['blob:none', 'blob:limit=1k', 'tree:0']) {
    expect((await run(folder, 'clone', '-q', '--no-checkout', `--filter=${filter}`, url, filter)).code, filter).toBe(0);
  }
  const sparse = await run(folder, 'clone', '-q', '--filter=sparse:oid=main:patterns', url, 'sparse');
  expect(sparse.code).not.toBe(0);
  expect(sparse.output).toMatch(/filter 'sparse:oid' not supported/);
});

test('SmartHttp: pushes that send nothing keep nobody from a fetch or a push', async () => {
  const repository = temporaryRepository();
  const url = await serve(repository);
  const copy = workingCopy(url);
  const slow = Array.from({ length: 20 }, () => {
    const half = request(`${url}/git-receive-pack`, { method: 'POST' });
    half.on('error', () => {});
    half.write('0');
    return half;
  });
  expect((await run(copy, 'push', 'origin', 'main')).code).toBe(0);
  expect((await run(copy, 'ls-remote', 'origin')).output).toContain('refs/heads/main');
  for (const half of slow) half.destroy();
});
