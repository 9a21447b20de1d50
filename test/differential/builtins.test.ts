/** Node's built-in modules inside the isolate, judged by Node: the same snippet gives the same result. */
import { createRequire } from 'node:module';
import { runInThisContext } from 'node:vm';
import { expect, test } from 'vitest';
import { runGuest } from '../support/guest.ts';

Object.assign(globalThis, { require: createRequire(import.meta.url) });

/** What Node gives for the source: the value of its last expression, awaited, as JSON. */
async function onNode(source: string): Promise<string> {
  const value = await runInThisContext(`{${source}}`);
  return JSON.stringify(value) ?? 'null';
}

const SNIPPETS = [
  `const path = require('path'); [path.join('/a', '../b', 'c'), path.resolve('/x/../y'), path.relative('/a/b', '/a/c/d'), path.parse('/x/y.tar.gz'), path.normalize('a//b/./c/..'), path.extname('.x'), path.isAbsolute('/'), path.sep, path.basename('/a/b.js', '.js')]`,
  `const { EventEmitter, once } = require('events'); const e = new EventEmitter(); const seen = []; e.on('a', (x) => seen.push(x)); e.once('a', (x) => seen.push(-x)); e.prependListener('a', () => seen.push('first')); e.emit('a', 1); e.emit('a', 2); [seen, e.listenerCount('a'), e.eventNames(), typeof once]`,
  `const e = new (require('events'))(); let r; try { e.emit('error', new Error('unheard')); } catch (x) { r = x.message; } r`,
  `const util = require('util'); [util.format('%s %d', 'a', 1), util.inspect({ a: [1, { b: 2 }] }), util.isDeepStrictEqual ? 1 : 1, util.types.isMap(new Map()), util.types.isRegExp(/x/), typeof util.promisify]`,
  `const { promisify } = require('util'); promisify((x, cb) => cb(null, x + 1))(41)`,
  `const { callbackify } = require('util'); new Promise((resolve) => callbackify(async (x) => x * 2)(4, (error, value) => resolve([error, value])))`,
  `const { StringDecoder } = require('string_decoder'); const d = new StringDecoder('utf8'); [d.write(Buffer.from([0xe2, 0x82])), d.write(Buffer.from([0xac])), d.end()]`,
  `const { Readable, Transform, pipeline } = require('stream'); const out = []; new Promise((resolve) => pipeline(Readable.from(['a', 'b']), new Transform({ transform(c, _, cb) { cb(null, String(c).toUpperCase()); } }), async function (source) { for await (const c of source) out.push(String(c)); }, (error) => resolve([error ?? null, out.join('')])))`,
  `const { pipeline } = require('stream/promises'); const { Writable, Readable } = require('stream'); const got = []; pipeline(Readable.from([1, 2, 3]), new Writable({ objectMode: true, write(c, _, cb) { got.push(c); cb(); } })).then(() => got)`,
  `const { Readable } = require('stream'); Readable.from([1, 2, 3, 4]).filter((x) => x % 2).map((x) => x * 10).toArray()`,
  `const assert = require('assert'); const tries = [() => assert(1), () => assert.equal(1, 2), () => assert.deepStrictEqual({ a: 1 }, { a: 1 }), () => assert.throws(() => { throw new TypeError('x'); }, TypeError), () => assert.strictEqual(1, '1')]; tries.map((f) => { try { f(); return 'ok'; } catch (e) { return e.code; } })`,
  `const order = []; new Promise((resolve) => { setTimeout(() => { order.push('timeout'); resolve(order); }, 1); setImmediate(() => order.push('immediate')); process.nextTick(() => order.push('tick')); Promise.resolve().then(() => order.push('micro')); order.push('sync'); }).then((o) => o.filter((x) => x !== 'immediate').length)`,
  `require('timers/promises').setTimeout(1, 'value')`,
  `require('timers/promises').setTimeout(50, 'value', { signal: AbortSignal.abort() }).catch((e) => [e.name, e.code])`,
  `[require('os').EOL, require('os').platform(), require('os').endianness()]`,
  `[process.cwd === undefined, process.platform, typeof process.hrtime.bigint(), Array.isArray(process.argv), typeof process.version]`,
  `[Buffer.from('häß').toString('hex'), Buffer.concat([Buffer.from('a'), Buffer.alloc(2, 'b')]).toString(), Buffer.from('aGk=', 'base64').toString(), Buffer.byteLength('€'), Buffer.from([1, 2, 3]).readUInt16BE(1), Buffer.compare(Buffer.from('a'), Buffer.from('b'))]`,
  `const b = Buffer.alloc(8); b.writeDoubleLE(1.5); b.swap64(); [b.toString('base64'), b.equals(Buffer.from(b)), b.indexOf(0), b.subarray(2, 4).length, JSON.stringify(b)]`,
];

const QUERIES = `['', 'a=1&b=2&a=3', 'a', '=x', '&&a&&', 'a=b=c', '%zz=%E4', 'a+b=c+d', 'x%20y=%2B', '__proto__=1&toString=2', 'a;b', 'q=%00%ff+', 'ü=€']`;
const URLS = `['http://user:pa%20ss@Host.com:80/a/../b;c?x=1&y=2#h', '//host/path', '/just/path?q', 'mailto:a@b.c', 'javascript:alert(1)',
  'http://a.com\\\\b c{d}', 'x:1', 'HTTP://[::1]:3/p', 'http://bücher.de/ü?ü', 'file:///etc/passwd', 'http://a b/', 'http://h?x#', '', '#f', '?q', 'coap:u@h:1?x', 'http://-a-.x.y/', 'http://a:99999/']`;

const URL_SNIPPETS = [
  `const qs = require('querystring'); ${QUERIES}.map((q) => [Object.entries(qs.parse(q)), Object.entries(qs.parse(q, ';', ':')), Object.entries(qs.parse(q, null, null, { maxKeys: 1 }))])`,
  `const qs = require('querystring'); [Object.getPrototypeOf(qs.parse('a=1')) === null, qs.unescapeBuffer('a%20b%zz%4').toString(), qs.unescape('%E4%BD%A0%zz'), qs.escape('ä !~*&='), qs.decode === qs.parse, qs.encode === qs.stringify]`,
  `const qs = require('querystring'); [qs.parse('a=%zz', null, null, { decodeURIComponent: (t) => '<' + t + '>' }), qs.stringify({ a: 'ä' }, null, null, { encodeURIComponent: (t) => '<' + t + '>' })].map((x) => JSON.stringify(x))`,
  `const qs = require('querystring'); [{ a: 1, b: [2, '3', true, null], c: [], d: {}, e: undefined, f: NaN, g: 10n, h: 1e25, 'ü k': 'x&y' }, null, 'text', [1, 2], {}].map((v) => [qs.stringify(v), qs.stringify(v, ';', ':')])`,
  `const qs = require('querystring'); [0].map(() => { try { return qs.stringify({ a: String.fromCharCode(0xd800) }); } catch (e) { return [e.name, e.code, e.message]; } })`,
  `const url = require('url'); ${URLS}.map((u) => { try { const p = url.parse(u); return [Object.entries(p), url.format(p), p.constructor.name]; } catch (e) { return [e.name, e.code, e.message]; } })`,
  `const url = require('url'); ${URLS}.map((u) => { try { return [{ ...url.parse(u, true).query }, url.parse(u, true).search, url.parse(u, false, true).host]; } catch (e) { return e.code; } })`,
  `const url = require('url'); ['../x?y#z', '//other/p', 'http://o/', '', '?q', '#f', 'a/b/../c', '/../..'].flatMap((r) => ['http://h/a/b/c?d#e', '/a/b', 'mailto:x@y'].map((b) => [url.resolve(b, r), { ...url.resolveObject(b, r) }.href]))`,
  `const url = require('url'); [url.format({ protocol: 'http', host: 'h:1', pathname: 'a b', query: { x: [1, 2], y: 'z' } }), url.format({ protocol: 'file', pathname: '/x' }), url.format({ hostname: '::1', port: 3, auth: 'u:p', hash: 'h', search: 's' }), url.format('http://x/ y'), url.format(new URL('http://u:p@xn--bcher-kva.de/p?q#f'), { unicode: true, auth: false, fragment: false, search: false })]`,
  `const url = require('url'); ['file:///a%20b/c', 'file:///a%2Fb', 'http://x/', 'file://host/x', 'file:///%zz', 'nothing'].map((u) => { try { return [url.fileURLToPath(u), url.fileURLToPath(new URL(u)), url.fileURLToPathBuffer(u).toString()]; } catch (e) { return [e.name, e.code, e.message]; } })`,
  `const url = require('url'); ['/a b/c#d?e%', '/x/../y/', '/ü\\n'].map((p) => url.pathToFileURL(p).href).concat(url.domainToASCII('español.com'), url.domainToUnicode('xn--espaol-zwa.com'), url.domainToASCII('xn--iñvalid.com'))`,
  `const url = require('url'); Object.entries(url.urlToHttpOptions(new URL('https://a:b@[::1]:8/p?q#h')))`,
  `const url = require('url'); [() => url.parse(1), () => url.format(1), () => url.resolve('a', {}), () => url.pathToFileURL(null), () => url.fileURLToPath({}), () => url.urlToHttpOptions('x')].map((f) => { try { f(); return 'fine'; } catch (e) { return [e.name, e.code]; } })`,
  `const url = require('url'); [url.URL === URL, url.URLSearchParams === URLSearchParams, url.parse('http://x') instanceof url.Url, new url.Url()]`,
];

test.each([...SNIPPETS, ...URL_SNIPPETS])('%s', async (source) => {
  const { result, failure } = await runGuest(source);
  expect(failure).toBeUndefined();
  expect(result).toBe(await onNode(source));
});

test('libraries share one EventEmitter and one Buffer', async () => {
  const source = `const EventEmitter = require('events'); const { Readable } = require('stream');
    [new Readable() instanceof EventEmitter, process instanceof EventEmitter, require('buffer').Buffer === Buffer,
     Buffer.isBuffer(new (require('string_decoder').StringDecoder)('hex').lastChar ?? Buffer.alloc(0))]`;
  const { result, failure } = await runGuest(source);
  expect(failure).toBeUndefined();
  expect(JSON.parse(result ?? '')).toEqual([true, true, true, true]);
});
