/** What the guest's console prints, judged by Node's. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { runGuest } from '../support/guest.ts';
import { valueCalls } from '../support/value-texts.ts';

/** What Node prints for the same source, standard error after standard output. */
function onNode(source: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '-'], {
    env: { NO_COLOR: '1' },
    input: `console.warn = console.log;\n${source}`,
    maxBuffer: 64 * 1024 * 1024,
  }).toString();
}

const SNIPPETS = [
  `console.log('%s is %d and %i, %f, %j %o %O %%, %c.', 'x', 42, 3.9, 1.5, { a: 1 }, [1], { b: { c: {} } }, 'css', 'rest', 1n)`,
  `console.log({ a: 1, b: 'x', c: [1, , 3], d: { e: { f: { g: 1 } } }, h: null, i: undefined, j: Symbol('s'), k: -0, l: 12n })`,
  `console.log(new Map([['a', { b: 1 }], [{ c: 2 }, new Set([1, 'x'])]]), new WeakMap(), new Set())`,
  `class Point { #hidden = 1; constructor() { this.x = 1; } get y() { return 2; } static z = 3 } console.log(new Point(), Point, [Point])`,
  `console.log([new Date(0), /x+/gi, new Uint8Array(3), new ArrayBuffer(2), () => 1, function named() {}, async () => {}, function* g() {}])`,
  `console.log(Object.create(null), Object.create({ a: 1 }), Object.create({}, { hidden: { value: 1 } }))`,
  `const cycle = { name: 'c', list: [] }; cycle.self = cycle; cycle.list.push(cycle); console.log(cycle)`,
  `console.log(Array.from({ length: 120 }, (_, i) => i), 'x'.repeat(200).split(''))`,
  `console.log({ text: 'it\\'s "quoted"', line: 'a\\nb', long: 'y'.repeat(120) }, ['multi\\nline'])`,
  `console.log(); console.log(''); console.log('a', 'b'); console.log(undefined, null, true); console.log(-0, [-0], 1e21)`,
  `console.log([['a', 1], ['b', { c: [[[]]] }]], { ['a-b']: 1, 2: 3, [Symbol.iterator]: 4 })`,
  `console.log(globalThis === globalThis, typeof console.log, String(console))`,
  `console.group('one'); console.log('in\\nside'); console.group(); console.log({ a: 1 }); console.groupEnd(); console.groupEnd(); console.log('out')`,
  `console.log('n', 1, -0, 1e21, 1e-7, NaN, -Infinity, 12345678901234567890n, true, null, undefined, '', 'x y')`,
  `console.log(5); console.log(-0); console.log(null, '%d', 5); console.log('50%', 1, 2); console.log(1n); console.log('a\\n', 2)`,
  `console.group('g', 1); console.log(2, 'in\\nside'); console.groupEnd(); console.log(Symbol('s'), 1); console.log(1, Symbol.iterator)`,
  `console.log(1234567.25); process.getBuiltinModule('util').inspect.defaultOptions.numericSeparator = true; console.log(1234567.25, 1234567n)`,
  `console.count(); console.count('x'); console.count(); console.countReset(); console.count()`,
  `globalThis.Map = class {}; console.count(); console.count(); console.log(typeof console.time('t'))`,
  `console.assert(true, 'no'); console.log('end')`,
  `console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 }); console.dirxml({ a: 1 }, [2])`,
  `console.table([{ a: 1, b: 'x' }, { a: 2, c: true }]); console.table([[1, 2], [3, 4]]); console.table(5); console.table(['p', 'q'])`,
  `console.table(new Map([['k', { v: 1 }]])); console.table(new Set([1, 'two'])); console.table([{ a: 1, b: 2 }], ['b']); console.table({ x: { y: '日本' }, z: 1 })`,
  `console.log(Object.assign(() => {}, { a: 1 }), Object.assign(function f() {}, { b: 2 }), new (class extends Map {})([[1, 2]]))`,
  `console.log(new Boolean(true), new String('s'), new Number(3), Object(Symbol('q')), Object(1n), [undefined, , null])`,
  `console.log({ get a() { return 1; }, set a(v) {}, get b() { return 1; }, set c(v) {} })`,
  `console.log([1.5, 'a', [2, [3, [4, [5]]]]], [[[[]]]], { a: [{ b: [{ c: 1 }] }] })`,
  `console.log(Object.fromEntries(Array.from({ length: 30 }, (_, i) => ['key' + i, i])))`,
  `console.log(new DataView(new ArrayBuffer(4), 1), new Float64Array([1.5, NaN]), new BigInt64Array([1n]))`,
  `console.log('%s %s %s', null, undefined, Symbol('a'), { toString() { return 'own'; } }); console.log('%s', { toString() { return 'own'; } })`,
  `console.log('%d %d %i %f', '42', {}, 'x', '1.25'); console.log('100%', 1); console.log('%x %', 2); console.log('%s')`,
];

test.each(SNIPPETS)('console: %s', async (source) => {
  const { output, failure } = await runGuest(`console.warn = console.log;\n${source}`);
  expect(failure).toBeUndefined();
  expect(output).toBe(onNode(source));
});

const SHOW = `const { inspect } = process.getBuiltinModule('util');
let count = 0;
function show(make, options) {
  count += 1;
  try { console.log(count, inspect(make(), options)); } catch (error) { console.log(count, 'threw', error.message); }
}
`;

test.each([1, 2, 3])('util.inspect: generated values are shown as in Node, seed %d', async (seed) => {
  const calls = valueCalls(300, seed);
  const source = SHOW + calls.join('\n');
  const { output, failure } = await runGuest(source);
  expect(failure).toBeUndefined();
  const shown = (text: string) =>
    text.split(/^(?=\d+ )/m).map((one) => `${calls[Number.parseInt(one, 10) - 1]}\n${one}`);
  expect(shown(output)).toEqual(shown(onNode(source)));
});

test('util.inspect: what can not be known of a value is not made up', async () => {
  const { output } = await runGuest(
    'console.log(new Promise(() => {}), Promise.resolve(1), new Map([[1, 2]]).keys(), new Set([1]).entries(), new WeakSet())',
  );
  const unknown = '{ <items unknown> }';
  expect(output).toBe(
    `Promise { <state unknown> } Promise { <state unknown> } [Map Iterator] ${unknown} [Set Iterator] ${unknown} WeakSet ${unknown}\n`,
  );
});

test('console: error, warn, trace and assert print to stderr, all others to stdout, without prefixes', async () => {
  const source = `console.log('l'); console.debug('d'); console.trace('t'); console.group('g');
    console.info('i'); console.warn('w %s', 1); console.error({ e: 1 }); console.assert(false, 'never %s', 'so'); console.assert(0)`;
  const { output, stderr } = await runGuest(source);
  const errors = '  w 1\n  { e: 1 }\n  Assertion failed: never so\n  Assertion failed\n';
  expect(output).toBe(`l\nd\nt\ng\n  i\n${errors}`);
  expect(stderr).toBe(`t\n${errors}`);
});

test('console.time: measures, and complains of what it does not know', async () => {
  const { output } = await runGuest(
    `console.time(); console.timeLog('default', 1); console.timeEnd(); console.timeEnd('x')`,
  );
  expect(output).toMatch(
    /^default: [\d.]+m?s 1\ndefault: [\d.]+m?s\nWarning: No such label 'x' for console\.timeEnd\(\)\n$/,
  );
});

test('console: an error shows its stack and its cause', async () => {
  const { output } = await runGuest(`console.log(new Error('outer', { cause: new TypeError('inner') }))`);
  expect(output).toMatch(/^Error: outer\n {4}at main\.ts:1:13[\s\S]*\[cause\]: TypeError: inner\n/);
});

test('console: patched prototypes change nothing of what is printed', async () => {
  const { output } = await runGuest(`
    String.prototype.replaceAll = () => 'patched'; Map.prototype.get = () => 99; Array.prototype.push = () => 0;
    Object.keys = () => []; Array.prototype[Symbol.iterator] = function* () { yield 'patched'; };
    console.group('a'); console.log('b\\nc'); console.groupEnd(); console.count('n'); console.count('n');`);
  expect(output).toBe('a\n  b\n  c\nn: 1\nn: 2\n');
});
