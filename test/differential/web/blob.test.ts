/** `Blob`, `File` and their URLs inside the isolate, judged by Node: the same snippet gives the same answers. */
import { describe, expect, test } from 'vitest';
import { agreesWithNode, runInSandbox } from '../../support/node-judge.ts';

describe('Blob', () => {
  agreesWithNode([
    `const b = new Blob(['a', new Uint8Array([98, 0xff]), new DataView(new ArrayBuffer(2), 1), new ArrayBuffer(1), new Blob(['€']), 12, null, { toString: () => 'o' }], { type: 'Text/PLAIN' });
return [b.size, b.type, await b.text(), [...await b.bytes()], [...new Uint8Array(await b.arrayBuffer())], String(b)]`,
    `return [[], undefined, [[1, 2]], new Set(['x', 'y']), new Uint8Array([7, 8]), new String('st')].map((p) => new Blob(p).size)`,
    `return [null, 1, 'x', true, {}, new Date(), { [Symbol.iterator]: 1 }, () => {}].map((p) => attempt(() => new Blob(p).size)).map((t) => t.split(' ')[0])`,
    `return [undefined, null, {}, [], () => {}, 1, 'x'].map((o) => attempt(() => new Blob([], o).type))`,
    `return ['a/b', 'A/B;X=Y', '\\u00e9', 'a\\u0000', '', null, undefined, 1].map((type) => new Blob([], { type }).type)`,
    `return Promise.all(['transparent', 'native'].map((endings) => new Blob(['a\\r\\nb\\rc\\nd\\r', '\\n'], { endings }).text()))`,
    `return ['', 'Native', null, 0].map((endings) => attempt(() => new Blob([], { endings }).size))`,
    `const seen = []; const bag = { get type() { seen.push('type'); return 'a' }, get endings() { seen.push('endings') } }; new Blob([{ toString() { seen.push('part'); return '' } }], bag); return seen`,
    `const bytes = new Uint8Array([1, 2, 3]); const b = new Blob([bytes, bytes.subarray(1)]); bytes.fill(9); const got = await b.bytes(); got[0] = 5; return [[...got], [...await b.bytes()]]`,
    `return ['abc\\ud800', '\\u{1f600}'].map((t) => new Blob([t]).size)`,
    `return [attempt(() => Blob()), ...[() => Blob.prototype.size, () => Blob.prototype.slice.call({})].map((f) => attempt(f).split(' ')[0]), Blob.length, Blob.name, Blob.prototype.slice.length]`,
    `return (await Promise.all(['text', 'arrayBuffer', 'bytes'].map((n) => Blob.prototype[n].call({}).then(() => 'got it', (e) => e.constructor.name))))`,
    `return [Object.keys(Blob.prototype).sort(), Object.keys(File.prototype).sort(), Object.keys(new Blob())]`,
  ]);
});

describe('Blob.slice', () => {
  agreesWithNode([
    `const b = new Blob(['hello', ' ', 'wide', ' world']); const ends = [undefined, 0, 1, 3, 7, 11, 16, 17, 99, -1, -5, -99, 1.5, 2.5, '3', null, NaN, Infinity, -Infinity];
return Promise.all(ends.flatMap((from) => ends.map((to) => b.slice(from, to).text())))`,
    `const b = new Blob(['abc'], { type: 'a/b' }); return [b.slice().type, b.slice(0, 1, 'X/Y').type, b.slice(0, 1, '\\u00e9').type, b.slice(0).slice(1).slice(1).size, new File(['a'], 'n').slice() instanceof File]`,
    `return [attempt(() => new Blob().slice(1n)), attempt(() => new Blob().slice(Symbol())), attempt(() => new Blob().slice(0, 0, Symbol()))].map((t) => t.split(' ')[0])`,
  ]);
});

describe('Blob.stream, Blob.textStream', () => {
  agreesWithNode([
    `let size = 0, all = true; for await (const c of new Blob(['ab', 'c'.repeat(200000)]).stream()) { size += c.length; all &&= c instanceof Uint8Array; } return [size, all]`,
    `const all = []; for await (const c of new Blob(['a', '€'.repeat(50000)]).textStream()) all.push(c); return [all.every((c) => typeof c === 'string'), all.join('').length, all.join('').includes('\\ufffd')]`,
    `const r = new Blob(['abcdef']).stream().getReader({ mode: 'byob' }); const out = []; for (;;) { const { done, value } = await r.read(new Uint8Array(4)); out.push([done, ...value]); if (done) break; } return out`,
    `const s = new Blob(['abc']).stream(); const [a, b] = s.tee(); void a.cancel(); const r = b.getReader(); return [s.locked, [...(await r.read()).value], (await r.read()).done]`,
    `const r = new Blob([]).stream().getReader(); return r.read()`,
    `const s = new Blob(['abc']).stream(); await s.cancel('why'); return [s.locked, (await s.getReader().read()).done]`,
  ]);
});

describe('File', () => {
  agreesWithNode([
    `const f = new File(['a', new File(['b'], 'x')], 'n/\\ud800.txt', { type: 'A/b', lastModified: 12 }); return [f.name, f.size, f.type, f.lastModified, await f.text(), f instanceof Blob, String(f), File.length]`,
    `return [null, undefined, 1, {}].map((n) => new File([], n).name)`,
    `return ['3', NaN, null, -1, true, new Date(7), 2 ** 53].map((lastModified) => new File([], 'n', { lastModified }).lastModified)`,
    `return [attempt(() => new File()), attempt(() => new File([])), attempt(() => new File('x', 'n')), attempt(() => new File([], Symbol())), attempt(() => new File([], 'n', 1)), attempt(() => new File([], 'n', { lastModified: 1n })), attempt(() => File([], 'n'))]`,
    `return Math.abs(new File([], 'n').lastModified - Date.now()) < 1000`,
    `class Mine extends File { get name() { return 'mine' } } const m = new Mine(['abc'], 'x'); return [m.name, await m.text(), m.slice(1).size, await new Blob([m]).text()]`,
  ]);
});

describe('blob: URLs', () => {
  agreesWithNode([
    `const { resolveObjectURL, Blob: B, File: F } = require('buffer'); const f = new File(['abc'], 'n', { type: 'a/b' }); const u = URL.createObjectURL(f); const r = resolveObjectURL(u);
const seen = [/^blob:nodedata:[0-9a-f-]{36}$/.test(u), r instanceof Blob, r instanceof File, r === f, r.type, await r.text(), resolveObjectURL(u + '#x')?.size, B === Blob, F === File, u !== URL.createObjectURL(f)];
URL.revokeObjectURL(u); return [...seen, resolveObjectURL(u) === undefined]`,
    `const { resolveObjectURL } = require('buffer'); return ['', 'x', 'blob:nodedata:x', 'blob:x', 'http://a/'].map((u) => resolveObjectURL(u) === undefined)`,
    `return [attempt(() => URL.createObjectURL()), attempt(() => URL.createObjectURL({})), attempt(() => URL.createObjectURL('x')), attempt(() => URL.revokeObjectURL()), attempt(() => URL.revokeObjectURL('x'))]`,
  ]);
});

describe('structuredClone of Blob and File', () => {
  agreesWithNode([
    `const b = structuredClone(new Blob(['ab'], { type: 'a/b' })); return [b instanceof Blob, b.type, await b.text()]`,
    `const f = new File(['ab'], 'n', { type: 'a/b', lastModified: 4 }); const { one, two } = structuredClone({ one: f, two: f }); return [one === two, one !== f, one instanceof File, one.name, one.lastModified, one.type, await one.text()]`,
    `return [new Headers(), new FormData(), new Response(), new Request('http://a/')].map((o) => attempt(() => structuredClone(o)))`,
  ]);
});

describe('console.log of Blob and File', () => {
  agreesWithNode([
    `const { inspect } = require('util'); return [new Blob(['ab']), [new Blob([], { type: 'a/b' })], { a: { b: { c: new Blob() } } }, new File(['x'], 'n', { lastModified: 1 })].map((v) => inspect(v))`,
  ]);
});

test('Blob.stream: comes in chunks of at most 64 KiB, each made when it is asked for', async () => {
  const answer = await runInSandbox(`(async () => {
    const reader = new Blob(['c'.repeat(150000), 'd']).stream().getReader();
    const sizes = [];
    for (;;) { const { done, value } = await reader.read(); if (done) break; sizes.push(value.length); }
    return sizes;
  })()`);
  expect(JSON.parse(answer)).toEqual([65536, 65536, 18928, 1]);
});

test('FileReader: reads a blob in all its ways, with the events of the standard', async () => {
  const answer = await runInSandbox(`(async () => {
    const read = (how, blob, ...rest) => new Promise((resolve) => {
      const reader = new FileReader(); const seen = [];
      for (const event of ['loadstart', 'progress', 'load', 'abort', 'error', 'loadend'])
        reader['on' + event] = (e) => { seen.push([e.type, e.loaded, reader.readyState]); if (event === 'loadend') resolve([seen, reader.result]); };
      reader[how](blob, ...rest);
    });
    const blob = new Blob(['é'], { type: 'text/plain' });
    return [await read('readAsText', blob), (await read('readAsText', blob, 'latin1'))[1], (await read('readAsBinaryString', blob))[1],
      (await read('readAsDataURL', blob))[1], new Uint8Array((await read('readAsArrayBuffer', blob))[1]).join(), (await read('readAsText', new Blob()))[0].map(([t]) => t)];
  })()`);
  expect(JSON.parse(answer)).toEqual([
    [
      [
        ['loadstart', 0, 1],
        ['progress', 2, 1],
        ['load', 2, 2],
        ['loadend', 2, 2],
      ],
      'é',
    ],
    'Ã©',
    'Ã©',
    'data:text/plain;base64,w6k=',
    '195,169',
    ['loadstart', 'load', 'loadend'],
  ]);
});
