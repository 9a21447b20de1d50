/** Node's `assert` inside the isolate, judged by Node: what its errors say. */
import { agreesWithNode } from '../support/node-judge.ts';

const M = `const assert = require('assert'); const said = (f) => { try { f(); return 'no'; } catch (e) { return [e.name, e.code, e.message, e.generatedMessage, e.operator]; } };\n`;
agreesWithNode(
  [
    `return [() => assert.strictEqual(1, 2), () => assert.deepStrictEqual({ a: 1, b: [1, 2] }, { a: 1, b: [1, 3] }), () => assert.equal('a', 'b'), () => assert.deepEqual([1], [2]), () => assert.notStrictEqual(1, 1), () => assert.throws(() => 0), () => assert.doesNotThrow(() => { throw new Error('x'); }), () => assert.match('a', /b/), () => assert.ifError(new Error('y')), () => assert.fail(), () => assert.strictEqual('a\\nb\\nc', 'a\\nx\\nc'), () => assert.partialDeepStrictEqual({ a: 1 }, { a: 2 })].map(said);`,
    `return [() => assert.throws(() => { throw new TypeError('m'); }, RangeError), () => assert.throws(() => { throw new Error('m'); }, { message: 'n' }), () => assert.ok(), () => assert.deepStrictEqual(new Map([[1, 2]]), new Map([[1, 3]])), () => assert.deepStrictEqual(new Set([1]), new Set([2])), () => assert.notDeepStrictEqual({ a: 1 }, { a: 1 }), () => assert.strictEqual(NaN, 0), () => assert.deepStrictEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 2, 3, 4, 5, 6, 7, 8, 9, 11]), () => assert.strictEqual(1, 2, 'own')].map(said);`,
    `return [await attempt(() => assert.rejects(Promise.resolve(1))), await attempt(() => assert.rejects(Promise.reject(new Error('x')), /x/)), new assert.AssertionError({ actual: 1, expected: 2, operator: 'strictEqual' }).message];`,
  ],
  M,
);
