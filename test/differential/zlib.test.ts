/** `node:zlib` inside the isolate, judged by Node: the same snippet gives the same answers. */

import zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { agreesWithNode, runInSandbox } from '../support/node-judge.ts';

const PRELUDE = `
const zlib = require('zlib'); const { Buffer } = require('buffer');
const text = 'some text, some more text, and some text again. '.repeat(200);
const noise = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * i * 31 + (i >> 3)) & 255));
const KINDS = [['deflate', 'inflate'], ['gzip', 'gunzip'], ['deflateRaw', 'inflateRaw'], ['gzip', 'unzip'], ['deflate', 'unzip'], ['brotliCompress', 'brotliDecompress'], ['zstdCompress', 'zstdDecompress']];
const base64 = (b) => Buffer.from(b).toString('base64');
const call = (name, ...args) => new Promise((resolve) => zlib[name](...args, (e, v) => resolve(e ? [e.constructor.name, e.message, e.code, e.errno ?? null] : v)));
const collect = (stream) => new Promise((resolve) => { const out = []; stream.on('data', (c) => out.push(c)); stream.on('error', (e) => resolve([e.message, e.code, e.errno ?? null])); stream.on('end', () => resolve(Buffer.concat(out))); });
const why = (f) => { try { return f(); } catch (e) { return [e.constructor.name, e.name, e.code ?? null, e.errno ?? null]; } };
`;

const snippets = (...bodies: string[]) => agreesWithNode(bodies, PRELUDE);

describe('zlib: the order of things', () => {
  snippets(
    `const r = []; const g = zlib.createGzip(); for (const name of ['data', 'end', 'close', 'finish']) g.on(name, () => r.push(name)); g.write('a', () => r.push('w')); g.flush(() => r.push('f')); g.end('b', () => r.push('e')); await new Promise((d) => g.on('close', d)); return r`,
    `const r = []; const g = zlib.createGunzip(); g.on('error', (e) => r.push(e.code, e.errno, e.message)); g.on('close', () => r.push('close')); g.write('garbage', (e) => r.push('cb', e?.code ?? null)); await new Promise((d) => g.on('close', d)); await new Promise(setImmediate); return r`,
    `const r = []; const g = zlib.createDeflate({ level: 1 }); g.on('error', (e) => r.push(e.code)); g.write('aaaa'); await new Promise((d) => g.close(d)); g.write('b', (e) => r.push(e.code)); await new Promise(setImmediate); return [r, g.destroyed, g.bytesWritten]`,
  );
});

describe('zlib: synchronous forms', () => {
  snippets(
    `return [-2, 10, 1.5, NaN, Infinity, '5', null, 5n].flatMap((v) => ['level', 'windowBits', 'memLevel', 'strategy', 'chunkSize', 'flush', 'finishFlush', 'maxOutputLength', 'dictionary'].map((name) => { try { return base64(zlib.deflateSync('abc', { [name]: v })); } catch (e) { return [e.code, e.message]; } }))`,
    `return KINDS.map(([c, d]) => [base64(zlib[c + 'Sync'](text)), zlib[d + 'Sync'](zlib[c + 'Sync'](text)).toString() === text])`,
    `return KINDS.map(([c, d]) => Buffer.compare(noise, zlib[d + 'Sync'](zlib[c + 'Sync'](noise))))`,
    `return KINDS.map(([c, d]) => [zlib[c + 'Sync']('').length, zlib[d + 'Sync'](zlib[c + 'Sync']('')).length])`,
    `return [0, 1, 9].map((level) => base64(zlib.deflateSync(text, { level })))`,
    `return [base64(zlib.deflateRawSync(text, { windowBits: 9, memLevel: 1, strategy: zlib.constants.Z_HUFFMAN_ONLY })), base64(zlib.gzipSync(text, { level: 3 })), base64(zlib.brotliCompressSync(text, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } })), base64(zlib.zstdCompressSync(text, { params: { [zlib.constants.ZSTD_c_compressionLevel]: 7 } }))]`,
    `const dictionary = Buffer.from('some text'); const c = zlib.deflateSync(text, { dictionary }); return [base64(c), zlib.inflateSync(c, { dictionary }).toString() === text, why(() => zlib.inflateSync(c)), why(() => zlib.inflateSync(c, { dictionary: Buffer.from('x') }))]`,
    `const c = zlib.gzipSync(text); return [why(() => zlib.gunzipSync(c.subarray(0, 40))), why(() => zlib.gunzipSync('nope')), why(() => zlib.inflateSync(Buffer.from([1, 2, 3]))), why(() => zlib.brotliDecompressSync('nope')), why(() => zlib.zstdDecompressSync('nope')), why(() => zlib.gunzipSync(c, { maxOutputLength: 10 }))]`,
    `const c = zlib.gzipSync(text); return zlib.gunzipSync(c.subarray(0, 60), { finishFlush: zlib.constants.Z_SYNC_FLUSH }).toString()`,
    `const c = zlib.gzipSync('a'); return [zlib.gunzipSync(Buffer.concat([c, c])).toString(), zlib.gunzipSync(Buffer.concat([c, Buffer.alloc(9)])).toString(), zlib.inflateSync(Buffer.concat([zlib.deflateSync('b'), c])).toString()]`,
    `const c = zlib.deflateSync('a'); return why(() => zlib.inflateSync(Buffer.concat([c, c]), { rejectGarbageAfterEnd: true }))`,
    `return [undefined, null, 5, {}, [], Symbol('x')].map((v) => why(() => zlib.deflateSync(v)))`,
    `return [{ level: 10 }, { level: '1' }, { windowBits: 7 }, { windowBits: 99 }, { memLevel: 0 }, { strategy: 9 }, { chunkSize: 1 }, { chunkSize: 'x' }, { flush: 7 }, { finishFlush: -1 }, { maxOutputLength: 0 }, { dictionary: 'x' }, { level: NaN }, { level: Infinity }, { level: Symbol() }].map((o) => why(() => zlib.deflateSync('a', o).length))`,
    `return [why(() => zlib.brotliCompressSync('a', { params: { x: 1 } })), why(() => zlib.brotliCompressSync('a', { params: { 0: 'x' } })), why(() => zlib.brotliCompressSync('a', { params: { 999: 1 } })), why(() => zlib.zstdCompressSync('a', { params: { 99999: 1 } })), why(() => zlib.brotliCompressSync('a', { params: { 1: 99 } }).length)]`,
    `const { buffer, engine } = zlib.deflateSync(text, { info: true }); return [base64(buffer), engine.constructor.name, engine.bytesWritten]`,
    `return [new Uint16Array([1, 2]), new DataView(new ArrayBuffer(4)), new Uint8Array([1, 2, 3]).buffer, new Uint8Array([1, 2, 3, 4]).subarray(1, 3)].map((v) => base64(zlib.deflateSync(v)))`,
  );
});

describe('zlib: callback and promise forms', () => {
  snippets(
    `return Promise.all(KINDS.map(async ([c, d]) => String(await call(d, await call(c, text))) === text))`,
    `return Promise.all([call('gunzip', 'nope'), call('inflate', zlib.deflateSync(text).subarray(0, 20)), call('gunzip', zlib.gzipSync(text), { maxOutputLength: 9 }), call('brotliDecompress', 'x'), call('zstdDecompress', 'xxxxxxxxx')])`,
    `return require('util').promisify(zlib.gzip)(text).then(base64)`,
    `return [why(() => zlib.gzip('a')), why(() => zlib.gzip('a', {}, 5)), why(() => zlib.gzip('a', { level: 99 }, () => {}))]`,
    `const order = []; const p = call('gzip', 'a').then(() => order.push('gzip')); process.nextTick(() => order.push('tick')); order.push('sync'); await p; return order`,
    `return call('deflate', new Uint8Array([1, 2, 3]).buffer).then(base64)`,
  );
});

describe('zlib: streams', () => {
  snippets(
    `return Promise.all(KINDS.map(async ([c, d]) => { const name = (n) => 'create' + n[0].toUpperCase() + n.slice(1); const a = zlib[name(c)](); const b = zlib[name(d)]({ chunkSize: 64 }); a.pipe(b); for (let i = 0; i < 5; i++) a.write(text); a.end(); return String(await collect(b)) === text.repeat(5); }))`,
    `const g = zlib.createGzip(); const p = collect(g); g.write('a'); g.flush(() => g.end('b')); return base64(await p)`,
    `const d = zlib.createDeflate({ level: 9 }); const p = collect(d); d.write(text); d.params(0, zlib.constants.Z_DEFAULT_STRATEGY, () => d.end(text)); return zlib.inflateSync(await p).toString() === text + text`,
    `const g = zlib.createGunzip(); const p = collect(g); g.end('nope'); return p`,
    `const g = zlib.createGunzip(); const p = collect(g); g.end(zlib.gzipSync(text).subarray(0, 50)); return p`,
    `const d = zlib.createDeflate({ chunkSize: 64 }); const sizes = []; d.on('data', (c) => sizes.push(c.length)); d.end(noise); await new Promise((r) => d.on('end', r)); return [sizes.length, sizes.slice(0, 3), d.bytesWritten]`,
    `const b = zlib.createBrotliCompress(); const p = collect(b); b.write('abc'); b.flush(); b.end('def'); return zlib.brotliDecompressSync(await p).toString()`,
    `const i = zlib.createInflate(); const p = collect(i); const c = zlib.deflateSync(text); for (const byte of c) i.write(Buffer.from([byte])); i.end(); return String(await p) === text`,
    `const d = zlib.createDeflate(); d.close(); return [d.destroyed, d._closed, await new Promise((r) => { const e = zlib.createDeflate(); e.close(() => r('closed')); e.on('error', () => {}); })]`,
    `return [zlib.createGzip() instanceof zlib.Gzip, zlib.createGzip() instanceof require('stream').Transform, zlib.Gzip.name, zlib.createGzip().constructor === zlib.Gzip, new (class X extends zlib.Gunzip {})() instanceof zlib.Gunzip]`,
    `const g = zlib.createGzip(); const p = collect(g); g.write('x'); return [attempt(() => g.reset()), await new Promise((r) => g.flush(() => { g.reset(); r('reset') }))]`,
    `const { pipeline } = require('stream/promises'); const { Readable } = require('stream'); const out = []; await pipeline(Readable.from([text, text]), zlib.createGzip(), zlib.createGunzip(), async function (source) { for await (const c of source) out.push(c); }); return Buffer.concat(out).toString() === text + text`,
    `return why(() => zlib.createDeflate().flush(99))`,
  );
});

describe('zlib: the rest', () => {
  snippets(
    `return [zlib.crc32('hello'), zlib.crc32(Buffer.from('hello')), zlib.crc32('lo', zlib.crc32('hel')), why(() => zlib.crc32()), why(() => zlib.crc32('a', -1)), why(() => zlib.crc32('a', 'x')), why(() => zlib.crc32('a', 1.5))]`,
    `return [zlib.constants, zlib.codes, Object.isFrozen(zlib.codes), zlib.Z_BEST_SPEED]`,
    `return Object.keys(zlib).filter((k) => !/zip(Archive|Entry|File|Buffer|Content)|^Zip|zipFiles/i.test(k)).sort()`,
  );
});

test('zlib: every export of Node is there or refused by its name', async () => {
  const here = JSON.parse(await runInSandbox(`Object.getOwnPropertyNames(require('zlib'))`)) as string[];
  expect(Object.getOwnPropertyNames(zlib).filter((name) => !here.includes(name))).toEqual([]);
  const refused = await runInSandbox(
    `(() => { try { require('zlib').createZipArchive() } catch (e) { return [e.code, e.message] } })()`,
  );
  expect(JSON.parse(refused)).toEqual([
    'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
    expect.stringContaining('zlib.createZipArchive'),
  ]);
});
