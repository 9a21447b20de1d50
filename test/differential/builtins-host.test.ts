/** Node's built-in modules inside the isolate, judged by Node: contexts that are followed, scripts in contexts, timelines. */
import { agreesWithNode } from '../support/node-judge.ts';

const FLOW = `
const { AsyncLocalStorage, AsyncResource } = require('async_hooks');
const als = new AsyncLocalStorage();
const seen = [];
const see = (...what) => seen.push([...what, als.getStore()]);
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
async function flow(name) {
  see(name, 0);
  await 1; see(name, 1);
  await sleep(3); see(name, 2);
  await null; await undefined; await 3; see(name, 3);
  await Promise.all([sleep(1), 2]); see(name, 4);
  for await (const x of (async function* () { yield 1; yield als.getStore(); })()) see(name, 5, x);
  await new Promise((done) => process.nextTick(done)); see(name, 6);
  await new Promise((done) => queueMicrotask(() => { see(name, 'microtask'); done(); }));
  await new Promise((done) => setImmediate(() => { see(name, 'immediate'); done(); }));
  try { await Promise.reject(1); } catch { see(name, 7); }
  await { then(done) { see(name, 'then'); done(); } }; see(name, 8);
  return als.getStore();
}
const sorted = () => seen.map((x) => JSON.stringify(x)).sort();
`;

const CONTEXTS = [
  `${FLOW} const got = await Promise.all([als.run('A', () => flow('a')), flow('root'), als.run({ b: 1 }, flow, 'b')]); see('end'); return [got, sorted()];`,
  `${FLOW} await als.run('C', () => sleep(1).then(() => see('then')).catch(() => 0).finally(() => see('finally'))); await 1; see('after'); return sorted();`,
  `${FLOW} const bound = als.run('S', () => AsyncLocalStorage.snapshot()); const resource = als.run('R', () => new AsyncResource('x')); return [bound(() => als.getStore()), resource.runInAsyncScope(() => als.getStore()), als.run('X', () => als.exit(() => als.getStore())), AsyncResource.bind(function (a) { return [this?.x, a]; }).call({ x: 1 }, 2)];`,
  `${FLOW} als.enterWith('W'); await 0; see('entered'); als.disable(); see('disabled'); const d = new AsyncLocalStorage({ defaultValue: 5, name: 'n' }); return [seen, d.getStore(), d.name, d.run(undefined, () => d.getStore())];`,
  `${FLOW} const other = new AsyncLocalStorage(); return als.run(1, () => other.run(2, async () => { await sleep(1); return [als.getStore(), other.getStore()]; }));`,
  `${FLOW} const { EventEmitterAsyncResource } = require('events'); const e = als.run('E', () => new EventEmitterAsyncResource({ name: 'q' })); e.on('x', () => see('heard')); e.emit('x'); return [seen, typeof e.asyncId, e.asyncResource instanceof AsyncResource];`,
];

const VM = [
  `const vm = require('vm'); const c = vm.createContext({ a: 1 }); return [vm.runInContext('a + 1', c), vm.runInContext('var b = a * 10; function f() { return b } b', c), c.b, typeof c.f, c.f()];`,
  `const vm = require('vm'); const c = vm.createContext({ x: 5, y: 1 }); vm.runInContext('z = 3; delete globalThis.x; y++', c); c.y += 10; return [c.z, 'x' in c, c.y, vm.runInContext('y', c), vm.runInContext('typeof x', c)];`,
  `const vm = require('vm'); const c = vm.createContext(); return [vm.runInContext('[]', c) instanceof Array, vm.runInContext('typeof require + typeof process', c), vm.isContext(c), vm.isContext({}), attempt(() => vm.runInContext('1', {})), attempt(() => vm.createContext(1))];`,
  `const vm = require('vm'); return [vm.runInNewContext('y * 2', { y: 21 }), new vm.Script('1 + 1').runInThisContext(), vm.compileFunction('return a + b', ['a', 'b'])(1, 2), attempt(() => new vm.Script('foo bar')), attempt(() => vm.runInNewContext('throw new TypeError("x")'))];`,
  `const vm = require('vm'); const c = vm.createContext({ log: [] }); vm.runInContext('const add = (x) => log.push(x); [1, 2].forEach(add); this.q = add', c); c.q(3); return [c.log, Object.keys(c)];`,
  `const vm = require('vm'); const c = vm.createContext(Object.create({ up: 1, get me() { return this === c; } })); const before = vm.runInContext('[up, me, typeof late]', c); const later = vm.runInContext('() => late', c); c.late = 2; return [before, later(), vm.runInContext('up = 5; up', c), Object.keys(c), vm.runInContext('globalThis instanceof Object', c)];`,
  `const vm = require('vm'); const g = vm.createContext(vm.constants.DONT_CONTEXTIFY); Object.defineProperty(g, 'Infinity', { value: Infinity }); Object.defineProperty(g, 'undefined', { value: undefined }); g.x = 1; return [vm.runInContext('y = x + 1; this', g) === g, g.y, vm.runInContext('Infinity', g)];`,
];

const SEND = `const http = require('http'); const { Duplex } = require('stream'); const parts = []; const socket = new Duplex({ read() {}, write(chunk, _, done) { parts.push(String(chunk)); done(); } }); const answer = (method = 'GET', minor = 1) => { const r = new http.ServerResponse({ method, httpVersionMajor: 1, httpVersionMinor: minor, headers: {} }); r.sendDate = false; r.assignSocket(socket); return r; };`;

const HTTP = [
  `${SEND} const r = answer(); r.setHeader('A', ['1', '2']); r.write('héllo'); r.write(Buffer.from('x')); r.addTrailers({ t: '1' }); await new Promise((done) => r.end('end', done)); return [parts, r.headersSent, r.finished, r.writableEnded, r.statusMessage];`,
  `${SEND} const r = answer('HEAD'); r.writeHead(404, 'Gone', { 'Content-Type': 'a/b' }); r.end('none'); return [parts, r.getHeaders(), attempt(() => r.setHeader('x', 1)), attempt(() => r.writeHead(99)), attempt(() => answer())];`,
  `${SEND} const r = answer('GET', 0); r.end('all'); const s = [r.shouldKeepAlive, r.useChunkedEncodingByDefault]; r.detachSocket(socket); const n = answer(); n.statusCode = 204; n.end(); return [parts, s, n.outputSize];`,
  `${SEND} const heard = []; const r = answer(); r.on('finish', () => heard.push('finish')).on('prefinish', () => heard.push('prefinish')); r.writeContinue(); r.writeEarlyHints({ link: '</a>; rel=preload' }); r.end(); await new Promise((done) => setImmediate(done)); r.on('error', (e) => heard.push(e.code)); r.write('late'); await new Promise((done) => setImmediate(done)); return [parts, heard];`,
  `const http = require('http'); const m = new http.OutgoingMessage(); m._implicitHeader = function () { this._storeHeader('GET / HTTP/1.1\\r\\n', { h: '1' }); }; m.sendDate = false; m.write('a'); m.end('b'); return [m.outputData.map(({ data }) => String(data)), m.outputSize, m.writableLength, m.writableHighWaterMark];`,
  `const http = require('http'); const m = new http.IncomingMessage(null); m._addHeaderLines(['A', '1', 'a', '2', 'Set-Cookie', 'x', 'set-cookie', 'y'], 8); m.push('body'); m.push(null); let body = ''; for await (const chunk of m) body += chunk; return [m.headers, m.headersDistinct, body, m.complete, m.readableEnded];`,
  `const http = require('http'); const heard = []; const s = http.createServer((q, r) => heard.push(q, r)); s.emit('request', 1, 2); const error = await new Promise((done) => s.close(done)); return [heard, error.code, error.message, s.listening];`,
];

const PERFORMANCE = [
  `performance.mark('a', { detail: { x: 1 } }); performance.mark('b'); const m = performance.measure('m', 'a', 'b'); const all = performance.getEntries().map((e) => [e.entryType, e.name, e.constructor.name]); performance.clearMarks('a'); const left = performance.getEntriesByType('mark').length; performance.clearMarks(); performance.clearMeasures(); return [m.duration >= 0, all, left, performance.getEntries().length];`,
  `return [() => performance.measure('m', 'zz'), () => performance.mark(), () => new PerformanceEntry(), () => new PerformanceObserver(), () => performance.measure('x', { start: 1, end: 2, duration: 1 }), () => performance.mark('x', { startTime: -1 })].map((f) => { try { return f(); } catch (e) { return [e.name, e.code, e.message]; } });`,
  `const seen = await new Promise((done) => { const o = new PerformanceObserver((list) => { o.disconnect(); done(list.getEntries().map((e) => [e.name, e.entryType])); }); o.observe({ entryTypes: ['mark', 'function'] }); performance.mark('late'); performance.timerify(function foo(a) { return a; })(1); }); performance.clearMarks(); return seen;`,
  `return [performance.measure('q', { start: 5, duration: 7 }), performance.measure('r', { start: 5, end: 7, detail: { a: 1 } }), performance.timerify((a, b) => 0).name, performance.timerify((a, b) => 0).length];`,
];

const OTHERS = [
  `const dc = require('diagnostics_channel'); const seen = []; const heard = (m, n) => seen.push([n, m]); dc.subscribe('c', heard); dc.channel('c').publish({ a: 1 }); dc.unsubscribe('c', heard); dc.channel('c').publish(2); const t = dc.tracingChannel('t'); t.subscribe({ start: () => seen.push('start'), end: () => seen.push('end'), error: () => seen.push('error') }); t.traceSync(() => 1); return [seen, dc.hasSubscribers('c'), attempt(() => t.traceSync(() => { throw new Error('x'); }))];`,
  `const p = require('punycode'); return [p.toASCII('mañana.com'), p.toUnicode('xn--maana-pta.com'), p.encode('☃'), p.decode('n3h'), p.ucs2.decode('a😀'), p.version];`,
  `const rl = require('readline').createInterface({ input: require('stream').Readable.from(['a\\nb', '\\nc']) }); const lines = []; for await (const line of rl) lines.push(line); return lines;`,
  `const { PassThrough } = require('stream'); const input = new PassThrough(); const output = new PassThrough(); const rl = require('readline/promises').createInterface({ input, output }); const answer = rl.question('who? '); input.write('me\\n'); const got = await answer; rl.close(); return [got, output.read().toString()];`,
  `const { MessageChannel, receiveMessageOnPort, isMainThread, threadId, parentPort } = require('worker_threads'); const { port1, port2 } = new MessageChannel(); port1.postMessage({ a: 1 }); const first = receiveMessageOnPort(port2); const heard = new Promise((done) => port2.once('message', done)); port1.postMessage([2]); const second = await heard; port1.close(); return [first, second, receiveMessageOnPort(port1), isMainThread, threadId, parentPort];`,
  `const { Console } = require('console'); const { Writable } = require('stream'); const out = []; const to = (name) => new Writable({ write(chunk, _, done) { out.push(name + String(chunk)); done(); } }); const c = new Console({ stdout: to('1'), stderr: to('2') }); c.log('a', { b: 1 }); c.error('x'); c.info('i'); c.group('g'); c.warn('w'); c.groupEnd(); c.count(); c.assert(false, 'no'); return out;`,
  `const m = require('module'); return [m.isBuiltin('fs'), m.isBuiltin('node:test'), m.isBuiltin('test'), m.isBuiltin('nope'), m.builtinModules.includes('async_hooks'), m.wrap('x'), m.Module === m];`,
  `const http = require('http'); class A extends http.Agent {} const r = new http.ServerResponse({ method: 'GET' }); r.setHeader('Set-Cookie', ['a', 'b']); r.appendHeader('x-y', '1'); r.appendHeader('X-Y', '2'); return [new A({ keepAlive: true }).keepAlive, http.globalAgent.getName({ host: 'a', port: 1 }), r.getHeaders(), r.getHeaderNames(), r.getRawHeaderNames(), r.hasHeader('X-y'), r.statusCode, attempt(() => r.setHeader('a b', 'x')), attempt(() => r.setHeader('a', 'x\\n')), attempt(() => http.validateHeaderName('')), http.METHODS.length, http.STATUS_CODES[418]];`,
  `const net = require('net'); return ['1.2.3.4', '::1', '1.2.3', 'fe80::1%eth0', '::ffff:1.2.3.4', '256.1.1.1', 'x', '', '1::2::3', '2001:db8::8a2e:370:7334'].map((x) => [net.isIP(x), net.isIPv4(x), net.isIPv6(x)]);`,
  `const c = require('constants'); return [c.SIGTERM, c.ENOENT, c.O_RDONLY, c.S_IFMT, c.RSA_PKCS1_PADDING];`,
  `const c = process.binding('constants'); return [c.fs.O_CREAT, c.os.signals.SIGTERM, c.zlib.Z_FINISH, c.crypto.RSA_PKCS1_PADDING];`,
  `const zlib = require('zlib'); const z = new zlib.Inflate({ chunkSize: 128 }); const input = zlib.deflateSync('a'.repeat(1000)); const out = []; let from = 0; for (;;) { z._handle.writeSync(zlib.constants.Z_FINISH, input, from, input.length - from, z._outBuffer, z._outOffset, 128); const [room, left] = z._writeState; out.push(128 - room); from = input.length - left; if (room > 0) break; } return [out, z._outBuffer.length, z._outOffset];`,
  `const b = Buffer.from('abcdef'); class Own extends Uint8Array {} return ['TYPED_ARRAY_SUPPORT' in Buffer, b._isBuffer, Buffer.isBuffer(b), Buffer.isBuffer(Buffer.prototype), Buffer.isBuffer({ _isBuffer: true }), Buffer.of(1, 256, -1, '3'), b.subarray(-3, -1), b.slice(2.7), b.slice('1', NaN), b.subarray(4, 2).length, Buffer.isBuffer(b.subarray(1)), b.slice(1).buffer === b.buffer, Buffer.prototype.subarray.call(new Own(3), 1).length];`,
];

agreesWithNode([...CONTEXTS, ...VM, ...HTTP, ...PERFORMANCE, ...OTHERS]);
