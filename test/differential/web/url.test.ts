import { describe } from 'vitest';
import { agreesWithNode } from '../../support/node-judge.ts';

const ATTRIBUTES = `['href','origin','protocol','username','password','host','hostname','port','pathname','search','hash']`;
const INPUTS = [
  'http://user:pa%20ss@EXAMPLE.com:80/a/../b?x=1#y',
  'https://bücher.example:8443/ü?ö#ä',
  'file:///C:/x|y/../z',
  'web+demo:/.//not-a-host/',
  'data:text/plain,hi there  #f',
  'blob:https://example.org:99/id',
  'blob:ftp://example.org/id',
  'non-special://h:1/?#',
  'http://[::1]:3000/p?#',
  'http://1.2.3/',
  'mailto:a@b',
  'ws://h?\\u2028',
  '///x',
  '',
];

describe('URL: attributes', () => {
  agreesWithNode(
    INPUTS.map(
      (input) => `return attempt(() => { const u = new URL('${input}'); return ${ATTRIBUTES}.map((a) => u[a]) })`,
    ),
  );
});

describe('URL: setters', () => {
  agreesWithNode(
    INPUTS.slice(0, -2).map(
      (
        input,
      ) => `const values = ['', 'x', 'https', ':81', '81', '//q', '?a=b', '#c d', 'ü', 'h:9/x', 'a@b', '\\\\\\ud800'];
return ${ATTRIBUTES}.slice(2).flatMap((a) => values.map((v) => { const u = new URL('${input}'); u[a] = v; return u.href }))`,
    ),
  );
});

describe('URL and URLSearchParams: behaviour', () => {
  agreesWithNode([
    `return [attempt(() => new URL()), attempt(() => new URL('x')), attempt(() => new URL('x', 'y')), attempt(() => new URL(Symbol()))]`,
    `return attempt(() => { try { new URL('x', 'y') } catch (e) { return [e.message, e.input, e.base, Object.keys(e)] } })`,
    `return [new URL('../x', 'http://h/a/b/c').href, URL.parse('x')?.href, URL.parse('x', 'http://h')?.href, URL.canParse('x'), URL.canParse('x', 'http://h')]`,
    `return [attempt(() => URL.parse()), attempt(() => URL.canParse()), attempt(() => URL('http://h'))]`,
    `const u = new URL('http://h/?a=1'); u.searchParams.append('b', '& =+~*'); u.searchParams.sort(); const one = u.href; u.search = '?z=%zz'; return [one, [...u.searchParams], u.searchParams === u.searchParams]`,
    `const u = new URL('http://h/?a=1'); u.searchParams.delete('a'); return u.href`,
    `const u = new URL('http://h/?a=1'); const p = u.searchParams; u.href = 'http://i/?b=2'; return [p.toString(), attempt(() => { u.href = 'nope' }), u.href]`,
    `const p = new URLSearchParams('a=%ff&b=%F0%9F%98%80&=x&&c&d=1+2&%zz=%4'); return [[...p], p.toString(), p.size]`,
    `return [new URLSearchParams({ a: 1, b: [2, 3] }), new URLSearchParams([['x', 'y']]), new URLSearchParams(new Map([['k', 'v']])), new URLSearchParams('?q=1'), new URLSearchParams(null), new URLSearchParams(5)].map(String)`,
    `return [[1], [[1]], [[1, 2, 3]], { [Symbol.iterator]: 1 }].map((x) => attempt(() => new URLSearchParams(x)))`,
    `return [new URLSearchParams({ '\\ud835x': '1', xx: '2', '\\ufffdx': '3' }).toString()]`,
    `const p = new URLSearchParams('a=1&a=2&b=3'); p.set('a', '9'); p.append('a', '10'); p.delete('a', '9'); return [p.toString(), p.has('a'), p.has('a', '1'), p.getAll('a'), p.get('zz')]`,
    `const p = new URLSearchParams('a=1&b=2&c=3'); const seen = []; for (const [k] of p) { seen.push(k); p.delete(k) } return [seen, p.toString()]`,
    `const p = new URLSearchParams('z=1&\\ud83d\\ude00=2&ff=3&\\uffee=4&a=5&a=0'); p.sort(); return [...p]`,
    `const it = new URLSearchParams('a=1').keys(); return [Object.prototype.toString.call(it), it.next(), it.next(), typeof it[Symbol.iterator]]`,
    `const p = new URLSearchParams('a=1'); return ['append', 'delete', 'get', 'getAll', 'has', 'set', 'forEach'].map((m) => attempt(() => p[m]()))`,
    `return [attempt(() => URL.prototype.href), attempt(() => URLSearchParams.prototype.get.call({}, 'a'))].map((s) => s.split(' ')[0])`,
    `return [URL, URLSearchParams].map((C) => [C.name, C.length, Object.keys(C.prototype).sort(), Object.keys(C).sort(), Object.prototype.toString.call(C.prototype), C.prototype.entries === C.prototype[Symbol.iterator]])`,
    `return [JSON.stringify(new URL('http://h')), String(new URL('http://h')), Object.getOwnPropertyDescriptor(globalThis, 'URL').enumerable]`,
  ]);
});
