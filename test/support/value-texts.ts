/** Generated JavaScript expressions whose values `util.inspect` has something to say about. */
import fc from 'fast-check';

const KEYS = ['a', 'b1', '$x', 'a-b', '12', 'quote"s', "it's", 'ключ', '', 'constructor', '日本'];
const PRIMITIVES = [
  ...['1', '-0', '0.1', '1e21', '1e-7', 'NaN', 'Infinity', '1234567.891', '123n', '-98765432109876n', 'true', 'null'],
  ...['undefined', "Symbol('s')", 'Symbol()', 'Symbol.iterator', "''", `"it's"`, `'"both" \\'kinds\\''`, "'a\\nb\\tc'"],
  ...[
    "'\\ud800'",
    "'\\u001b[31mred'",
    "'日本語😀é'",
    "'x'.repeat(120)",
    "'line one\\nline two\\n'.repeat(4)",
    "'`tick`'",
  ],
];
const OBJECTS = [
  ...['new Date(0)', 'new Date(NaN)', '/a+[/]/giu', 'new RegExp("")', 'Object.create(null)', 'new (class Foo {})()'],
  ...[
    'new (class Foo extends Map {})([[1, 2]])',
    'new (class extends Array {})(3)',
    'class A {}',
    'class extends Object {}',
  ],
  ...[
    'class B extends null {}',
    'function named(a) {}',
    '() => {}',
    'async () => {}',
    'function* gen() {}',
    'async function* ag() {}',
  ],
  ...['(function* () {})()', 'new WeakMap()', 'new WeakSet()', 'new ArrayBuffer(3)'],
  ...[
    'new DataView(new ArrayBuffer(3), 1)',
    'new Uint8Array([1, 2])',
    'new Float32Array([1.5])',
    'new BigInt64Array(2)',
  ],
  ...[
    'Buffer.from("hey")',
    'Object(1)',
    'Object("text")',
    'Object(1n)',
    'Object(Symbol("q"))',
    'Object(false)',
    'Math',
    'JSON',
  ],
  ...[
    '(function () { "use strict"; return arguments; })(1, "x")',
    'new Proxy({ a: 1 }, {})',
    'new Proxy([1], {})',
    'new Proxy(() => {}, {})',
  ],
  ...[
    'Object.create({ inherited: 1 })',
    'Object.create(class Up {}.prototype)',
    'new Set()',
    'new Map()',
    'Symbol.prototype',
  ],
  ...[
    "Object.assign(new Error('m'), { stack: 'Error: m' })",
    "Object.assign(new TypeError(''), { stack: 'TypeError', code: 'E_X' })",
  ],
  ...["Object.assign(new Error('x', { cause: 5 }), { stack: 'Error: x\\n    at f (a.js:1:1)' })", 'Object.prototype'],
  ...[
    "{ [Symbol.toStringTag]: 'Tag', a: 1 }",
    "{ [Symbol.for('nodejs.util.inspect.custom')](d, o) { return { d, own: 1 }; } }",
  ],
  ...['{ get a() { return 1; }, set a(v) {}, get b() { throw "no"; }, set c(v) {} }', 'new URLSearchParams("a=1&b=2")'],
  ...[
    '(() => { const o = { n: 1 }; o.self = o; o.list = [o, { o }]; return o; })()',
    'Array.from({ length: 110 }, (_, i) => i * 7)',
  ],
  ...[
    'Array.from({ length: 30 }, (_, i) => "item " + i)',
    'new Set(Array.from({ length: 120 }, (_, i) => i))',
    '[, 1, , , 2, ,]',
  ],
  ...[
    'Object.assign([1, 2], { extra: 1, [Symbol("s")]: 2 })',
    'Object.assign(() => {}, { a: 1 })',
    'new (class { #p = 1; q = 2 })()',
  ],
  ...[
    'Object.defineProperty({}, "hidden", { value: 1 })',
    'Object.setPrototypeOf({ a: 1 }, class Base { m() {} }.prototype)',
  ],
  ...[
    'Object.setPrototypeOf(new Map([[1, { a: [] }]]), null)',
    'Object.setPrototypeOf([1, 2], null)',
    'Object.setPrototypeOf(new Date(0), null)',
  ],
];
/** Longest call, in characters. */
const CALL_MAX = 4_000;
const OPTIONS = [
  ...[
    '',
    '{ depth: 0 }',
    '{ depth: null }',
    '{ compact: false }',
    '{ compact: 1 }',
    '{ breakLength: 20 }',
    '{ sorted: true }',
  ],
  ...[
    '{ showHidden: true }',
    '{ getters: true }',
    '{ numericSeparator: true }',
    '{ maxArrayLength: 3 }',
    '{ maxStringLength: 5 }',
  ],
  ...['{ breakLength: Infinity }', '{ colors: true }', '{ showProxy: true }', '{ customInspect: false }'],
];

const { text } = fc.letrec<{ text: string; list: string[] }>((tie) => ({
  text: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(...PRIMITIVES),
    fc.constantFrom(...OBJECTS).map((one) => `(${one})`),
    tie('list').map((items) => `[${items.join(', ')}]`),
    tie('list').map((items) => `new Set([${items.join(', ')}])`),
    fc.tuple(tie('list'), tie('list')).map(([keys, values]) => {
      const entries = keys.slice(0, values.length).map((key, at) => `[${key}, ${values[at]}]`);
      return `new Map([${entries.join(', ')}])`;
    }),
    fc.array(fc.tuple(fc.constantFrom(...KEYS), tie('text')), { maxLength: 8 }).map((entries) => {
      return `({ ${entries.map(([key, value]) => `${JSON.stringify(key)}: ${value}`).join(', ')} })`;
    }),
  ),
  list: fc.array(tie('text'), { maxLength: 9 }),
}));

/** Calls of `show` with an expression and the options of `inspect`. */
export function valueCalls(count: number, seed: number): string[] {
  const call = fc
    .tuple(text, fc.constantFrom(...OPTIONS))
    .map(([value, options]) => `show(() => ${value}${options === '' ? '' : `, ${options}`});`);
  return fc
    .sample(call, { numRuns: 2 * count, seed })
    .filter((one) => one.length < CALL_MAX)
    .slice(0, count);
}
