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

test.each(SNIPPETS)('%s', async (source) => {
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
