/**
 * Guest code that has replaced what the language brings along: what our own guest code does stays what it was.
 *
 * Each run makes its values, then replaces one property of one built-in object, or very many, and then prints, uses
 * files, gives a result and leaves a state. All of that is compared with a run that has replaced nothing.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMPTY_TREE } from '../../src/core/ids.ts';
import { readSource } from '../../src/runner/source.ts';
import { MANNERS, PATCHES } from '../support/patches.ts';
import { TestPool } from '../support/pool.ts';
import { storeTree } from '../support/real-git.ts';

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
// What it is made of asks nothing of the language that may have been replaced by then.
globalThis.given = {
  pieces: { __proto__: null, [Symbol.iterator]() { let at = 0; return { next() { at += 1; return { done: at > 3, value: at === 2 ? value.bytes : 'ab' }; } }; } },
  type: { __proto__: null, type: 'A/b;c=d' },
  made: { __proto__: null, status: 201, statusText: 'Made', headers: { __proto__: null, 'X-A': ' 1 ' } },
  post: { __proto__: null, method: 'post', body: 'sent' },
  when: ((apply, define, then, plain) => (promise, done) => {
    define(promise, 'constructor', plain);
    apply(then, promise, [done]);
  })(Reflect.apply, Object.defineProperty, Promise.prototype.then, { __proto__: null, value: undefined }),
};
globalThis.web = { __proto__: null };
globalThis.node = { __proto__: null };
globalThis.util = require('util'); require('path'); require('string_decoder'); globalThis.bytes = Buffer.from('hello');
given.proxy = new Proxy({}, {});
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
const blob = new Blob(given.pieces, given.type), form = new FormData(), headers = new Headers(given.made.headers);
web.blob = blob.size + blob.type + blob.slice(1, -1).size;
web.file = new File(given.pieces, 'n').name;
form.append('a', 'x\\ny'); form.append('a', 'z'); form.append('f', blob, 'q"'); form.set('b', 'c'); form.delete('none');
web.form = form.get('a') + form.has('b') + form.get('f').name + form.getAll('a')[1];
headers.append('x-a', '2'); headers.set('b', 'c'); headers.append('Set-Cookie', 'k'); headers.delete('none');
web.headers = headers.get('X-A') + headers.has('b') + headers.getSetCookie()[0];
web.pairs = ''; form.forEach((entry, name) => { web.pairs += name; }); headers.forEach((entry, name) => { web.pairs += name + entry; });
web.next = headers.keys().next().value;
const response = new Response('{"a":1}', given.made), request = new Request('http://h/p', given.post);
web.response = response.status + response.statusText + response.headers.get('x-a') + response.headers.get('content-type') + response.ok + response.bodyUsed;
web.request = request.method + request.url + request.headers.get('content-type') + request.mode;
web.navigator = navigator.languages[0];
given.when(blob.text(), (text) => { web.text = text; });
given.when(blob.bytes(), (bytes) => { web.bytes = bytes[2]; });
given.when(response.clone().json(), (json) => { web.json = json.a; });
given.when(response.blob(), (whole) => { web.whole = whole.size + whole.type; });
given.when(request.arrayBuffer(), (buffer) => { web.buffer = new Uint8Array(buffer)[0]; });
given.when(new Response(form).formData(), (read) => { web.read = read.get('a') + read.get('f').name + read.get('f').type + read.get('f').size; });
given.when(Response.json(given.post).text(), (text) => { web.written = text; });
node.numbers = bytes.indexOf(108);
try { bytes.readInt8(9); } catch (error) { node.range = 'refused'; }
try { require('path').join(1); } catch (error) { node.argument = 'refused'; }
node.known = Buffer.isEncoding('UTF-8'); node.proxy = util.types.isProxy(given.proxy); node.date = util.types.isDate(value.date);
given.when(util.throttle((x) => x + 1, 1, 1)(1), (x) => { node.once = x; });
given.when(util.debounce((x) => x + 1, 1)(2), (x) => { node.last = x; });
given.when(util.promisify((x, done) => { done(null, x); })(3), (x) => { node.promised = x; });
util.inherits(function () {}, function () {});
delete globalThis.given;
[node, answers, web, shown]
`;

/** What a run shows of itself to the world. */
async function shownBy(patch: string) {
  const job = tested.job(`${PATCHES}${VALUES}${patch}\n${USES}`, { tree: EMPTY_TREE });
  const { outcome, error, tree, result, state } = await tested.pool.submit(job);
  return { outcome, error, tree, result, state, output: readFileSync(job.outputPath, 'utf8') };
}

let names: string[];
let untouched: Awaited<ReturnType<typeof shownBy>>;
beforeAll(async () => {
  const listed = await tested.pool.submit(tested.job(`${PATCHES}; $targets.map(({ name }) => name)`));
  names = JSON.parse(listed.result ?? '') as string[];
  untouched = await shownBy('');
});

test('the run that is compared with does all of its work', () => {
  expect(untouched).toMatchObject({
    outcome: 'completed',
    error: null,
    state: expect.stringMatching(/^[0-9a-f]{40}$/),
  });
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

/** Replaces everything, and hides that from whoever reads the source. */
const hiddenPatch = (manner: string) => {
  const patch = `${PATCHES}; for (let at = 0; at < $targets.length; at += 1) $change($targets[at], '${manner}');`;
  return `this['ev' + 'al'](String.fromCharCode(${[...patch].map((letter) => letter.charCodeAt(0))}));`;
};

/** Uses files by a name that the source does not show either. */
const USE_FILES = `
const load = this['req' + 'uire'];
const common = load('./common.js'), list = load('./list.json');
let refused;
try { load('./none'); } catch (error) { refused = error.code; }
[common.sum(1, 2), common.name, list[1], load('./common.js') === common, refused]
`;

/** In a pool of its own: a runner loads ahead what the run before has used. */
async function filesUsedAfter(patch: string) {
  const own = new TestPool();
  try {
    const tree = storeTree(own.repository, {
      'common.js': 'exports.sum = (a, b) => a + b; exports.name = __filename;',
      'list.json': '[1, 2]',
    });
    const source = patch + USE_FILES;
    expect(readSource(source, '/main.ts')).toMatchObject({ mayChangeLanguage: false });
    const { outcome, error, result } = await own.pool.submit(own.job(source, { tree }));
    return { outcome, error, result };
  } finally {
    await own.close();
  }
}

test.each(MANNERS)(
  'all of them at once, each replaced by one that %s, before files are first loaded',
  async (manner) => {
    const usual = { outcome: 'completed', error: null, result: '[3,"/common.js",2,true,"MODULE_NOT_FOUND"]' };
    expect(await filesUsedAfter('')).toEqual(usual);
    expect(await filesUsedAfter(hiddenPatch(manner))).toEqual(usual);
  },
);
