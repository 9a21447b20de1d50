/**
 * Attacks on boundary 2 of THREAT_MODEL.md: what guest code does to its isolate must end with that run.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EMPTY_TREE } from '../../src/core/ids.ts';
import { TestPool } from '../support/pool.ts';
import { RUNNER } from '../support/processes.ts';

let tested: TestPool;
beforeAll(() => {
  tested = new TestPool();
});
afterAll(() => tested.close());

const run = (source: string, options: Parameters<TestPool['job']>[1] = {}) =>
  tested.pool.submit(tested.job(source, options));

/** The ids of this process's runners. */
function runnerPids(): number[] {
  const listed = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)]).toString();
  return listed
    .split('\n')
    .filter((line) => RUNNER.test(line))
    .map((line) => Number.parseInt(line, 10));
}

describe('a run past its memory', () => {
  test.each([
    ['arrays', 'const a = []; for (;;) a.push(new Array(1000).fill(a.length))'],
    ['a growing Map', 'const m = new Map(); for (let i = 0; ; i++) m.set(i, { i })'],
    ['strings', 'let s = "x"; const all = []; for (;;) { s += s.slice(0, 1000) + all.length; all.push(s + "y"); }'],
    ['array buffers', 'const a = []; for (;;) a.push(new Uint8Array(1 << 20).fill(1))'],
    [
      'WebAssembly memory',
      'const m = new WebAssembly.Memory({ initial: 1 }); for (;;) { m.grow(64); new Uint8Array(m.buffer).fill(1); }',
    ],
    ['blobs', 'const a = []; for (;;) a.push(new Blob([new Uint8Array(1 << 20).fill(1)]))'],
    ['a blob of itself, over and over', 'let b = new Blob([new Uint8Array(1 << 20)]); for (;;) b = new Blob([b, b])'],
    [
      'a blob whose size is only said',
      'let b = new Blob([new Uint8Array(1 << 20)]); for (let n = 0; n < 12; n += 1) b = new Blob([b, b]); await b.bytes()',
    ],
    ['URLs of blobs', 'for (;;) URL.createObjectURL(new Blob([new Uint8Array(1 << 20).fill(1)]))'],
    ['headers', 'const h = new Headers(); for (let i = 0; ; i += 1) h.append("a" + i, "x")'],
    [
      'a body without end',
      'await new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(1 << 16).fill(1)); } })).text()',
    ],
    [
      'a body cloned and cloned',
      'let r = new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(1)); } })); const a = []; for (;;) a.push(r = r.clone())',
    ],
    [
      'a form of very many parts',
      `const part = new Blob(['--b\\r\\nContent-Disposition: form-data; name="a"\\r\\n\\r\\n\\r\\n']); let all = part; for (let n = 0; n < 17; n += 1) all = new Blob([all, all]);
       await new Response(new Blob([all, '--b--']), { headers: { 'content-type': 'multipart/form-data; boundary=b' } }).formData()`,
    ],
    ['promises', 'const f = () => Promise.resolve().then(f).then(f); f(); await new Promise(() => {})'],
  ])('%s: ends out of memory or with an allocation error, and the next run works', async (_name, source) => {
    const result = await run(source, { heapMiB: 16, timeoutMs: 20_000 });
    if (result.outcome === 'threw')
      expect(result.error).toMatch(/allocation failed|Invalid string length|Maximum memory/);
    else
      expect(result).toMatchObject({ outcome: 'out_of_memory', error: expect.stringContaining('heap_memory_max_mb') });
    expect(await run('1 + 1')).toMatchObject({ outcome: 'completed', result: '2' });
  });
});

describe('a run past its time', () => {
  test.each([
    ['a loop', 'for (;;);'],
    ['a regular expression', '/(x+x+)+y/.exec("x".repeat(60))'],
    ['a wait', 'await new Promise((resolve) => setTimeout(resolve, 60_000))'],
    ['microtasks without end', 'const f = () => queueMicrotask(f); f()'],
    [
      'a stream without end',
      'for await (const c of new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(1)); } })).body) ;',
    ],
    ['timers without end', 'const f = () => setTimeout(f); f()'],
    ['a toJSON', '({ toJSON() { for (;;); } })'],
    ['Atomics.wait', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'],
  ])('%s: ends timed_out, on time', async (_name, source) => {
    const from = performance.now();
    const result = await run(source, { timeoutMs: 1_000 });
    expect(result).toMatchObject({ outcome: 'timed_out', error: 'Execution timed out after 1 s', tree: null });
    expect(performance.now() - from).toBeLessThan(2_500);
  });
});

describe('cancel', () => {
  test.each([
    ['executing', 'for (;;);'],
    ['waiting', 'await new Promise((resolve) => setTimeout(resolve, 60_000))'],
  ])('of a run that is %s ends it within a second', async (_state, source) => {
    const job = tested.job(`console.log('on');${source}`);
    const ended = tested.pool.submit(job);
    while (!existsSync(job.outputPath)) await new Promise(setImmediate);
    const from = performance.now();
    expect(tested.pool.cancel(job.id)).toBe(true);
    expect(await ended).toMatchObject({ outcome: 'cancelled', started: true });
    expect(performance.now() - from).toBeLessThan(1_000);
  });

  test('of a queued run ends it at once, and it never ran', async () => {
    const first = tested.job('for (;;);');
    const second = tested.job('console.log("ran")');
    const [firstEnd, secondEnd] = [tested.pool.submit(first), tested.pool.submit(second)];
    expect(tested.pool.cancel(second.id)).toBe(true);
    expect(await secondEnd).toMatchObject({ outcome: 'cancelled', started: false });
    expect(tested.pool.cancel(first.id)).toBe(true);
    await firstEnd;
    expect(existsSync(second.outputPath)).toBe(false);
    expect(tested.pool.cancel(first.id)).toBe(false);
  });
});

test('a runner killed from outside: its run ends crashed and names the signal, and the next run works', async () => {
  const job = tested.job('console.log("on"); for (;;);');
  const ended = tested.pool.submit(job);
  while (!existsSync(job.outputPath)) await new Promise(setImmediate);
  for (const pid of runnerPids()) process.kill(pid, 'SIGKILL');
  expect(await ended).toMatchObject({ outcome: 'crashed', error: expect.stringContaining('SIGKILL') });
  expect(await run('1')).toMatchObject({ outcome: 'completed' });
});

test('output is complete up to the last call before a kill', async () => {
  const job = tested.job('for (let i = 0; i < 1000; i++) console.log("line " + i); for (;;);', { timeoutMs: 1_500 });
  expect(await tested.pool.submit(job)).toMatchObject({ outcome: 'timed_out' });
  const lines = readFileSync(job.outputPath, 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(1000);
  expect(lines.at(-1)).toBe('line 999');
});

test('output past its bound is cut at a character, and the run goes on', async () => {
  const job = tested.job('for (let i = 0; i < 30; i++) console.log("ä".repeat(50_000)); "done"');
  expect(await tested.pool.submit(job)).toMatchObject({
    outcome: 'completed',
    result: '"done"',
    outputTruncated: true,
  });
  const text = readFileSync(job.outputPath, 'utf8');
  expect(text).not.toContain('\ufffd');
  expect(Buffer.byteLength(text)).toBeGreaterThan(1024 * 1024 - 4);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024 * 1024);
});

test('a result over its bound fails and says so', async () => {
  const result = await run('"x".repeat(17 * 1024 * 1024)', { heapMiB: 256 });
  expect(result).toMatchObject({ outcome: 'threw', error: expect.stringContaining('at most 16777216 are kept') });
});

test('a mounted run that fails commits nothing; one that writes past its volume ends quota_exceeded', async () => {
  const failed = await run('fs.writeFileSync("/a", "x"); throw new Error("late")', { tree: EMPTY_TREE });
  expect(failed).toMatchObject({
    outcome: 'threw',
    tree: null,
    error: expect.stringMatching(/^Error: late\n {4}at main\.ts:1:/),
  });
  const full = await run('for (let i = 0; ; i++) fs.writeFileSync("/f" + i, "x".repeat(1 << 20))', {
    tree: EMPTY_TREE,
  });
  expect(full).toMatchObject({ outcome: 'quota_exceeded', tree: null, error: expect.stringContaining('ENOSPC') });
});
