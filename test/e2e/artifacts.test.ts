/** Artifacts that runs hand out. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ARTIFACTS } from '../../src/core/limits.ts';
import type { JobResult } from '../../src/pool/job.ts';
import { TestPool } from '../support/pool.ts';

let pool: TestPool;

beforeAll(() => {
  pool = new TestPool({ runners: 1, volumeBytes: 40 * 1024 * 1024 });
});
afterAll(() => pool.close());

function run(source: string, options: object = {}): Promise<JobResult> {
  return pool.pool.submit(pool.job(source, options));
}

function contents({ artifacts }: JobResult): Record<string, string> {
  const read = ({ key, oid }: JobResult['artifacts'][number]) => [
    key,
    pool.repository.objects.read(oid)?.data.toString('latin1'),
  ];
  return Object.fromEntries(artifacts.map(read));
}

test('artifact: takes strings, typed arrays, views and buffers, by the bytes that they show', async () => {
  const end = await run(`
    artifact('text', 'text/plain', 'h\\u00e9');
    artifact('empty', 'text/plain', '');
    const bytes = new Uint8Array([1, 2, 3, 4]);
    artifact('bytes', 'application/octet-stream', bytes.subarray(1, 3));
    artifact('words', 'application/octet-stream', new Uint16Array([0x0201]));
    artifact('view', 'application/octet-stream', new DataView(bytes.buffer, 3));
    artifact('buffer', 'application/octet-stream', bytes.buffer);
    artifact('dir/node', 'image/png; q="a b"', Buffer.from('xyz'));
    bytes.length`);
  expect(end).toMatchObject({ outcome: 'completed', result: '4', tree: null });
  expect(contents(end)).toEqual({
    text: 'h\u00c3\u00a9',
    empty: '',
    bytes: '\x02\x03',
    words: '\x01\x02',
    view: '\x04',
    buffer: '\x01\x02\x03\x04',
    'dir/node': 'xyz',
  });
  expect(end.artifacts.map(({ mimeType, size }) => [mimeType, size]).at(-1)).toEqual(['image/png; q="a b"', 3]);
});

test('artifact: the same key again replaces, and a run that fails keeps what it handed out', async () => {
  const end = await run(`artifact('a', 'text/plain', '1'); artifact('a', 'text/html', '22'); throw new Error('x')`);
  expect(end).toMatchObject({ outcome: 'threw', artifacts: [{ key: 'a', mimeType: 'text/html', size: 2 }] });
  expect(contents(end)).toEqual({ a: '22' });
});

test.each([
  ["artifact(1, 'text/plain', '')", 'argument must be of type'],
  ["artifact('a', 1, '')", 'argument must be of type'],
  ["artifact('a', 'text/plain', {})", 'argument must be of type'],
  ["artifact('', 'text/plain', '')", 'TypeError'],
  ["artifact('..', 'text/plain', '')", 'TypeError'],
  ["artifact('a\\n', 'text/plain', '')", 'TypeError'],
  ["artifact('\\ud800', 'text/plain', '')", 'TypeError'],
  ["artifact('x'.repeat(201), 'text/plain', '')", 'TypeError'],
  ["artifact('a', 'text', '')", 'TypeError'],
  ["artifact('a', 'text/html\\r\\nx: y', '')", 'TypeError'],
  ["artifact('a', 'text/plain', new Uint8Array(16 * 1024 * 1024 + 1))", 'RangeError'],
  ["for (let at = 0; at <= 100; at += 1) artifact('a' + at, 'text/plain', '')", 'RangeError'],
])('artifact: refuses %s', async (source, told) => {
  const end = await run(source, { heapMiB: 128 });
  expect(end.outcome).toBe('threw');
  expect(end.error).toContain(told);
  expect(end.artifacts.length).toBeLessThanOrEqual(ARTIFACTS.count);
});

test('artifact: counts against the volume, also what is replaced, and large ones are no memory of the run', async () => {
  const end = await run(
    `const bytes = new Uint8Array(16 * 1024 * 1024); let made = 0; let code;
     try { for (;;) { artifact('a', 'text/plain', bytes); made += 1; } } catch (error) { code = error.code; }
     [made, code]`,
    { heapMiB: 64 },
  );
  expect(end).toMatchObject({ outcome: 'completed', result: '[2,"ENOSPC"]', artifacts: [{ key: 'a' }] });
  expect((await run("for (;;) artifact('a', 'text/plain', 'x'.repeat(1e6))")).outcome).toBe('quota_exceeded');
});
