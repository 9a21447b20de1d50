/**
 * Attacks on a volume by what it is made to hold, with real runners: each ends in an error or works, and the next run is
 * served.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Oid, TreeId } from '../../src/core/ids.ts';
import { encodeTree } from '../../src/git/format/tree-codec.ts';
import type { ObjectWriter } from '../../src/git/objects/objects.ts';
import { TestPool } from '../support/pool.ts';
import { git } from '../support/real-git.ts';

const MiB = 1024 * 1024;

let tested: TestPool;
beforeAll(() => {
  tested = new TestPool({ volumeBytes: 512 * MiB, volumeFiles: 100_000 });
});
afterAll(() => tested.close());

async function run(source: string, options: Parameters<TestPool['job']>[1] = {}) {
  const result = await tested.pool.submit(tested.job(source, { timeoutMs: 60_000, ...options }));
  // Whatever became of it, the next one is served.
  expect(await tested.pool.submit(tested.job('1 + 1'))).toMatchObject({ outcome: 'completed', result: '2' });
  return result;
}

const entry = (mode: string, name: string, oid: Oid) => ({ mode, name, nameBytes: Buffer.from(name), oid });

/** A tree of `width` names at each of `levels` levels, a few objects in all. */
function bomb(writer: ObjectWriter, width: number, levels: number): TreeId {
  let below: Oid = writer.write('blob', Buffer.from('x'));
  for (let level = 0; level < levels; level += 1) {
    const names = Array.from({ length: width }, (_, at) => `${at}`.padStart(3, '0'));
    const mode = level === 0 ? '100644' : '40000';
    below = writer.write('tree', encodeTree(names.map((name) => entry(mode, name, below))));
  }
  return below as TreeId;
}

function chain(writer: ObjectWriter, depth: number): TreeId {
  let below: Oid = writer.write('blob', Buffer.from('bottom'));
  for (let level = 0; level < depth; level += 1) {
    below = writer.write('tree', encodeTree([entry(level === 0 ? '100644' : '40000', 'd', below)]));
  }
  return below as TreeId;
}

const store = (make: (writer: ObjectWriter) => TreeId): TreeId => tested.repository.incoming.write(make);

describe('a git bomb', () => {
  const walks: readonly [string, string][] = [
    ['readdir', "fs.readdirSync('/', { recursive: true }).length"],
    ['opendir', "let n = 0; for await (const e of await fs.opendir('/', { recursive: true })) n += 1; n"],
    ['glob', "fs.globSync('**/none').length"],
    ['cp', "fs.cpSync('/000', '/copy', { recursive: true })"],
    ['a walk by hand', "const f = (p) => { for (const n of fs.readdirSync(p)) f(p + '/' + n); }; f('/000')"],
  ];

  test.each(walks)('%s: a walk of a billion files ends in an error', async (_name, source) => {
    const tree = store((writer) => bomb(writer, 1_000, 3));
    const result = await run(source, { tree, timeoutMs: 5_000 });
    expect(['threw', 'quota_exceeded', 'out_of_memory', 'timed_out']).toContain(result.outcome);
    expect(result.tree ?? null).toBeNull();
  });

  test('one of its files is changed as in any other tree', async () => {
    const tree = store((writer) => bomb(writer, 1_000, 3));
    const result = await run("fs.writeFileSync('/500/500/500', 'y'); fs.statSync('/999/999/999').size", { tree });
    expect(result).toMatchObject({ outcome: 'completed', result: '1' });
    const left = git(tested.repository.path, ['cat-file', '-p', `${result.tree}:500/500/500`]);
    expect(left).toBe('y');
  });

  test('the whole of it is removed at once', async () => {
    const tree = store((writer) => bomb(writer, 1_000, 3));
    const result = await run(
      "for (const n of fs.readdirSync('/')) fs.rmSync('/' + n, { recursive: true }); fs.writeFileSync('/a', '')",
      { tree },
    );
    expect(result.outcome).toBe('completed');
  });
});

describe('a tree of 10,000 levels', () => {
  test('is walked as far as a path goes, changed, moved and removed', async () => {
    const tree = store((writer) => chain(writer, 10_000));
    const deepest = `'/' + 'd/'.repeat(2_000)`;
    const result = await run(
      `const told = [fs.readdirSync(${deepest})];
       try { fs.readdirSync('/', { recursive: true }); told.push('listed'); } catch (e) { told.push(e.code); }
       try { fs.statSync('/' + 'd/'.repeat(9_000)); } catch (e) { told.push(e.code); }
       fs.writeFileSync(${deepest} + 'f', 'x');
       fs.renameSync('/d/d', '/m');
       told.push(fs.readFileSync('/m/' + 'd/'.repeat(1_998) + 'f', 'utf8'));
       told`,
      { tree },
    );
    expect(result).toMatchObject({
      outcome: 'completed',
      result: JSON.stringify([['d'], 'ENAMETOOLONG', 'ENAMETOOLONG', 'x']),
    });
    const removed = await run("fs.rmSync('/m', { recursive: true }); fs.readdirSync('/')", {
      tree: result.tree as TreeId,
    });
    // What is above it is an empty folder now, which git does not keep.
    expect(removed).toMatchObject({ outcome: 'completed', result: '[]' });
  });

  test('can be made by a run, by moving folders into each other, and is committed', async () => {
    const result = await run(
      `fs.writeFileSync('/f', 'x'); fs.mkdirSync('/a'); fs.renameSync('/f', '/a/f');
       for (let i = 0; i < 10_000; i++) { fs.mkdirSync('/b'); fs.renameSync('/a', '/b/a'); fs.renameSync('/b', '/a'); }`,
      { tree: store((writer) => writer.write('tree', Buffer.alloc(0))) },
    );
    expect(result.outcome).toBe('completed');
    expect(await run("fs.readdirSync('/a/a/a')", { tree: result.tree as TreeId })).toMatchObject({ result: '["a"]' });
  });
});

describe('a folder of 1,000,000 entries', () => {
  let tree: TreeId;
  const wide = (writer: ObjectWriter) => {
    const oid = writer.write('blob', Buffer.from('x'));
    return writer.write(
      'tree',
      encodeTree(Array.from({ length: 1_000_000 }, (_, at) => entry('100644', `file-${at}`, oid))),
    );
  };

  beforeAll(() => {
    tree = store(wide);
  });

  test('is read by name, changed by one file and committed', { timeout: 120_000 }, async () => {
    const result = await run(
      "fs.unlinkSync('/file-7'); fs.writeFileSync('/file-500000', 'y'); fs.readFileSync('/file-999999', 'utf8')",
      { tree, heapMiB: 64 },
    );
    expect(result).toMatchObject({ outcome: 'completed', result: '"x"' });
    const listed = git(tested.repository.path, ['ls-tree', '--name-only', result.tree as TreeId]).split('\n');
    expect(listed).toHaveLength(999_999);
  });

  test('is listed, or ends for want of memory', { timeout: 120_000 }, async () => {
    const source = "fs.readdirSync('/').length";
    const large = await run(source, { tree, heapMiB: 512 });
    expect(large).toMatchObject({ outcome: 'completed', result: '1000000' });
    const small = await run(source, { tree, heapMiB: 16 });
    expect(['completed', 'out_of_memory', 'threw']).toContain(small.outcome);
  });
});

/** What this process's runners have held at most, in bytes, as often as it is asked for while they live. */
function largestRunner(): number {
  let largest = 0;
  for (const child of readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ')) {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(statusOf(child)) ?? [];
    largest = Math.max(largest, Number(kilobytes ?? 0) * 1024);
  }
  return largest;
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}

describe('a file of 400 MB', () => {
  test('goes in and out through streams within 600 MB of runner memory', { timeout: 180_000 }, async () => {
    let largest = 0;
    const look = setInterval(() => {
      largest = Math.max(largest, largestRunner());
    }, 20);
    const result = await run(
      `const chunk = Buffer.alloc(1_000_000, 'abc');
       const out = fs.createWriteStream('/large');
       for (let n = 0; n < 400; n += 1) if (!out.write(chunk)) await new Promise((resolve) => out.once('drain', resolve));
       await new Promise((resolve, reject) => out.on('error', reject).end(resolve));
       let read = 0;
       for await (const part of fs.createReadStream('/large')) read += part.length;
       read`,
      { tree: store((writer) => writer.write('tree', Buffer.alloc(0))), timeoutMs: 120_000 },
    );
    clearInterval(look);
    expect(result).toMatchObject({ outcome: 'completed', result: '400000000' });
    expect(largest).toBeGreaterThan(400_000_000);
    expect(largest).toBeLessThan(600_000_000);
    const [size] = git(tested.repository.path, ['cat-file', '-s', `${result.tree}:large`]).split('\n');
    expect(size).toBe('400000000');
  });
});

describe('a submodule', () => {
  const module = entry('160000', 'module', '1'.repeat(40) as TreeId);
  const at = (name: string, below: TreeId) => entry('40000', name, below);

  test('in the root of a tree ends the run before it starts, and says which it is', async () => {
    const tree = store((writer) => writer.write('tree', encodeTree([module])));
    expect(await run('1', { tree })).toMatchObject({
      outcome: 'threw',
      started: false,
      error: expect.stringContaining("holds a submodule, 'module'"),
    });
  });

  test('below the root is met when its folder is walked, and kept', async () => {
    const tree = store((writer) => {
      const vendor = writer.write('tree', encodeTree([module]));
      return writer.write('tree', encodeTree([at('vendor', vendor)]));
    });
    const result = await run("fs.writeFileSync('/f', ''); await fs.readdir('/vendor').catch((e) => e.message)", {
      tree,
    });
    expect(result).toMatchObject({
      outcome: 'completed',
      result: expect.stringContaining("'/vendor' holds a submodule"),
    });
    expect(git(tested.repository.path, ['ls-tree', `${result.tree}:vendor`])).toMatch(/^160000 commit 1{40}/);
  });
});

describe('a tree that git would refuse', () => {
  test('is not committed: the run fails and says which file it is', async () => {
    const tree = store((writer) => writer.write('tree', Buffer.alloc(0)));
    const result = await run(
      `const fd = fs.openSync('/.gitmodules', 'w');
       fs.writeSync(fd, '[submodule "x"]\\n');
       fs.writeSync(fd, '  url = -x\\n');`,
      { tree },
    );
    expect(result).toMatchObject({
      outcome: 'threw',
      error: expect.stringMatching(/^Error: EINVAL: git refuses the url of the submodule 'x', commit '\/.gitmodules'/),
    });
  });
});
