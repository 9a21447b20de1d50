/** Functions of Node's small built-in modules inside the isolate, judged by Node. */
import { agreesWithNode } from '../support/node-judge.ts';

agreesWithNode([
  `const { isAscii, isUtf8 } = require('buffer'); return [[0x61], [0x80], [], [0xc3, 0xa9], [0xe2, 0x82], [0xed, 0xa0, 0x80]].map((b) => [isAscii(Buffer.from(b)), isUtf8(new Uint8Array(b)), isUtf8(new Uint8Array(b).buffer)]);`,
  `const { isAscii, isUtf8 } = require('buffer'); return [() => isAscii('a'), () => isUtf8({})].map(attempt);`,
  `const { transcode } = require('buffer'); const names = ['utf8', 'ascii', 'latin1', 'binary', 'ucs2', 'utf16le']; return names.map((to) => transcode(Buffer.from('aé€x'), 'utf8', to).toString('hex'));`,
  `const { transcode } = require('buffer'); return [() => transcode(Buffer.from('a'), 'utf8', 'hex'), () => transcode(Buffer.from('a'), 'base64', 'utf8'), () => transcode('a', 'utf8', 'latin1')].map(attempt);`,
  `const b = require('buffer'); return [b.atob('aGk='), b.btoa('hi'), b.atob === atob, b.kStringMaxLength === b.constants.MAX_STRING_LENGTH, b.kMaxLength === b.constants.MAX_LENGTH];`,
  `const { isDeepStrictEqual: same } = require('util'); return [same({ a: [1, { b: new Map([[1, new Set([2])]]) }] }, { a: [1, { b: new Map([[1, new Set([2])]]) }] }), same([1], ['1']), same(NaN, NaN), same(0, -0), same(new Date(1), new Date(2)), same(/a/g, /a/i), same(Object.create(null), {})];`,
  `const util = require('util'); return [util.toUSVString('a' + String.fromCharCode(0xd800) + 'b'), util.toUSVString(12), util.debug === util.debuglog];`,
  `const path = require('path'); return [path.toNamespacedPath('/a/b'), path.posix === path];`,
]);
