/** Snapshots and standard input that a run is handed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMPTY_TREE, type TreeId } from '../../src/core/ids.ts';
import type { Job } from '../../src/pool/job.ts';
import { TestPool } from '../support/pool.ts';
import { storeFiles } from '../support/random-trees.ts';

let pool: TestPool;

beforeAll(() => {
  pool = new TestPool({ runners: 1, queueLimit: 10 });
});
afterAll(() => pool.close());

function run(source: string, given: NonNullable<Job['given']>, tree: TreeId = EMPTY_TREE) {
  return pool.pool.submit(pool.job(source, { tree, given }));
}

function store(files: Record<string, string>): TreeId {
  const entries = Object.entries(files).map(
    ([path, text]) => [path, { mode: '100644' as const, content: Buffer.from(text) }] as const,
  );
  return pool.repository.incoming.write((writer) => storeFiles(writer, new Map(entries)));
}

test('mounts: their files are read, imported and required, and are not part of what the run leaves', async () => {
  const library = store({ 'node_modules/lib/index.js': 'module.exports = 1', 'own.ts': 'export default 2 as number' });
  const source = `import own from '/data/own.ts'; import lib from '/data/node_modules/lib/index.js';
    fs.writeFileSync('/out', fs.readdirSync('/data').join()); [own, lib, (await import('/data/own.ts')).default]`;
  const { result, tree, error } = await run(source, { mounts: [{ path: '/data', tree: library }] });
  expect({ result, error, tree }).toEqual({
    result: '[2,1,2]',
    error: null,
    tree: store({ out: 'node_modules,own.ts' }),
  });
});

test('mounts: a write is EROFS, also of a file that the request hands in', async () => {
  const mounts = [{ path: '/tmp/data', tree: store({ a: 'A' }) }];
  const end = await run("fs.writeFileSync('/tmp/own', ''); fs.writeFileSync('/tmp/data/a', '')", { mounts });
  expect(end.error).toContain("EROFS: read-only file system, open '/tmp/data/a'");
  expect(await run("fs.writeFileSync('/tmp/own', '')", { mounts })).toMatchObject({ error: null, tree: EMPTY_TREE });
  const given = await run('1', { mounts, files: { '/tmp/data/b': '' } });
  expect(given).toMatchObject({ outcome: 'threw', error: "Error: EROFS: read-only file system, open '/tmp/data/b'" });
});

test('mounts: one in a file that is there fails the run before it starts', async () => {
  const end = await run('1', { mounts: [{ path: '/f/data', tree: EMPTY_TREE }] }, store({ f: 'file' }));
  expect(end).toMatchObject({ outcome: 'threw', started: false });
  expect(end.error).toMatch(/^Error: (ENOTDIR|EEXIST): /);
});

test('stdin: descriptor 0 and /dev/stdin read it', async () => {
  const source = `const fd = fs.openSync('/dev/stdin'); const first = fs.readFileSync(fd, 'utf8'); fs.closeSync(fd);
    [first, fs.readFileSync(0, 'utf8'), fs.readFileSync(0, 'utf8'), fs.readFileSync('/dev/stdin', 'utf8'), fs.fstatSync(0).size]`;
  const { result, error } = await run(source, { stdin: 'h\u00e9' });
  expect({ result, error }).toEqual({ result: '["h\u00e9","h\u00e9","","h\u00e9",3]', error: null });
  expect((await run("fs.readFileSync(0, 'utf8')", {})).result).toBe('""');
  expect((await run("fs.writeFileSync('/dev/stdin', 'x')", { stdin: 'x' })).error).toContain('EACCES');
  const asked = `const at = '/dev/stdin';
    [fs.existsSync(at), fs.statSync(at).isFile(), fs.lstatSync(at).size, await fs.promises.readFile(at, 'utf8'), fs.accessSync(at)]`;
  expect((await run(asked, { stdin: 'abc' })).result).toBe('[true,true,3,"abc",null]');
  const closed = "fs.closeSync(0); [fs.existsSync('/dev/stdin'), fs.existsSync('/dev')]";
  expect((await run(closed, { stdin: 'x' })).result).toBe('[false,false]');
  const own = `fs.mkdirSync('/dev'); fs.symlinkSync('/dev/none', '/dev/stdin'); fs.existsSync('/dev/stdin')`;
  expect((await run(own, { stdin: 'x' })).result).toBe('false');
  const streamed = `let text = ''; for await (const piece of fs.createReadStream('', { fd: 0 })) text += piece; text`;
  expect((await run(streamed, { stdin: 'piped' })).result).toBe('"piped"');
});
