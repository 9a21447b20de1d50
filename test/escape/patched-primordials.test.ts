/**
 * Guest code that has replaced what the language brings along: what our own guest code does stays what it was.
 *
 * Each run makes its values, then replaces one property of one built-in object, or very many, and then prints, uses
 * files, gives a result and leaves a heap. All of that is compared with a run that has replaced nothing.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMPTY_TREE } from '../../src/core/ids.ts';
import { MANNERS, PATCHES } from '../support/patches.ts';
import { TestPool } from '../support/pool.ts';

const minutes = Number(process.env.TREEBOX_TEST_MINUTES ?? 0);
/** Properties that one run replaces together; one by one in the long mode. */
const TOGETHER = minutes > 0 ? 1 : 24;
const TIMEOUT_MS = 600_000;

let tested: TestPool;
beforeAll(() => {
  tested = new TestPool();
});
afterAll(() => tested.close());

const VALUES = `
class Point { constructor(x) { this.x = x; } get double() { return this.x * 2; } }
globalThis.value = {
  text: 'a', list: [1, [2, { deep: { deeper: {} } }]], map: new Map([['k', new Set([1n])]]), date: new Date(0),
  regexp: /a+/gi, bytes: new Uint8Array([1, 2]), point: new Point(3), f: function named() {}, symbol: Symbol.for('s'),
  nothing: undefined,
};
value.self = value;
globalThis.answers = [0, 0, 0, 0, 0, 0];
// JSON asks a date for its toJSON, which is the date's own affair.
globalThis.shown = { ...value, date: null, self: null };
shown.self = shown;
`;

const USES = `
delete globalThis.$targets; delete globalThis.$change; delete globalThis.$add;
console.log('plain'); console.log(value); console.log('%s is %d and %o', 'x', 4, [1]); console.error([1, 2]);
console.count('c'); console.group('g'); console.log('inside\\nof it'); console.groupEnd(); console.dir(value, {});
console.table([{ a: 1 }]); console.assert(false, 'not so');
fs.mkdirSync('/d/e', { recursive: true });
fs.writeFileSync('/d/e/f.txt', 'content');
fs.appendFileSync('/d/e/f.txt', ' more');
answers[0] = fs.readFileSync('/d/e/f.txt', 'utf8');
answers[1] = fs.existsSync('/d/x');
answers[2] = fs.statSync('/d/e/f.txt').size;
answers[3] = fs.readdirSync('/d')[0];
fs.renameSync('/d/e/f.txt', '/g');
fs.copyFileSync('/g', '/h');
fs.symlinkSync('g', '/l');
fs.rmSync('/d', { recursive: true });
try { fs.readFileSync('/none'); } catch (error) { answers[4] = error.code; }
setTimeout(() => { answers[5] = 'later'; }, 1); setImmediate(() => queueMicrotask(() => {}));
[answers, shown]
`;

/** What a run shows of itself to the world. */
async function shownBy(patch: string) {
  const job = tested.job(`${PATCHES}${VALUES}${patch}\n${USES}`, { tree: EMPTY_TREE });
  const { outcome, error, tree, result, heap } = await tested.pool.submit(job);
  return { outcome, error, tree, result, heap, output: readFileSync(job.outputPath, 'utf8') };
}

let names: string[];
let untouched: Awaited<ReturnType<typeof shownBy>>;
beforeAll(async () => {
  const listed = await tested.pool.submit(tested.job(`${PATCHES}; $targets.map(({ name }) => name)`));
  names = JSON.parse(listed.result ?? '') as string[];
  untouched = await shownBy('');
});

test('the run that is compared with does all of its work', () => {
  expect(untouched).toMatchObject({ outcome: 'completed', error: null, heap: expect.stringMatching(/^[0-9a-f]{40}$/) });
  expect(untouched.output).toContain("map: Map(1) { 'k' => Set(1) { 1n } }");
  expect(names.length).toBeGreaterThan(500);
});

test.each(MANNERS)(
  'every property of the language, replaced by one that %s',
  { timeout: TIMEOUT_MS },
  async (manner) => {
    for (let from = 0; from < names.length; from += TOGETHER) {
      const to = Math.min(from + TOGETHER, names.length);
      const patch = `for (let at = ${from}; at < ${to}; at += 1) $change($targets[at], '${manner}');`;
      expect(await shownBy(patch), names.slice(from, to).join()).toEqual(untouched);
    }
  },
);

test.each(MANNERS)('all of them at once, each replaced by one that %s', async (manner) => {
  expect(await shownBy(`for (let at = 0; at < ${names.length}; at += 1) $change($targets[at], '${manner}');`)).toEqual(
    untouched,
  );
});

test.each([
  ['what a descriptor may have', 'Object.prototype', ['get', 'set', 'value', 'writable', 'enumerable', 'configurable']],
  [
    'what our own objects may lack',
    'Object.prototype',
    ['code', 'stack', 'default', 'proto', 'slots', 'extensible', 'sloppy', 'dest', 'path'],
  ],
  ['what lists are filled through', 'Array.prototype', [0, 1, 2, 3, 4, 5, 'raw']],
  ['what every function could have', 'Function.prototype', ['get', 'set', 'value', 'prototype', 'handler']],
] as const)('%s, put where it is inherited: nothing is different', async (_what, holder, keys) => {
  const patch = keys.map((key) => `$add(${holder}, ${JSON.stringify(key)});`).join('');
  expect(await shownBy(patch)).toEqual(untouched);
});
