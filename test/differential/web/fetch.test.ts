/** `Headers`, `FormData`, `Request`, `Response` and `fetch` inside the isolate, judged by Node where it is as the standard has it. */
import { describe, expect, test } from 'vitest';
import { agreesWithNode, runInSandbox } from '../../support/node-judge.ts';

const FORM = `
const entries = async (form) => { const all = []; for (const [k, v] of form) all.push(typeof v === 'string' ? [k, v] : [k, v.name, v.type, await v.text()]); return all; };
const multipart = (...lines) => new Response(lines.join('\\r\\n'), { headers: { 'content-type': 'multipart/form-data; boundary=b' } }).formData().then(entries, (e) => e.constructor.name);
`;

describe('Headers', () => {
  agreesWithNode([
    `const h = new Headers([['b', ' 1 '], ['A', '2'], ['B', '3'], ['set-cookie', 'x'], ['Set-Cookie', 'y']]); return [[...h], h.get('B'), h.has('a'), h.get('none'), h.getSetCookie(), [...h.keys()], [...h.values()], String(h)]`,
    `const h = new Headers({ a: '1', B: 2, c: undefined }); h.append('a', '3'); h.set('B', 'x'); h.delete('C'); h.delete('none'); return [[...h], [...new Headers(h)]]`,
    `const h = new Headers({ a: '1', b: '2' }); const seen = []; h.forEach(function (v, k, o) { seen.push([v, k, o === h, this.x]); if (k === 'a') h.append('aa', '3'); }, { x: 7 }); return seen`,
    `const h = new Headers({ a: '1', c: '2' }); const i = h[Symbol.iterator](); const seen = [i.next().value]; h.append('b', '3'); return [...seen, ...i, Object.prototype.toString.call(i), h[Symbol.iterator] === h.entries]`,
    `return [null, 1, 'x', [['a']], [['a', 'b', 'c']], [1], ['ab'], { 'a b': 1 }, { a: '\\u0100' }, { a: 'x\\ny' }, { a: 'x\\0' }, { '': 1 }, { a: Symbol() }].map((i) => attempt(() => [...new Headers(i)]))`,
    `const h = new Headers(); return [attempt(() => h.get()), attempt(() => h.append('a')), attempt(() => h.set('a b', 'c')), attempt(() => h.has('')), attempt(() => h.delete('\\u0100'))].map((t) => t.split(' ')[0])`,
    `const seen = []; const p = new Proxy({ a: 'b' }, { ownKeys(t) { seen.push('keys'); return Reflect.ownKeys(t) }, get(t, k) { seen.push(String(k)); return t[k] }, getOwnPropertyDescriptor(t, k) { seen.push('own ' + String(k)); return Reflect.getOwnPropertyDescriptor(t, k) } }); new Headers(p); return seen`,
    `const { inspect } = require('util'); return [inspect(new Headers({ B: 'c', a: 'd' })), inspect({ x: { y: new Headers({ a: 'b' }) } })]`,
    `return [Headers.length, Object.keys(Headers.prototype).sort()]`,
  ]);
});

describe('FormData', () => {
  agreesWithNode(
    [
      `const f = new FormData(); f.append('a', 'b'); f.append('a', 1); f.append('b', new Blob(['x'], { type: 't/u' })); f.append('b', new File(['y'], 'n'), 'm'); f.set('a', 'z'); f.set('c', null); return [await entries(f), f.get('a'), f.getAll('b').length, f.getAll('none'), f.has('c'), f.get('none'), String(f)]`,
      `const f = new FormData(); for (const k of 'abab') f.append(k, k); f.delete('a'); f.set('b', 'x'); return [[...f.keys()], [...f.values()], f[Symbol.iterator] === f.entries]`,
      `const file = new File(['y'], 'n', { lastModified: 3 }); const f = new FormData(); f.append('a', file); f.append('b', file, 'm'); f.append('c', file, undefined); return [f.get('a') === file, f.get('b') === file, f.get('b').name, f.get('b').lastModified, f.get('c') === file]`,
      `const f = new FormData(); return [attempt(() => new FormData(1)), attempt(() => new FormData(null)), attempt(() => f.append('a')), attempt(() => f.append('a', 'b', 'c')), attempt(() => f.append('a', Symbol())), attempt(() => f.set()), attempt(() => f.forEach()), attempt(() => FormData.prototype.get.call({}, 'a'))].map((t) => t.split(' ')[0])`,
      `const f = new FormData(); f.append('a\\ud800', '\\udfff'); return [...f]`,
      `const f = new FormData(); f.append('a', 'b'); const seen = []; f.forEach((v, k, o) => seen.push([v, k, o === f])); return seen`,
      `const { inspect } = require('util'); const f = new FormData(); f.append('a', 'b'); f.append('a', 'c'); f.append('x', new File([], 'n', { lastModified: 1 })); return [inspect(f), inspect(new FormData())]`,
    ],
    FORM,
  );
});

describe('a form as a body', () => {
  agreesWithNode(
    [
      `const f = new FormData(); f.append('plain', 'a\\nb\\r\\nc\\rd'); f.append('na"me\\n', 'v'); f.append('file', new File(['x\\ny'], 'f"i\\r\\n.txt', { type: 'a/b' })); f.append('blob', new Blob(['€'])); f.append('empty', ''); const r = new Response(f); const b = r.headers.get('content-type').split('boundary=')[1]; return (await r.text()).replaceAll(b, 'BOUNDARY')`,
      `const f = new FormData(); f.append('a', '1'); f.append('b', new File([new Uint8Array([0, 13, 10, 45, 45, 255])], 'n.bin', { type: 'x/y' })); f.append('a', 'é'); const g = await new Response(f).formData(); return [[...g.keys()], g.getAll('a'), [...await g.get('b').bytes()], g.get('b').name, g.get('b').type]`,
      `return entries(await new Response(new URLSearchParams('a=1&b=%C3%A9+x&a=%ff&&c')).formData())`,
      `return entries(await new Response('a=1&b=\\u00e9', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }).formData())`,
      `return [await multipart('--b', 'Content-Disposition: form-data; name="a"', '', 'v', '--b--', ''), await multipart('', '--b', 'content-disposition: form-data; name="a"; filename="f"', 'Content-Type: T/U', '', 'x', '--b--'), await multipart('--b--')]`,
      `return [await multipart('x'), await multipart(''), await multipart('--b'), await multipart('--b', 'Content-Disposition: form-data; name="a"', '', 'v'), await multipart('--b', '', 'v', '--b--'), await multipart('--b', 'Content-Disposition: attachment; name="a"', '', 'v', '--b--'), await multipart('--b', 'nothing', '', 'v', '--b--')]`,
      `return Promise.all([['x', {}], ['', { 'content-type': 'multipart/form-data' }], ['x', { 'content-type': 'text/plain' }]].map(([b, headers]) => new Response(b, { headers }).formData().then(() => 'got it', (e) => e.constructor.name)))`,
    ],
    FORM,
  );
});

const BODIES = `
const why = (p) => p.then((v) => v, (e) => e.constructor.name);
const chunks = (...list) => new ReadableStream({ start(c) { for (const x of list) c.enqueue(x); c.close(); } });
const bytes = (...b) => new Uint8Array(b);
`;

describe('Response', () => {
  agreesWithNode(
    [
      `const r = new Response('é', { status: 201, statusText: 'Made', headers: { a: 'b' } }); return [r.type, r.url, r.status, r.ok, r.statusText, r.redirected, [...r.headers], r.bodyUsed, await r.text(), r.bodyUsed, String(r)]`,
      `const r = new Response(new ReadableStream({ pull(c) { c.enqueue('text') } })); const c = r.clone(); const failed = []; for (const x of [c, r]) await x.text().catch((e) => failed.push(e.name)); return [failed, r.bodyUsed, c.bodyUsed]`,
      `const r = new Response(); return [r.status, r.ok, r.statusText, r.body, r.bodyUsed, await r.text(), r.bodyUsed, [...r.headers]]`,
      `return [199, 600, 0, 'x', 200.9, 204, 205, 304, 70000].map((status) => attempt(() => new Response('x', { status }).status))`,
      `return [attempt(() => new Response('', { statusText: 'a\\nb' })), attempt(() => new Response('', { statusText: '\\u0100' })), attempt(() => new Response('', 1)).split(' ')[0], attempt(() => Response())]`,
      `return Promise.all([() => new Response('{"a":[1]}').json(), () => new Response('\\ufeff{}').json(), () => new Response('{').json(), () => new Response('\\ufeffx').text(), () => new Response(bytes(0xff)).text(), async () => [...await new Response('ab').bytes()], async () => [...new Uint8Array(await new Response('ab').arrayBuffer())]].map((f) => why(f())))`,
      `return Promise.all(['x', new Blob(['y'], { type: 'a/b;c="d e"' }), new Blob(['y']), bytes(65), new URLSearchParams('q=1'), 12, { toString: () => 'o' }, null].map(async (b) => { const r = new Response(b); const t = r.headers.get('content-type'); const blob = await r.blob(); return [t, blob.type, await blob.text()]; }))`,
      `const r = new Response('x'); await r.text(); return [await why(r.text()), await why(r.json()), attempt(() => r.clone()), r.bodyUsed, r.body.locked]`,
      `const r = new Response('abc', { headers: { a: 'b' } }); const c = r.clone(); c.headers.set('a', 'c'); return [r.headers.get('a'), c.headers.get('a'), await r.text(), await c.text(), r.bodyUsed, c.bodyUsed]`,
      `const r = new Response(chunks(bytes(97), bytes(98))); const c = r.clone(); return [await r.text(), await c.text()]`,
      `const r = new Response('abc'); const s = r.body; const same = r.body === s; const c = r.clone(); return [same, s.locked, r.body === s, await r.text(), await c.text()]`,
      `return [await new Response(chunks(bytes(97), bytes(), bytes(98, 99))).text(), await why(new Response(chunks('x')).text()), await why(new Response(new ReadableStream({ pull() { throw new RangeError('r') } })).text())]`,
      `const s = chunks(bytes(1)); s.getReader(); const t = chunks(bytes(1)); await t.cancel(); return [attempt(() => new Response(s)), attempt(() => new Response(t))]`,
      `const s = chunks(bytes(1)); const r = new Response(s); const a = [r.body === s, r.bodyUsed]; const reader = s.getReader(); await reader.read(); return [...a, r.bodyUsed, await why(r.text())]`,
      `const j = Response.json({ a: 1 }, { status: 201, headers: { 'x-a': 'b' } }); return [j.status, [...j.headers], await j.text(), attempt(() => Response.json(undefined)), attempt(() => Response.json(() => {})), attempt(() => Response.json(1n)), attempt(() => Response.json()).split(' ')[0]]`,
      `const e = Response.error(); return [e.type, e.status, e.ok, e.body, attempt(() => e.headers.append('a', 'b'))]`,
      `const r = Response.redirect('http://a/b c', 301); return [r.status, r.headers.get('location'), r.type, attempt(() => r.headers.set('a', 'b')), attempt(() => Response.redirect('http://a/', 200)), attempt(() => Response.redirect('x')), attempt(() => Response.redirect('http://a/').status)]`,
      `const all = []; for await (const c of new Response('aé').textStream()) all.push(c); return all`,
      `return [Object.keys(Response.prototype).sort(), Object.keys(Response).sort(), Response.length, attempt(() => Response.prototype.status).split(' ')[0], await why(Response.prototype.text.call({}))]`,
      `const { inspect } = require('util'); return inspect(new Response(null, { headers: { a: 'b' } }))`,
      `let pulled = 0; const s = new ReadableStream({ pull(c) { pulled += 1; c.enqueue(new Uint8Array(1)); } }, { highWaterMark: 0 }); const r = new Response(s); await null; const before = pulled; const reader = r.body.getReader(); await reader.read(); await reader.read(); return [before, pulled]`,
    ],
    BODIES,
  );
});

describe('Request', () => {
  agreesWithNode(
    [
      `const r = new Request('http://a/b?c#d'); return ['method', 'url', 'destination', 'referrer', 'referrerPolicy', 'mode', 'credentials', 'cache', 'redirect', 'integrity', 'keepalive', 'isReloadNavigation', 'isHistoryNavigation', 'duplex', 'body', 'bodyUsed'].map((n) => r[n]).concat([[...r.headers], r.signal instanceof AbortSignal, r.signal.aborted, r.signal === r.signal, String(r)])`,
      `const r = new Request(new URL('http://a/'), { method: 'post', body: 'x', mode: 'same-origin', credentials: 'omit', cache: 'no-store', redirect: 'manual', integrity: 'i', keepalive: 1, referrerPolicy: 'origin', headers: [['x-a', 'b']] }); return [r.method, r.mode, r.credentials, r.cache, r.redirect, r.integrity, r.keepalive, r.referrerPolicy, [...r.headers], await r.text()]`,
      `return ['', 'x', '//a', 'http://', 'http://u@a/', 'http://u:p@a/', Symbol()].map((u) => attempt(() => new Request(u)))`,
      `return ['get', 'Post', 'delete', 'options', 'x-mine', 'TRACE', 'connect', 'track', 'a b', ''].map((method) => attempt(() => new Request('http://a/', { method }).method))`,
      `return [{ mode: 'navigate' }, { mode: 'x' }, { window: 1 }, { window: null }, { cache: 'only-if-cached' }, { cache: 'only-if-cached', mode: 'same-origin' }, { mode: 'no-cors', method: 'PUT' }, { referrer: 'http://:x' }, { referrer: '' }, { referrer: 'about:client' }, { signal: {} }, { signal: null }, { body: 'x' }, { body: 'x', method: 'HEAD' }, { body: null }, { redirect: '' }, { duplex: 'full' }].map((i) => attempt(() => new Request('http://a/', i).referrer))`,
      `const r = new Request('http://a/', { method: 'POST', body: 'x', headers: { a: 'b' } }); const s = new Request(r); return [r.bodyUsed, await s.text(), s.headers.get('a'), s.headers.get('content-type'), attempt(() => new Request(r)), await new Request(r, { body: 'y' }).text()]`,
      `const r = new Request('http://a/', { method: 'POST', body: 'x' }); const s = new Request(r, { body: 'y', headers: { c: 'd' } }); return [r.bodyUsed, await s.text(), [...s.headers]]`,
      `const c = new AbortController(); const r = new Request('http://a/', { signal: c.signal }); const s = r.clone(); const t = new Request(r); c.abort('why'); return [r.signal === c.signal, r.signal.aborted, r.signal.reason, s.signal.aborted, t.signal.reason]`,
      `const r = new Request('http://a/', { method: 'PUT', body: 'x', headers: { a: 'b' } }); const c = r.clone(); return [c.url, c.method, [...c.headers], await c.text(), await r.text(), attempt(() => r.clone())]`,
      `return [attempt(() => new Request('http://a/', { method: 'POST', body: chunks(bytes(1)) })), await new Request('http://a/', { method: 'POST', body: chunks(bytes(65)), duplex: 'half' }).text()]`,
      `return [attempt(() => new Request()).split(' ')[0], attempt(() => Request('http://a/')), Request.length, await why(Request.prototype.json.call({}))]`,
    ],
    BODIES,
  );
});

test('Headers of a request or response do not take what the standard keeps from scripts', async () => {
  const answer = await runInSandbox(`(() => {
    const request = new Request('http://a/', { headers: { cookie: 'a', host: 'b', 'sec-x': 'c', 'x-method-override': 'TRACE', ok: '1' } });
    const response = new Response(null, { headers: { 'set-cookie': 'a', ok: '1' } });
    const cors = new Request('http://a/', { mode: 'no-cors', headers: { accept: 'x', ok: '1', 'content-type': 'text/plain' } });
    return [[...request.headers], [...response.headers], [...cors.headers]];
  })()`);
  expect(JSON.parse(answer)).toEqual([
    [['ok', '1']],
    [['ok', '1']],
    [
      ['accept', 'x'],
      ['content-type', 'text/plain'],
    ],
  ]);
});

test('Response.formData follows the standard where Node does not yet: escapes stay, padding and an epilogue are passed over', async () => {
  const answer = await runInSandbox(`(async () => {
    const parse = (text) => new Response(text, { headers: { 'content-type': 'multipart/form-data; boundary="b b"' } }).formData().then(
      (form) => [...form].map(([k, v]) => (typeof v === 'string' ? [k, v] : [k, v.name, v.type, v.lastModified])), (e) => e.message);
    const part = (...lines) => ['--b b', ...lines, '--b b--', ''].join('\\r\\n');
    return [
      await parse(part('Content-Disposition: form-data; name="a%22b"; filename="%0D.txt"', '', 'v')),
      await parse('--b b \\t\\r\\nContent-Disposition: form-data; name=a\\r\\n\\r\\nx--b b\\r\\n--b b-- \\r\\nepilogue'),
      await parse(part('Content-Disposition: form-data; name="a"; filename="f"', 'Content-Type: text/html, TEXT/Plain;;x="y"', '', '')),
      await parse(part('Content-Disposition: form-data; name="a"; filename="f"', 'Content-Type: text', '', '')),
      await parse(part('Content-Disposition: form-data; name="a\\nb"', '', '')),
      await parse(part('Content-Disposition: form-data; name="a"', 'X: \\0', '', '')),
      await parse('--b b--x'),
    ];
  })()`);
  const never = 'The body is not multipart/form-data: a header contains a character that is not allowed.';
  expect(JSON.parse(answer)).toEqual([
    [['a%22b', '%0D.txt', 'text/plain', 0]],
    [['a', 'x--b b']],
    [['a', 'f', 'text/plain;x=y', 0]],
    [['a', 'f', '', 0]],
    never,
    never,
    'The body is not multipart/form-data: something follows the last boundary.',
  ]);
});

test('fetch: refuses with a promise that says why, after it has looked at its arguments', async () => {
  const answer = await runInSandbox(`(async () => {
    const why = (p) => p.then(() => 'got it', (e) => [e?.constructor?.name ?? null, e?.message ?? e]);
    return [await why(fetch('https://example.com/a')), await why(fetch('x')), await why(fetch('http://a/', { method: 'TRACE' })),
      await why(fetch('http://a/', { signal: AbortSignal.abort('stopped') })), await why(fetch()), fetch.name, fetch.length, 'prototype' in fetch];
  })()`);
  expect(JSON.parse(answer)).toEqual([
    [
      'TypeError',
      'fetch failed: can not get https://example.com/a: a run has no network; what it needs must be in the volume, where fs and import find it',
    ],
    ['TypeError', 'Failed to parse URL from x'],
    ['TypeError', "'TRACE' HTTP method is unsupported."],
    ['String', 'stopped'],
    ['TypeError', 'The "input" argument must be specified'],
    'fetch',
    1,
    false,
  ]);
});

describe('navigator', () => {
  agreesWithNode([
    `return [navigator instanceof Navigator, Object.keys(Navigator.prototype).filter((k) => k !== 'locks').sort(), attempt(() => new Navigator()), navigator.language === navigator.languages[0], Object.isFrozen(navigator.languages), attempt(() => Navigator.prototype.language).split(' ')[0], /^Node\\.js\\/26/.test(navigator.userAgent), navigator.platform]`,
  ]);
});
