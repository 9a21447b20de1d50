/** `node:v8`: the bytes of structured clones, judged by Node's own. */
import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import v8 from 'node:v8';
import { expect, test } from 'vitest';
import { runGuest } from '../support/guest.ts';

const require = createRequire(import.meta.url);

const VALUES = [
  `[1, -1, 0, -0, 2 ** 31, 1.5, NaN, 2 ** 53, 1073741824, -2147483648]`,
  `[{ a: -2147483648, b: 2147483647 }, 'x', 1, -1, 0, -0, 1e3, 1.5]`,
  `[undefined, null, true, false, 1n, -1n, 0n, 2n ** 70n, -(2n ** 64n)]`,
  `['', 'abc', 'é', 'ā', 'x\\u{1f600}', '\\ud800', { ā: 'ā', aā: ['ā'] }]`,
  `({ a: 1, b: { c: [1, 2, { d: 3 }] }, 5: 'five', '-1': 1, 4294967295: 2 })`,
  `[[], [1, , 3], Object.assign([1, 2], { extra: 'x' }), new Array(4)]`,
  `[new Date(5), new Date(NaN), /a+/giu, /b/dsv, Object(1), Object('s'), Object(true), Object(false), Object(5n)]`,
  `[new Map([[1, { a: 1 }], ['k', new Map()]]), new Set([1, 'two', new Set()])]`,
  `(() => { const o = { name: 'o' }; o.self = o; return [o, o, new Map([[o, o]])]; })()`,
  `[new Uint8Array([1, 2]), new Float64Array([1.5]), { view: new DataView(new ArrayBuffer(3), 1) }, Buffer.from('hey'), new BigInt64Array([-1n])]`,
  `[new ArrayBuffer(4), new Uint8Array([1, 2, 3]).buffer, new ArrayBuffer(2, { maxByteLength: 8 })]`,
  `[RangeError, Error, TypeError].map((T) => Object.assign(new T('m', { cause: { why: 1 } }), { stack: 's' }))`,
  `new (class Point { x = 1; #y = 2; get z() { return 3; } })()`,
];

/** The value on Node's side. */
function here(expression: string): unknown {
  return new Function('require', `return ${expression}`)(require);
}

async function inside(source: string): Promise<unknown> {
  const { result, failure } = await runGuest(source);
  expect(failure).toBeUndefined();
  return JSON.parse(result ?? 'null');
}

test.each(VALUES)('serialize gives the bytes that Node gives: %s', async (expression) => {
  const source = `require('v8').serialize(${expression}).toString('hex')`;
  expect(await inside(source)).toBe(v8.serialize(here(expression)).toString('hex'));
});

test.each(VALUES)('deserialize reads what Node has written: %s', async (expression) => {
  const hex = v8.serialize(here(expression)).toString('hex');
  const value = `require('v8').deserialize(Buffer.from('${hex}', 'hex'))`;
  // What it has read is written again, and looks the same.
  expect(await inside(`require('v8').serialize(${value}).toString('hex')`)).toBe(hex);
  const shown = inspect(v8.deserialize(Buffer.from(hex, 'hex')), { depth: 1 });
  expect(await inside(`require('util').inspect(${value}, { depth: 1 })`)).toBe(shown);
});

const CALLS = [
  `v8.serialize(() => {})`,
  `v8.serialize({ a: Symbol('s') })`,
  `v8.serialize(Promise.resolve())`,
  `v8.serialize([new WeakMap()])`,
  `v8.deserialize('text')`,
  `v8.deserialize(Buffer.from([1]))`,
  `v8.deserialize(Buffer.from([255, 15, 111]))`,
  `v8.deserialize(Buffer.from([255, 15, 65, 200, 200, 200, 1]))`,
  `v8.deserialize(Buffer.from([255, 15, 94, 9]))`,
  `new v8.Serializer().writeRawBytes(5)`,
  `v8.isStringOneByteRepresentation('é') + ' ' + v8.isStringOneByteRepresentation('ā')`,
  `Object.keys(v8.getHeapStatistics()).join()`,
  `(() => { const s = new v8.Serializer(); s.writeHeader(); s.writeUint32(300); s.writeUint64(1, 2); s.writeDouble(0.5);
    s.writeRawBytes(Buffer.from('ab')); s.writeValue(new Uint16Array([1, 2]).subarray(1)); return s.releaseBuffer().toString('hex'); })()`,
  `(() => { const s = new v8.Serializer(); s.writeHeader(); s.writeUint32(300); s.writeUint64(1, 2); s.writeDouble(0.5);
    s.writeRawBytes(Buffer.from('ab')); const d = new v8.Deserializer(s.releaseBuffer()); d.readHeader();
    return [d.getWireFormatVersion(), d.readUint32(), d.readUint64(), d.readDouble(), String(d.readRawBytes(2))].join(); })()`,
  `(() => { class Own extends v8.Serializer { _writeHostObject(view) { this.writeUint32(view.length); } } const s = new Own();
    s._setTreatArrayBufferViewsAsHostObjects(true); s.writeValue([new Uint8Array(7)]); return s.releaseBuffer().toString('hex'); })()`,
];

test.each(CALLS)('what Node answers or throws: %s', async (call) => {
  const source = `(() => { const v8 = require('v8'); try { return ${call}; } catch (e) { return [e.name, e.code, e.message].join(); } })()`;
  expect(await inside(source)).toBe(here(source));
});
