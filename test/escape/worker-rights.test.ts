/**
 * Boundary 9: a tree that has taken over the process that merges it, behind the walls that this system has. The process reads
 * the program and the objects, writes to its own folder, starts nothing, and reaches no other process and no socket.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { EMPTY_TREE, type Oid } from '../../src/core/ids.ts';
import type { MergeProcess } from '../../src/git/merge/merge-process.ts';
import type { Prefer } from '../../src/git/merge/merge-tree.ts';
import { encodePackIndex } from '../../src/git/packs/pack-index.ts';
import type { WorkerLimits } from '../../src/git/worker/worker-process.ts';
import { probeWalls } from '../../src/processes/launch.ts';
import { mergesOn } from '../support/merges.ts';
import { processTree } from '../support/processes.ts';
import { commitTo, storeTree, temporaryRepository } from '../support/real-git.ts';

const main = new URL('./escaped-worker.ts', import.meta.url).pathname;
const standing = await probeWalls('auto');

/** A worker that runs what `takeOver` is given, a repository that it reads, and a folder with a secret. */
function hatched(limits: Partial<WorkerLimits> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'treebox-worker-'));
  writeFileSync(join(folder, 'secret'), 'secret');
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const repository = temporaryRepository();
  const problems: unknown[] = [];
  const merges = mergesOn(repository, { main, limits, onProblem: (error) => problems.push(error) });
  return { folder, repository, merges, problems };
}

/** Runs JavaScript in the worker's place. */
async function takeOver(merges: MergeProcess, source: string): Promise<unknown> {
  const prefer = `//ESCAPED\n${source}` as Prefer;
  return await merges.merge({ base: EMPTY_TREE, ours: EMPTY_TREE, theirs: EMPTY_TREE, prefer });
}

/** @returns what the worker tells of each attempt: a value, or an error's code */
async function attempt(
  { merges, folder, repository }: ReturnType<typeof hatched>,
  attempts: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const list = Object.entries(attempts).map(([name, code]) => `[${JSON.stringify(name)}, async () => { ${code} }]`);
  const told = takeOver(
    merges,
    `const fs = require('fs'), told = {}, folder = ${JSON.stringify(folder)}, repository = ${JSON.stringify(repository.path)};
    const own = process.argv[3];
    process.on('uncaughtException', () => undefined);
    for (const [name, work] of [${list.join(',')}]) {
      try { told[name] = 'did: ' + String(await work()).slice(0, 80); } catch (error) { told[name] = error.code ?? error.message; }
    }
    return JSON.stringify(told);`,
  );
  const { message } = await told.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: Error) => error,
  );
  return JSON.parse(message);
}

const done = (told: Readonly<Record<string, string>>) =>
  Object.entries(told).filter(([, answer]) => answer.startsWith('did'));

test('a worker has what it needs: the objects, its own folder, and nothing of the environment', async () => {
  const hatch = hatched();
  const told = await attempt(hatch, {
    permissions:
      "return ['fs.read', 'fs.write', 'child', 'worker', 'addon', 'net', 'ffi'].filter((it) => process.permission.has(it))",
    environment: 'return Object.keys(process.env)',
    objects: "return fs.readdirSync(repository + '/objects').includes('pack')",
    own: "fs.writeFileSync(own + '/made', 'x'); return fs.readFileSync(own + '/made', 'utf8')",
  });
  expect(told).toEqual({ permissions: 'did: ', environment: 'did: ', objects: 'did: true', own: 'did: x' });
  const [worker] = processTree(process.pid).filter(({ command }) => command.includes('escaped-worker'));
  expect(getPriority(worker?.pid as number)).toBe(Math.min(getPriority() + 3, 19));
});

test('a tree that has taken its worker over reads and writes nothing outside, and starts nothing', async () => {
  const hatch = hatched();
  const told = await attempt(hatch, {
    passwd: "return fs.readFileSync('/etc/passwd', 'utf8')",
    secret: "return fs.readFileSync(folder + '/secret', 'utf8')",
    refs: "return fs.readFileSync(repository + '/HEAD', 'utf8')",
    parent: "return fs.readFileSync('/proc/' + process.ppid + '/cmdline', 'utf8')",
    write: "return fs.writeFileSync(folder + '/forged', 'x')",
    'write an object': "return fs.writeFileSync(repository + '/objects/pack/forged', 'x')",
    'move a label': "return fs.writeFileSync(repository + '/refs/heads/main', 'x')",
    'write to the program': "return fs.writeFileSync(process.argv[1] + '.forged', 'x')",
    shell: "return require('child_process').execFileSync('/bin/sh', ['-c', 'echo ran'])",
    'Node itself': "return require('child_process').execFileSync(process.execPath, ['-p', '1'])",
    'a thread of its own': "return new (require('worker_threads').Worker)('1', { eval: true })",
    'native code': "return process.dlopen({ exports: {} }, require.resolve('isolated-vm'))",
    database: "return new (require('node:sqlite').DatabaseSync)(folder + '/made.db')",
  });
  expect(done(told)).toEqual([]);
  expect(readdirSync(hatch.folder)).toEqual(['secret']);
  expect(readFileSync(join(hatch.folder, 'secret'), 'utf8')).toBe('secret');
});

test.skipIf(!standing.landlock || !standing.seccomp)('a worker signals nobody and opens no socket', async () => {
  const hatch = hatched();
  const told = await attempt(hatch, {
    parent: 'return process.kill(process.ppid, 0)',
    connect:
      "return await new Promise((done, fail) => require('net').connect(1, '127.0.0.1').on('connect', done).on('error', fail))",
    listen: "return await new Promise((done, fail) => require('net').createServer().on('error', fail).listen(0, done))",
  });
  expect(done(told)).toEqual([]);
  const [worker] = processTree(process.pid).filter(({ command }) => command.includes('escaped-worker'));
  const status = readFileSync(`/proc/${worker?.pid}/status`, 'utf8');
  expect(status).toMatch(/^NoNewPrivs:\t1$/m);
  expect(status).toMatch(/^Seccomp:\t2$/m);
});

/** @returns JavaScript that answers with `reply`, which is itself JavaScript */
const replying = (reply: string) => `const header = Buffer.from(JSON.stringify([${reply}, []]));
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(header.length);
  return Buffer.concat([prefix, header]);`;

const TREE = '1'.repeat(40);
test.each([
  ['null', 'null'],
  ['no reply', '{ other: 1 }'],
  ['two replies', "{ answer: null, failure: '' }"],
  [
    'a path as a tree',
    "{ answer: { outcome: { status: 'merged', tree: '../x', warnings: [], bases: [] }, conflicts: 0, pack: null } }",
  ],
  [
    'a path as a pack',
    `{ answer: { outcome: { status: 'merged', tree: '${TREE}', warnings: [], bases: [] }, conflicts: 0, pack: '../../HEAD' } }`,
  ],
  ['a conflict without a kind', `{ answer: { outcome: { status: 'conflict', tree: '${TREE}', conflicts: [{}] } } }`],
  ['a code that is not known', "{ refusal: { code: 'constructor', message: '' } }"],
])(
  'a worker that answers with %s is killed, its request is refused, and the next one is served',
  async (_what, reply) => {
    const { merges, repository, problems } = hatched();
    await expect(takeOver(merges, replying(reply))).rejects.toMatchObject({
      code: 'busy',
      message: /has ended; try again/,
    });
    await expect.poll(() => problems).toMatchObject([{ reason: 'distrusted', message: /broke the protocol/ }]);
    const tree = storeTree(repository, { text: 'a' });
    await expect(
      merges.merge({ base: EMPTY_TREE, ours: tree, theirs: EMPTY_TREE, prefer: 'none' }),
    ).resolves.toMatchObject({ status: 'merged', tree });
  },
);

test('a worker whose frame would cost the server much more than its size is killed before the frame is read', async () => {
  const { merges, problems } = hatched();
  const forged = `const header = Buffer.from('[[' + '[],'.repeat(2_000_000) + '[]],[]]');
    const prefix = Buffer.alloc(8);
    prefix.writeUInt32LE(header.length);
    return Buffer.concat([prefix, header]);`;
  await expect(takeOver(merges, forged)).rejects.toMatchObject({ code: 'busy', message: /has ended; try again/ });
  await expect
    .poll(() => problems)
    .toMatchObject([{ reason: 'distrusted', message: /a message of 6000007 and 0 bytes is longer than is taken/ }]);
});

test.each([
  ['a list that grows by hundreds of MiB at a time', 'const all = []; for (;;) all.push(1.5);'],
  ['texts without end', "const all = []; for (let i = 0; ; i += 1) all.push(('x' + i).repeat(1000).split(''));"],
  ['buffers, which are not on the heap', 'const all = []; for (;;) all.push(Buffer.alloc(2 ** 26, 1));'],
])('a worker that takes too much memory by %s ends, and the next request is served', async (_how, source) => {
  const { merges, problems } = hatched();
  await expect(takeOver(merges, source)).rejects.toMatchObject({ code: 'too_large', message: /too much memory/ });
  await expect(merges.diff({ from: null, to: EMPTY_TREE, limit: 0 })).resolves.toMatchObject({ total: 0 });
  expect(problems).toEqual([]);
});

test('a request whose memory open patches have taken is served by another worker, and they end', async () => {
  const { merges, repository } = hatched();
  const pieces = merges.patch({ from: EMPTY_TREE, to: storeTree(repository, { text: 'line\n'.repeat(50_000) }) });
  await pieces.next();
  const source = `if (!process.argv[3].endsWith('merge-0')) return 'served';
    const all = []; for (;;) all.push(Buffer.alloc(2 ** 26, 1));`;
  await expect(takeOver(merges, source)).rejects.toMatchObject({ code: 'bad_request', message: 'served' });
  await expect(pieces.next()).rejects.toMatchObject({ code: 'busy', message: /has ended; try again/ });
});

test('a worker that has become large is replaced when its last patch has been read', async () => {
  const { merges, repository } = hatched();
  const to = storeTree(repository, { text: 'line\n'.repeat(100_000) });
  const pieces = merges.patch({ from: null, to });
  await pieces.next();
  const [large] = processTree(process.pid).filter(({ command }) => command.includes('escaped-worker'));
  const grow = `globalThis.held = Buffer.alloc(600 * 2 ** 20, 1);
    await new Promise((done) => setTimeout(done, 200));
    return 'grown';`;
  await expect(takeOver(merges, grow)).rejects.toThrow('grown');
  for await (const _ of pieces);
  await expect.poll(() => processTree(process.pid).filter(({ pid }) => pid === large?.pid)).toEqual([]);
});

test('a worker that fails is logged with what it printed, and the next request is served', async () => {
  const { merges, problems } = hatched();
  await expect(
    takeOver(merges, "setImmediate(() => { throw new Error('a bug') }); return await new Promise(() => {})"),
  ).rejects.toMatchObject({
    code: 'busy',
    message: /has ended; try again/,
  });
  await expect
    .poll(() => problems)
    .toMatchObject([{ reason: 'ended', stderr: expect.stringContaining('Error: a bug') }]);
  await expect(merges.diff({ from: null, to: EMPTY_TREE, limit: 0 })).resolves.toMatchObject({ total: 0 });
});

/** @returns JavaScript that answers that a merge has written `pack` */
const merged = (pack: string, tree: string = EMPTY_TREE, base = { id: EMPTY_TREE as string, tree }) =>
  replying(
    `{ answer: { outcome: { status: 'merged', tree: '${tree}', warnings: [], bases: [${JSON.stringify(base)}] }, conflicts: 0, pack: ${pack} } }`,
  );

test.each([
  ['a tree that is not there', TREE, { id: EMPTY_TREE, tree: EMPTY_TREE }, /named a tree 1{40} that is not there/],
  [
    'a base that is not there',
    EMPTY_TREE,
    { id: EMPTY_TREE, tree: TREE },
    /named a base with a tree 1{40} that is not/,
  ],
])('a worker that names %s is killed, and its request is refused', async (_what, tree, base, message) => {
  const { merges, problems } = hatched();
  await expect(takeOver(merges, merged('null', tree, base))).rejects.toMatchObject({
    code: 'busy',
    message: /has ended; try again/,
  });
  await expect.poll(() => problems).toMatchObject([{ reason: 'distrusted', message }]);
});

test('a worker that gives a commit the tree of another one as a base is killed', async () => {
  const { merges, problems, repository } = hatched();
  const [mine, other] = [storeTree(repository, { text: 'a' }), storeTree(repository, { text: 'b' })];
  const commit = await commitTo(repository, 'main', mine);
  const prefer = `//ESCAPED\n${merged('null', EMPTY_TREE, { id: commit, tree: other })}` as Prefer;
  const base = { ours: commit, theirs: commit, loose: [] };
  await expect(merges.merge({ base, ours: mine, theirs: mine, prefer })).rejects.toMatchObject({ code: 'busy' });
  await expect.poll(() => problems).toMatchObject([{ reason: 'distrusted', message: /named a base/ }]);
});

/** @returns JavaScript that answers with pages of so many conflicts, each after a pause */
const paging = ({ announced, sizes, pauseMs = 0 }: { announced: number; sizes: readonly number[]; pauseMs?: number }) =>
  `const sizes = ${JSON.stringify(sizes)};
  const conflict = { path: 'p', base: null, ours: null, theirs: null, kind: 'text', markers: null, diffOurs: null, diffTheirs: null };
  const outcome = { status: 'conflict', tree: '${EMPTY_TREE}', warnings: [], bases: [] };
  let at = 0;
  return async () => {
    await new Promise((done) => setTimeout(done, at === 0 ? 0 : ${pauseMs}));
    const page = Array(sizes[Math.min(at, sizes.length - 1)]).fill(conflict);
    const reply = at++ === 0 ? { outcome: { ...outcome, conflicts: page }, conflicts: ${announced}, pack: null } : page;
    ${replying('{ answer: reply }')}
  };`;

test.each([
  ['more conflicts than it has announced', { announced: 2_500, sizes: [1_000] }, /sent 3000 items of a list of 2500/],
  ['fewer', { announced: 2_500, sizes: [1_000, 1_000, 0] }, /ended a list of 2500 after 2000/],
])('a worker that sends %s is killed, and its request is refused', async (_what, pages, message) => {
  const { merges, problems } = hatched();
  await expect(takeOver(merges, paging(pages))).rejects.toMatchObject({ code: 'busy' });
  await expect.poll(() => problems).toMatchObject([{ reason: 'distrusted', message }]);
});

test('a worker has one time limit for all pages of a list', async () => {
  const { merges } = hatched({ timeoutMs: 2_000 });
  const slow = paging({ announced: 6_000, sizes: [1_000], pauseMs: 700 });
  await expect(takeOver(merges, slow)).rejects.toMatchObject({ code: 'too_large', message: /too long/ });
});

/** Stores a text, and finds the pack that has it. */
function packed({ repository }: ReturnType<typeof hatched>) {
  const tree = storeTree(repository, { text: 'a' });
  const folder = join(repository.path, 'objects', 'pack');
  const name = basename(readdirSync(folder).find((file) => file.endsWith('.pack')) as string, '.pack');
  return { tree, folder, name, bytes: readFileSync(join(folder, `${name}.pack`)) };
}

test('a worker that names its pack like one of the repository does not replace that', async () => {
  const hatch = hatched();
  const { folder, name, bytes, tree } = packed(hatch);
  const forged = `const fs = require('fs');
    for (const ending of ['pack', 'idx']) fs.writeFileSync(process.argv[3] + '/${name}.' + ending, 'forged');
    ${merged(`'${name}'`)}`;
  await expect(takeOver(hatch.merges, forged)).rejects.toMatchObject({ code: 'busy' });
  await expect.poll(() => hatch.problems).toMatchObject([{ reason: 'distrusted', message: /wrote an invalid pack/ }]);
  expect(readFileSync(join(folder, `${name}.pack`))).toEqual(bytes);
  await expect(hatch.merges.diff({ from: null, to: tree, limit: 0 })).resolves.toMatchObject({ total: 1 });
});

test('a worker that keeps its pack open does not change it in the repository', async () => {
  const hatch = hatched();
  const { folder, bytes } = packed(hatch);
  const own = `pack-${'2'.repeat(40)}`;
  const keepOpen = `const fs = require('fs'), path = process.argv[3] + '/${own}';
    fs.writeFileSync(path + '.idx', '');
    globalThis.kept = fs.openSync(path + '.pack', 'w');
    fs.writeSync(globalThis.kept, Buffer.from('${bytes.toString('base64')}', 'base64'));
    ${merged(`'${own}'`)}`;
  await expect(takeOver(hatch.merges, keepOpen)).resolves.toMatchObject({ status: 'merged' });
  await expect(
    takeOver(hatch.merges, "require('fs').writeSync(globalThis.kept, 'forged', 0); return 'changed'"),
  ).rejects.toThrow('changed');
  const packs = readdirSync(folder).filter((file) => file.endsWith('.pack'));
  expect(packs).toHaveLength(2);
  for (const file of packs) expect(readFileSync(join(folder, file))).toEqual(bytes);
});

test("a worker gives no object another one's id by a forged index", async () => {
  const hatch = hatched();
  const { bytes } = packed(hatch);
  const own = `pack-${'2'.repeat(40)}`;
  const index = encodePackIndex([{ oid: TREE as Oid, crc: 0, offset: 12 }], bytes.subarray(-20));
  const forged = `const fs = require('fs'), path = process.argv[3] + '/${own}';
    fs.writeFileSync(path + '.pack', Buffer.from('${bytes.toString('base64')}', 'base64'));
    fs.writeFileSync(path + '.idx', Buffer.from('${index.toString('base64')}', 'base64'));
    ${merged(`'${own}'`)}`;
  await expect(takeOver(hatch.merges, forged)).resolves.toMatchObject({ status: 'merged' });
  expect(hatch.repository.objects.stat(TREE as Oid)).toBeUndefined();
});
