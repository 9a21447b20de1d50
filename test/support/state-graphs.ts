/**
 * Random object graphs as programs that build them, and a program that says all there is to see of what it is given.
 */
import fc from 'fast-check';

/** A value: a primitive's source text, or the number of a node. */
type Value = { readonly primitive: string } | { readonly node: number };

interface Property {
  readonly key: string;
  readonly value: Value;
  /** Of writable, enumerable, configurable. */
  readonly attributes: number;
  readonly isAccessor: boolean;
}

interface Node {
  readonly kind: number;
  readonly items: readonly Value[];
  readonly properties: readonly Property[];
  readonly closing: number;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly bindings: readonly (readonly [name: string, kind: string, value: Value])[];
  readonly globals: readonly (readonly [name: string, value: Value])[];
}

/** Declared before every graph: functions and classes whose objects take part in it. */
const PREAMBLE = `
class Base { constructor(v) { this.v = v; } get twice() { return this.v * 2; } set twice(v) { this.v = v / 2; }
  hello() { return 'base'; } *[Symbol.iterator]() { yield this.v; } static count = 0; static make() { return new this(1); } }
class Derived extends Base { extra = 1; hello() { return super.hello() + '!'; } static [Symbol.for('static')]() {} }
class Listed extends Array { last() { return this.at(-1); } }
class Oops extends RangeError { code = 'E' }
function Old(x) { this.x = x; }
Old.prototype.get = function () { return this.x; };
const unique = Symbol('unique'), nameless = Symbol();
`;

const KINDS = [
  '{}',
  '[]',
  'Object.create(null)',
  'new Map()',
  'new Set()',
  'new Date(1e12)',
  'new Date(NaN)',
  '/a+[/]/dgi',
  'new Error("plain")',
  'Object.assign(new TypeError("with cause", { cause: 1 }), { stack: "TypeError: fixed" })',
  'new Oops("own")',
  'new Uint8Array([1, 2, 255])',
  'new Float64Array([0.5, NaN, -0])',
  'new BigInt64Array([1n, -1n])',
  'new DataView(new ArrayBuffer(4), 1, 2)',
  'new ArrayBuffer(3)',
  'new ArrayBuffer(2, { maxByteLength: 8 })',
  'Object(7)',
  'Object("boxed")',
  'Object(5n)',
  'Object(unique)',
  'new Base(2)',
  'new Derived(3)',
  'new Listed(1, 2, 3)',
  'new Old(4)',
  'function plain(a, b = 1) { return a + b; }',
  '(x) => x * 2',
  'async (x) => { await x; }',
  'function* numbers() { yield 1; }',
  '({ method() { return 1; } }).method',
  'class Inner extends Base { static z = 1; }',
  'new Array(4_000_000_000)',
  'Object.create(new Base(9))',
  'Temporal.PlainDate.from("2024-02-29")',
] as const;

const PRIMITIVES = [
  ...['undefined', 'null', 'true', 'false', '0', '-0', '1.5', '-1e21', 'NaN', 'Infinity', '-Infinity', '5e-324'],
  ...[
    '""',
    '"#"',
    '"#1"',
    '"##"',
    '"plain"',
    '"\\\\ud800"',
    '"\\\\u2028\\\\0"',
    '"__proto__"',
    '10n',
    '-1n',
    '2n ** 80n',
  ],
  ...['Symbol.iterator', 'Symbol.for("#key")', 'unique', 'nameless', 'Math', 'Array.prototype.map', 'Object.prototype'],
  ...['Base', 'Base.prototype', 'Base.prototype.hello', 'Old', 'Old.prototype', 'globalThis'],
];

const KEYS = [
  ...['"a"', '"b"', '"__proto__"', '"constructor"', '"#x"', '""', '"0"', '"7"', '"length2"', '"toJSON"'],
  ...['Symbol.iterator', 'Symbol.toStringTag', 'Symbol.for("k")', 'unique', 'nameless'],
];

function valueAmong(nodes: number): fc.Arbitrary<Value> {
  return fc.oneof(
    fc.constantFrom(...PRIMITIVES).map((primitive) => ({ primitive })),
    fc.nat({ max: nodes - 1 }).map((node) => ({ node })),
  );
}

function graphOf(nodes: number): fc.Arbitrary<Graph> {
  const value = valueAmong(nodes);
  const property = fc.record({
    key: fc.constantFrom(...KEYS),
    value,
    attributes: fc.oneof({ weight: 4, arbitrary: fc.constant(7) }, fc.nat({ max: 7 })),
    isAccessor: fc.boolean().map((is) => is && false),
  });
  const node = fc.record({
    kind: fc.nat({ max: KINDS.length - 1 }),
    items: fc.array(value, { maxLength: 4 }),
    properties: fc.array(
      fc.oneof(
        { weight: 5, arbitrary: property },
        property.map((p) => ({ ...p, isAccessor: true })),
      ),
      {
        maxLength: 4,
      },
    ),
    closing: fc.nat({ max: 9 }),
  });
  return fc.record({
    nodes: fc.array(node, { minLength: nodes, maxLength: nodes }),
    bindings: fc
      .array(fc.tuple(fc.constantFrom('x', 'y', 'z', '$', 'ä'), fc.constantFrom('const', 'let', 'var'), value), {
        minLength: 1,
      })
      .map((list) => list.filter(([name], at) => list.findIndex(([other]) => other === name) === at)),
    globals: fc
      .array(fc.tuple(fc.constantFrom('shared', '__proto', 'state'), value), { maxLength: 2 })
      .map((list) => list.filter(([name], at) => list.findIndex(([other]) => other === name) === at)),
  });
}

export const graphs: fc.Arbitrary<Graph> = fc.integer({ min: 1, max: 8 }).chain(graphOf);

/** The names that a graph's program declares. */
export function namesIn({ bindings }: Graph): Record<string, string> {
  return Object.fromEntries(bindings.map(([name, kind]) => [name, kind]));
}

function text(value: Value): string {
  return 'node' in value ? `N[${value.node}]` : value.primitive;
}

/**
 * A program that builds a graph.
 * @param reversed makes nodes and bindings in the opposite order, and leaves garbage behind
 */
export function programOf({ nodes, bindings, globals }: Graph, reversed = false): string {
  const inOrder = <T>(items: readonly T[]) => (reversed ? [...items].reverse() : items);
  const made = inOrder(nodes.map(({ kind }, at) => `N[${at}] = ${KINDS[kind]};`));
  const filled = inOrder(nodes.map((node, at) => fill(node, at)).map((lines) => lines.join('\n')));
  const declared = inOrder(bindings.map(([name, kind, value]) => `${kind} ${name} = ${text(value)};`));
  const put = inOrder(globals.map(([name, value]) => `globalThis[${JSON.stringify(name)}] = ${text(value)};`));
  const garbage = reversed ? 'globalThis.gone = { a: [1] }; delete globalThis.gone;' : '';
  return [PREAMBLE, 'const N = [];', ...made, ...filled, garbage, ...declared, ...put].join('\n');
}

function fill({ kind, items, properties, closing }: Node, at: number): string[] {
  const node = `N[${at}]`;
  const lines = items.map((item, index) => {
    if (KINDS[kind] === '[]') return closing > 4 && index === 1 ? `${node}.length++;` : `${node}.push(${text(item)});`;
    if (KINDS[kind] === 'new Map()')
      return `${node}.set(${text(item)}, ${text(items[items.length - 1 - index] as Value)});`;
    if (KINDS[kind] === 'new Set()') return `${node}.add(${text(item)});`;
    return '';
  });
  for (const { key, value, attributes, isAccessor } of properties) {
    const [writable, enumerable, configurable] = [1, 2, 4].map((bit) => (attributes & bit) !== 0);
    const what = isAccessor ? `get: function get() { return 1; }` : `value: ${text(value)}, writable: ${writable}`;
    lines.push(
      `try { Reflect.defineProperty(${node}, ${key}, { ${what}, enumerable: ${enumerable}, configurable: ${configurable} }); } catch {}`,
    );
  }
  if (closing === 1) lines.push(`Object.preventExtensions(${node});`);
  if (closing === 2 && !/Array|View|Buffer|\*/.test(KINDS[kind] as string)) lines.push(`Object.freeze(${node});`);
  // A Map or a Date that is cut off from its prototype is taken for a plain object.
  if (closing === 3 && /^(\{\}|\[\]|new (Base|Derived|Listed|Old|Error|Oops))/.test(KINDS[kind] as string))
    lines.push(`Reflect.setPrototypeOf(${node}, null);`);
  return lines;
}

/** An expression: a function that tells of values all that can be seen of them, numbering objects as it meets them. */
export const TELL = `((...roots) => {
  const ids = new Map(), queue = [], lines = [];
  const { getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
  const source = (f) => Function.prototype.toString.call(f);
  const tell = (v) => {
    if (typeof v === 'string') return JSON.stringify(v);
    if (typeof v === 'bigint') return v + 'n';
    if (typeof v === 'symbol' && Symbol.keyFor(v) !== undefined) return 'for ' + Symbol.keyFor(v);
    if (typeof v === 'symbol' && Object.values(Object.getOwnPropertyDescriptors(Symbol)).some((d) => d.value === v)) return String(v);
    if (Object.is(v, -0)) return '-0';
    if (typeof v !== 'symbol' && Object(v) !== v) return String(v);
    if (typeof v === 'function' && source(v).endsWith('[native code] }')) return 'native ' + v.name + v.length;
    if (v === globalThis) return 'global';
    if (!ids.has(v)) { ids.set(v, ids.size); queue.push(v); }
    return '@' + ids.get(v);
  };
  const slots = {
    map: (v) => [...Map.prototype.entries.call(v)].flatMap((entry) => entry), set: (v) => Set.prototype.values.call(v), date: (v) => [Date.prototype.getTime.call(v)],
    number: (v) => [Number.prototype.valueOf.call(v)], string: (v) => [String.prototype.valueOf.call(v)],
    bigint: (v) => [BigInt.prototype.valueOf.call(v)], symbol: (v) => [Symbol.prototype.valueOf.call(v)],
    regexp: (v) => [Object.getOwnPropertyDescriptor(RegExp.prototype, 'source').get.call(v), Object.getOwnPropertyDescriptor(RegExp.prototype, 'flags').get.call(v)],
    buffer: (v) => [Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'maxByteLength').get.call(v), new Uint8Array(v).join()],
    view: (v) => [DataView.prototype.getInt8.call(v, 0), Object.getOwnPropertyDescriptor(DataView.prototype, 'byteLength').get.call(v)],
    plainDate: (v) => [Temporal.PlainDate.prototype.toString.call(v)],
  };
  const natives = new Set(['Object', 'Array', 'Map', 'Set', 'Date', 'RegExp', 'Error', 'TypeError', 'RangeError', 'Function', 'ArrayBuffer',
    'DataView', 'Uint8Array', 'Float64Array', 'BigInt64Array', 'Number', 'String', 'BigInt', 'Symbol', 'Math'].map((n) => globalThis[n].prototype ?? globalThis[n]));
  for (const root of roots) lines.push(tell(root));
  for (let at = 0; at < queue.length; at++) {
    const v = queue[at];
    if (typeof v === 'symbol') { lines.push(String(v)); continue; }
    if (natives.has(v)) { lines.push('native ' + (v === Math ? 'Math' : v.constructor.name)); continue; }
    const line = [typeof v, Array.isArray(v), Error.isError(v), Object.isExtensible(v)];
    for (const [name, read] of Object.entries(slots)) {
      let items; try { items = read(v); } catch { continue; }
      line.push(name, [...items].map(tell).join());
    }
    line.push('proto ' + tell(getPrototypeOf(v)));
    for (const key of ownKeys(v)) {
      // Where an error was made is no part of its state, and neither is the order of a function's own properties.
      if (key === 'stack' && Error.isError(v)) continue;
      const d = getOwnPropertyDescriptor(v, key);
      line.push([tell(key), d.writable, d.enumerable, d.configurable, 'value' in d ? tell(d.value) : tell(d.get) + tell(d.set)].join(' '));
    }
    if (typeof v === 'function') { const head = line.splice(0, 5); line.sort(); line.unshift(...head, v.name); }
    lines.push(line.join('; '));
  }
  return lines;
})`;
