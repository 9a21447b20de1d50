/** Functions of Node's small built-in modules inside the isolate, judged by Node. */
import { agreesWithNode } from '../support/node-judge.ts';

agreesWithNode([
  `const { isAscii, isUtf8 } = require('buffer'); return [[0x61], [0x80], [], [0xc3, 0xa9], [0xe2, 0x82], [0xed, 0xa0, 0x80]].map((b) => [isAscii(Buffer.from(b)), isUtf8(new Uint8Array(b)), isUtf8(new Uint8Array(b).buffer)]);`,
  `const { isAscii, isUtf8 } = require('buffer'); return [() => isAscii('a'), () => isUtf8({})].map(attempt);`,
  `const { transcode } = require('buffer'); const names = ['utf8', 'ascii', 'latin1', 'binary', 'ucs2', 'utf16le']; return names.map((to) => transcode(Buffer.from('aé€x'), 'utf8', to).toString('hex'));`,
  `const { transcode } = require('buffer'); return [() => transcode(Buffer.from('a'), 'utf8', 'hex'), () => transcode(Buffer.from('a'), 'base64', 'utf8'), () => transcode('a', 'utf8', 'latin1')].map(attempt);`,
  `const b = require('buffer'); return [b.atob('aGk='), b.btoa('hi'), b.atob === atob, b.kStringMaxLength === b.constants.MAX_STRING_LENGTH, b.kMaxLength === b.constants.MAX_LENGTH];`,
  `const { isDeepStrictEqual: same } = require('util'); return [same({ a: [1, { b: new Map([[1, new Set([2])]]) }] }, { a: [1, { b: new Map([[1, new Set([2])]]) }] }), same([1], ['1']), same(NaN, NaN), same(0, -0), same(new Date(1), new Date(2)), same(/a/g, /a/i), same(Object.create(null), {})];`,
  `const { isDeepStrictEqual: same } = require('util'); const set = (...items) => new Set(items); return [same(set({ a: 1 }, [2]), set([2], { a: 1 })), same(new Map([[{ k: 1 }, 1]]), new Map([[{ k: 1 }, 2]])), same([1, , 3], [1, undefined, 3]), same(Object(1n), Object(1n)), same(new Error('a'), new Error('b')), same(new Float32Array([0]), new Float32Array([-0])), same(Object.assign([1], { x: 1 }), [1]), same({ [Symbol.for('s')]: 1 }, { [Symbol.for('s')]: 2 }), same(new Proxy({ a: 1 }, {}), { a: 1 }), same(Buffer.from('a'), new Uint8Array([97])), same(new URL('http://a/b'), new URL('http://a/c')), same(() => 1, () => 1), same(new WeakSet(), new WeakSet()), same(new (class A {})(), new (class B {})())];`,
  `const util = require('util'); return [util.toUSVString('a' + String.fromCharCode(0xd800) + 'b'), util.toUSVString(12), util.debug === util.debuglog];`,
  `const path = require('path'); return [path.toNamespacedPath('/a/b'), path.posix === path];`,
]);
