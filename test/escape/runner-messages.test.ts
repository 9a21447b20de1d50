/**
 * Boundary 4: an escaped guest speaks to the server in its runner's place. Whatever it says, its own run fails as
 * crashed, its runner serves no other, and nothing else notices.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BlobId, EMPTY_TREE, type TreeId } from '../../src/core/ids.ts';
import type { Job, JobResult } from '../../src/pool/job.ts';
import { TestPool } from '../support/pool.ts';

let test_: TestPool;
let blob: BlobId;

beforeAll(() => {
  test_ = new TestPool({ runners: 1 }, { main: new URL('./escaped-runner.ts', import.meta.url).pathname });
  blob = test_.repository.incoming.write((writer) => writer.write('blob', Buffer.from('{}')));
});
afterAll(() => test_.close());

function escaped(code: string, options: Partial<Job> = {}): Promise<JobResult> {
  return test_.pool.submit(test_.job(`//ESCAPED\n${code}`, options));
}

const frame = (header: string, texts = '') =>
  `const h = Buffer.from(${header}), t = Buffer.from(${texts || "''"}), p = Buffer.alloc(8); p.writeUInt32LE(h.length, 0); p.writeUInt32LE(t.length, 4); write(Buffer.concat([p, h, t])); return 'silent';`;

const HOSTILE: Readonly<Record<string, [code: string, options?: Partial<Job>]>> = {
  null: [frame("'[null,[]]'")],
  'an end without a type': ['send({}); return "silent"'],
  'a type of every object': ['send({ type: "constructor" }); return "silent"'],
  'an end of a wrong outcome': ['return { outcome: "nonsense" }'],
  'an object as result': ['return { result: { a: 1 } }'],
  'a list as error': ['return { outcome: "threw", error: ["x"] }'],
  'no timings': ['return { timings: null }'],
  'timings without bound': ['return { timings: { mount: 0, compile: 0, run: 1e300, commit: 0 } }'],
  'an unknown key': ['return { admin: true }'],
  'a key too few': ['const { state, ...rest } = base; send(rest); return "silent"'],
  'a path for a tree': ['return { tree: "../../../../forged" }', { tree: EMPTY_TREE }],
  'a path for a state': ['return { state: "x\\n/../../../../forged" }'],
  'a path for a pack': ['return { pack: "../../forged" }'],
  'a tree that is not there': [`return { tree: '${'1'.repeat(40)}' }`, { tree: EMPTY_TREE }],
  'a tree where none was mounted': [`return { tree: '${EMPTY_TREE}' }`],
  'no tree where one was mounted': ['return {}', { tree: EMPTY_TREE }],
  'a tree as a state': [`return { state: '${EMPTY_TREE}' }`],
  'a result of a run that threw': ['return { outcome: "threw", result: "1", error: "x" }'],
  'an error text without bound': ['return { outcome: "threw", error: "x".repeat(70000) }'],
  'readiness twice': ['send({ type: "ready" }); return "silent"'],
  'a question to the compiler, twice': [
    'for (const file of ["a.ts", "b.ts"]) send({ type: "compile", source: "1", file }); return "silent"',
  ],
  'a frame that is not JSON': [frame('"nonsense"')],
  'a frame of a wrong form': [frame('"[1]"')],
  'a text that is not there': [frame('JSON.stringify([{ type: "\\0" + 7 }, [1]])', '"x"')],
  'texts longer than the frame': [frame('JSON.stringify([{}, [1e9]])', '"x"')],
  'nesting without end': [frame('"[" + "[".repeat(60000) + "]".repeat(60000) + ",[]]"')],
  'a frame of 4 GiB': ['write(Buffer.alloc(8, 255)); return "silent"'],
  'bytes without end': [
    'const piece = Buffer.alloc(1 << 20, 97); for (let count = 0; count < 700; count += 1) try { write(piece) } catch { break } return "silent"',
  ],
};

describe('a runner that sends', () => {
  test.each(Object.entries(HOSTILE))('%s: its run crashes, and the next one works', async (_name, [code, options]) => {
    expect(await escaped(code, options)).toMatchObject({ outcome: 'crashed', tree: null, state: null, result: null });
    expect(existsSync(join(test_.folder, 'forged'))).toBe(false);
    expect(await test_.pool.submit(test_.job('1 + 1'))).toMatchObject({ outcome: 'completed', result: '2' });
  });

  test('a blob as tree: its run crashes', async () => {
    expect(await escaped(`return { tree: '${blob}' }`, { tree: EMPTY_TREE })).toMatchObject({ outcome: 'crashed' });
    expect(await escaped(`return { state: '${blob}' }`)).toMatchObject({ outcome: 'completed', state: blob });
  });
});

test("Pins.add: refuses what is no oid, since it becomes a file's name", () => {
  expect(() => test_.repository.pins.add('../../../forged' as TreeId)).toThrow('is not an oid');
});

test('an error text is cut to what is kept, in the runner', async () => {
  const { outcome, error } = await test_.pool.submit(test_.job('throw "x".repeat(2e7)'));
  expect(outcome).toBe('threw');
  expect(error).toHaveLength(64 * 1024);
  expect(error).toMatch(/^Uncaught x+… \[cut off: 20000\d+ characters\]$/);
});
