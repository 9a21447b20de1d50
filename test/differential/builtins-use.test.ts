/** Node's built-in modules inside the isolate, judged by Node: uses that programs and packages make of them. */
import { agreesWithNode } from '../support/node-judge.ts';

const TEXT = [
  `return ['4p', '1ag123', '0g11', '11 22', '-1', '1é', 'abc', 'ABcd', ''].map((s) => [...Buffer.from(s, 'hex')]);`,
  `const b = Buffer.alloc(3); return [b.write('abc', 'hex'), [...b], b.write('zz', 1, 'hex'), attempt(() => Buffer.alloc(2).fill('zz', 'hex')), [...Buffer.alloc(3).fill('0102', 'hex')], [...Buffer.alloc(4, 'abxx', 'hex')]];`,
  `const saved = { ...process.env }; process.env.N = 1; process.env.U = undefined; process.env.B = true; const got = [process.env.N, process.env.U, process.env.B, attempt(() => { process.env.S = Symbol('s'); }), attempt(() => Object.defineProperty(process.env, 'X', { get: () => 1 })), attempt(() => Object.defineProperty(process.env, 'X', { value: 1 })), delete process.env.N, process.env.N]; for (const name of ['U', 'B']) delete process.env[name]; return got;`,
  `const { types } = require('util'); const a = async () => 0; return [{ async() {} }.async, (class { static async() {} }).async, (async) => 1, { async async() {} }.async, a.bind(null), { async *g() {} }.g, { *g() {} }.g, { /* async */ f() {} }.f, async function () {}, Math.max].map((f) => [types.isAsyncFunction(f), types.isGeneratorFunction(f)]);`,
];

const STREAMS = [
  `const { finished } = require('stream/promises'); const closed = new ReadableStream({ start(c) { c.close(); } }); let stop; const late = new ReadableStream({ start(c) { stop = c; } }); const waiting = finished(late); stop.error(new Error('broken')); return [await finished(closed), await attempt(() => waiting), await finished(new WritableStream().getWriter ? (() => { const w = new WritableStream(); w.close(); return w; })() : null)];`,
  `const { pipeline } = require('stream/promises'); const seen = []; await pipeline(new ReadableStream({ start(c) { c.enqueue('a'); c.enqueue('b'); c.close(); } }), new TransformStream({ transform(x, c) { c.enqueue(x + x); } }), new WritableStream({ write(x) { seen.push(x); } })); return seen;`,
  `const { addAbortSignal } = require('stream'); const c = new AbortController(); const s = addAbortSignal(c.signal, new ReadableStream()); const reader = s.getReader(); const read = reader.read(); c.abort(); return await attempt(() => read);`,
  `const { createHash, createHmac } = require('crypto'); const { pipeline } = require('stream/promises'); const { Readable } = require('stream'); const got = []; for (const h of [createHash('sha256'), createHmac('sha256', 'k')]) { await pipeline(Readable.from(['hello']), h); got.push(attempt(() => h.digest('hex'))); } return got;`,
  `const h = require('crypto').createHash('md5'); h.end('x'); await new Promise((done) => h.on('finish', done)); return [h.digest('base64'), h.read()?.toString('hex')];`,
  `const zlib = require('zlib'); const { inherits } = require('util'); function Own(options) { if (!(this instanceof Own)) return new Own(options); this.mark = 1; zlib.Gzip.call(this, options); } inherits(Own, zlib.Gzip); const own = new Own({ level: 9 }); const parts = []; own.on('data', (x) => parts.push(x)); own.end('hello'); await new Promise((done) => own.on('end', done)); return [zlib.gunzipSync(Buffer.concat(parts)).toString(), own.mark, own instanceof Own, own instanceof zlib.Gzip, zlib.Inflate() instanceof zlib.Inflate];`,
];

const HANDLES = [
  `const zlib = require('zlib'); const s = new zlib.Inflate({ chunkSize: 64 }); const input = zlib.deflateSync(Buffer.alloc(300, 'ab')); const out = Buffer.alloc(64); const got = []; let [at, left] = [0, input.length]; for (let i = 0; i < 10; i++) { s._handle.writeSync(4, input, at, left, out, 0, 64); const [room, rest] = s._writeState; got.push(64 - room, out.toString('latin1', 0, 64 - room)); at += left - rest; left = rest; if (room > 0) break; } s.close(); return got;`,
];

const WEB = [
  `return Promise.all(['data:,a%20b', 'data:text/html;charset=utf-8,<p>', 'data:;base64,aGk=', 'data:text/plain;base64,aGk%3D#x'].map(async (url) => { const r = await fetch(url); return [r.status, r.ok, r.headers.get('content-type'), await r.text()]; }));`,
  `const url = URL.createObjectURL(new Blob(['abc'], { type: 'text/x' })); const r = await fetch(url); return [r.status, r.headers.get('content-type'), await r.text(), await attempt(() => fetch('data:nocomma')), await attempt(() => fetch('blob:nodedata:nothing'))];`,
  `const e = await fetch('http://127.0.0.1:59999/').catch((x) => x); return [e instanceof TypeError, typeof e.cause?.code];`,
  `const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]); const answer = (type) => new Response(bytes, { headers: { 'content-type': type } }); const m = await WebAssembly.compileStreaming(answer('application/wasm')); const { instance } = await WebAssembly.instantiateStreaming(Promise.resolve(answer('application/wasm'))); return [m instanceof WebAssembly.Module, instance instanceof WebAssembly.Instance, await attempt(() => WebAssembly.compileStreaming(answer('text/plain')))];`,
  `return [attempt(() => structuredClone(new Proxy({}, {}))), structuredClone({ a: [1] })];`,
  `const os = require('os'); return [os.cpus().length > 0, Object.keys(os.cpus()[0]).sort(), Object.keys(os.cpus()[0].times).sort()];`,
];

agreesWithNode([...TEXT, ...STREAMS, ...HANDLES, ...WEB]);
