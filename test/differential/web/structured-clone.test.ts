import { describe } from 'vitest';
import { agreesWithNode } from '../../support/node-judge.ts';

/** What a value and its copy are, as text. */
const PRELUDE = `
const util = require('util');
const show = (v) => util.inspect(v, { depth: 9, sorted: true }).replace(/\\n +at .*/g, '');
const clone = (v, o) => attempt(() => show(structuredClone(v, o)));
`;

describe('structuredClone', () => {
  agreesWithNode(
    [
      `return [1, 'x', null, undefined, true, 10n, NaN, -0].map((v) => clone(v))`,
      `return [new Boolean(false), new Number(-0), new String('s'), Object(10n), new Date(5), new Date(NaN), /a\\/b/giu, []].map((v) => clone(v))`,
      `return [[1, , 3], Object.assign([1], { extra: 2 }), { a: { b: [new Map([[{ k: 1 }, new Set([1, 'x'])]])] } }].map((v) => clone(v))`,
      `const a = { name: 'a' }; a.self = a; a.list = [a, a]; const c = structuredClone(a); return [c.self === c, c.list[0] === c, c.list[1] === c, c !== a]`,
      `const m = new Map(); m.set(m, m); const s = new Set([m]); m.set('s', s); const c = structuredClone(m); return [c.get(c) === c, [...c.get('s')][0] === c]`,
      `return ['TypeError', 'EvalError', 'URIError', 'AggregateError', 'Mine', 'constructor', 'toString', '__proto__'].map((name) => { const c = structuredClone(Object.assign(new Error('m'), { name })); return [c.constructor.name, c instanceof Error, c.name, c.message]; })`,
      `class K { x = 1; get y() { return 2 } #z = 3 } const c = structuredClone(new K()); return [Object.getPrototypeOf(c) === Object.prototype, show(c)]`,
      `const o = {}; Object.defineProperty(o, 'hidden', { value: 1 }); o[Symbol('s')] = 2; Object.defineProperty(o, 'got', { get: () => 3, enumerable: true }); return show(structuredClone(o))`,
      `return [() => 1, Symbol('s'), new WeakMap(), new WeakSet(), new WeakRef({}), { f() {} }, [Symbol.iterator], Object(Symbol())].map((v) => clone(v))`,
      `return [() => 1, Symbol('s'), new WeakMap()].map((v) => { try { structuredClone(v) } catch (e) { return [e.message, e.code, e instanceof DOMException] } })`,
      `return [new Error('m'), new TypeError('t', { cause: { a: 1 } }), new RangeError(), Object.assign(new Error('x'), { name: 'Odd', extra: 1 })].map((e) => { const c = structuredClone(e); return [c.constructor.name, c.name, c.message, Object.hasOwn(c, 'message'), Object.keys(c), c.cause, c.stack === e.stack, c instanceof Error] })`,
      `const b = new Uint8Array([1, 2, 3, 4]).buffer; const c = structuredClone({ b, v: new Uint8Array(b, 1, 2), d: new DataView(b, 2), f: new Float32Array(b) }); return [show(c), c.v.buffer === c.b, c.d.buffer === c.b, b.byteLength]`,
      `const b = new Uint8Array([1, 2, 3]).buffer; const c = structuredClone(b, { transfer: [b] }); return [c.byteLength, b.byteLength, b.detached, [...new Uint8Array(c)]]`,
      `const b = new ArrayBuffer(8); const v = new Uint8Array(b); const c = structuredClone({ v }, { transfer: [b] }); return [c.v.length, v.length, b.detached]`,
      `const b = new ArrayBuffer(4, { maxByteLength: 16 }); const c = structuredClone(b); return [c.resizable, c.maxByteLength, c.byteLength]`,
      `const b = new ArrayBuffer(8); return [attempt(() => structuredClone(1, { transfer: [b, b] })), b.detached, attempt(() => structuredClone({ get x() { throw new TypeError('no') } }, { transfer: [b] })), b.detached, attempt(() => structuredClone(b, { transfer: [{}] }))]`,
      `const b = new ArrayBuffer(8); structuredClone(b, { transfer: [b] }); return [attempt(() => structuredClone(b)), attempt(() => structuredClone(1, { transfer: [b] }))]`,
      `const b = new ArrayBuffer(16, { maxByteLength: 64 }); new Uint8Array(b).fill(7); const c = structuredClone([new Uint8Array(b), new Uint8Array(b, 8), new Uint8Array(b, 8, 8), new DataView(b, 4), new Uint32Array(b, 4, 2)]); c[0].buffer.resize(32); return [c.map((v) => v.byteLength), [...c[0]], [...new Uint8Array(b)], b.byteLength]`,
      `const b = new ArrayBuffer(16, { maxByteLength: 16 }); const v = new Uint8Array(b, 8), d = new DataView(b, 8, 8); b.resize(12); const first = clone(v); b.resize(4); return [first, clone(v), clone(d), b.byteLength]`,
      `const b = new ArrayBuffer(8); b.transfer = () => 'mine'; const c = structuredClone(b, { transfer: [b] }); return [c.byteLength, b.detached]`,
      `return [new Proxy(new ArrayBuffer(1), {}), Object.create(ArrayBuffer.prototype), new SharedArrayBuffer(1)].map((o) => { try { return structuredClone(1, { transfer: [o] }) } catch (e) { return e.name } })`,
      `return [attempt(() => structuredClone()), structuredClone.name, clone(1, null), clone(1, {}), clone(1, undefined)]`,
      `const c = structuredClone(new DOMException('m', 'AbortError')); return [c.name, c.message, c.code, c instanceof DOMException]`,
      `return [new URL('http://h'), new URLSearchParams()].map((v) => clone(v))`,
      `const fake = { [Symbol.toStringTag]: 'Map' }; return [clone(fake), clone(Object.create(Map.prototype)), clone(Object.create(null)), clone(Object.create(Error.prototype))]`,
    ],
    PRELUDE,
  );
});
