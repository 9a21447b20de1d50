/** What guest code sees must not tell whether parts of the guest library were loaded before its run. */
import { expect, test } from 'vitest';
import { AHEAD } from '../../../src/runner/isolate/used-parts.ts';
import { runGuest } from '../../support/guest.ts';

test.each([
  `JSON.stringify([Object.getOwnPropertyNames(globalThis), Reflect.ownKeys(Object.prototype).map(String)])`,
  `JSON.stringify(Object.getOwnPropertyNames(globalThis).map((name) => [name, typeof globalThis[name], globalThis[name]?.length]))`,
  `console.log({ a: [1, new Map([[1, 2]])] }, new URL('http://a/b?c'), Buffer.from('a'), 5, -0); console.log(Object.keys(fs).length)`,
  `Array.prototype.map = Array.prototype.push = String.prototype.slice = () => { throw new Error('mine'); }; console.log({ a: [1, 'x'] }); try { fs.readdirSync('/') } catch (error) { console.log(error.message) }`,
  `Object.prototype.a = 1; console.log({ b: 2 }, new URL('http://a/')); delete Object.prototype.a`,
  `globalThis.Map = class {}; globalThis.Reflect = null; console.log(new Set([1]), [new Date(0)])`,
  `Error.stackTraceLimit = 1; const stack = () => { try { fs.readFileSync(5.5) } catch (error) { return error.stack.split('\\n').length } }; stack()`,
  `class A { [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) { return inspect === options.inspect ? 'same' : typeof inspect } } console.log(new A())`,
])('Sandbox.loadAhead: %s is as it is without', async (code) => {
  expect(await runGuest(code, AHEAD)).toEqual(await runGuest(code));
});

test.each(AHEAD)('Sandbox.loadAhead: %s does not load what tells of the run', async (part) => {
  const code = '[process.argv.slice(2), process.env.A]';
  const given = { main: '/main.ts', args: ['x'], env: { A: 'b' }, stdin: '' };
  expect((await runGuest(code, [part], given)).result).toBe('[["x"],"b"]');
});
