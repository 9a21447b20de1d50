import { beforeAll, describe, expect, test } from 'vitest';
import { type DriveEnd, drive } from '../../../src/runner/drive.ts';
import { Uncaught } from '../../../src/runner/guest-failure.ts';
import type { LibraryCode } from '../../../src/runner/isolate/library-code.ts';
import { Sandbox } from '../../../src/runner/isolate/sandbox.ts';
import { PendingWork } from '../../../src/runner/pending-work.ts';
import { readSource } from '../../../src/runner/source.ts';
import { libraryCode } from '../../support/library.ts';

let library: LibraryCode;
beforeAll(async () => {
  library = await libraryCode();
});

interface Ran {
  readonly end: DriveEnd['state'];
  readonly result: string | undefined;
  readonly failure: string | undefined;
  readonly output: string;
}

/** Runs a source to its end in a sandbox of its own, with real waits. */
async function runToEnd(code: string, heapMiB = 64): Promise<Ran> {
  const source = readSource(code, '/main.ts');
  if (!source) throw new Error('not plain JavaScript');
  const sandbox = new Sandbox(library, heapMiB, () => undefined);
  let output = '';
  sandbox.connect({
    fs: () => ({ name: 'Error', message: 'no volume' }),
    call: () => ({ name: 'Error', message: 'no calls' }),
    modules: () => ({ name: 'Error', message: 'no modules' }),
    write: (text) => {
      output += text;
    },
  });
  try {
    if (source.kind === 'script') sandbox.start(source, 'main.ts');
    else sandbox.modules.evaluate({ file: 'main.ts', code: source.code, links: new Map() });
    const { state } = await drive(sandbox, new PendingWork());
    const result = state === 'failed' ? undefined : sandbox.result();
    const failure = result === undefined ? sandbox.failure().text : undefined;
    return { end: state, result, failure, output };
  } finally {
    sandbox.dispose();
  }
}

describe('Sandbox: the result', () => {
  test.each([
    ['1 + 1', '2'],
    ['const a = 1;', 'null'],
    ['undefined', 'null'],
    ['({ a: [1, null, "x"] })', '{"a":[1,null,"x"]}'],
    ['await Promise.resolve(5)', '5'],
    ['new Promise((r) => setTimeout(() => r("late"), 5))', '"late"'],
    ['10n ** 20n', '"100000000000000000000"'],
    ['const o = { n: 1 }; o.self = o; o', '{"n":1,"self":"[Circular]"}'],
    ['const s = { x: 1 }; [s, s]', '[{"x":1},{"x":1}]'],
    ['new Map([["a", new Set([1, 2])]])', '[["a",[1,2]]]'],
    ['export default { b: 2 }', '{"b":2}'],
    ['export default (1, 2);', '2'],
    ['export default function f() {}\n7', 'null'],
    ['if (true) { 5 }', 'null'],
    ['"use strict"', '"use strict"'],
    ['#!/usr/bin/env node\n3', '3'],
    ['Array.prototype.toJSON = undefined; JSON.stringify = () => "patched"; [1]', '[1]'],
    ['undeclared = 4; undeclared', '4'],
    ['(() => 3)() // a closing remark', '3'],
  ])('%s gives %s', async (code, json) => {
    expect(await runToEnd(code)).toMatchObject({ end: 'idle', result: json });
  });
});

describe('Sandbox: the order of things', () => {
  test('timers run by due time, then order; microtasks after each callback; immediates before later timers', async () => {
    const { output } = await runToEnd(`
      setTimeout(() => console.log('t2'), 50);
      setTimeout(() => { console.log('t1'); Promise.resolve().then(() => console.log('m1')); }, 1);
      setTimeout(() => console.log('t1b'), 1);
      setImmediate(() => console.log('i1'));
      queueMicrotask(() => console.log('micro'));
      console.log('sync');
    `);
    const lines = output.split('\n');
    expect(lines.slice(0, 2)).toEqual(['sync', 'micro']);
    expect(lines.indexOf('m1')).toBe(lines.indexOf('t1') + 1);
    expect(lines.indexOf('t1b')).toBeGreaterThan(lines.indexOf('m1'));
    expect(lines.indexOf('t2')).toBeGreaterThan(lines.indexOf('t1b'));
  });

  test('an interval runs until it is cleared; an unreferenced timer keeps nothing alive', async () => {
    const { output, end } = await runToEnd(`
      let n = 0;
      const t = setInterval(() => { n += 1; console.log('tick ' + n); if (n === 3) clearInterval(t); }, 1);
      setTimeout(() => console.log('never'), 60_000).unref();
    `);
    expect(end).toBe('idle');
    expect(output).toBe('tick 1\ntick 2\ntick 3\n');
  });

  test('a refreshed timer runs once, at its new time', async () => {
    const { output } = await runToEnd(`
      const t = setTimeout(() => console.log('refreshed'), 5);
      t.refresh(); t.refresh();
      setTimeout(() => console.log('end'), 20);
    `);
    expect(output).toBe('refreshed\nend\n');
  });
});

describe('Sandbox: timers as the web has them', () => {
  test('a text is run as a script of the global scope when its time comes', async () => {
    expect(
      await runToEnd(`globalThis.seen = []; const seen = 0;
        setTimeout('seen.push(this === globalThis)', 1); setTimeout({ toString: () => 'seen.push("object")' }, 2);
        await new Promise((done) => setTimeout(done, 5)); globalThis.seen`),
    ).toMatchObject({ result: '[true,"object"]' });
  });

  test.each(['undefined', 'null', '5', 'true'])('setTimeout(%s) fails at once', async (callback) => {
    expect(
      await runToEnd(`let code; try { setTimeout(${callback}, 1); } catch (error) { code = error.code; } code`),
    ).toMatchObject({
      result: '"ERR_INVALID_ARG_TYPE"',
    });
  });
});

describe('Sandbox: AbortSignal.timeout', () => {
  test.each([
    [
      'a source that awaits its abort goes on when it comes',
      'await new Promise((done) => AbortSignal.timeout(5).addEventListener("abort", done)); "aborted"',
      { end: 'idle', result: '"aborted"' },
    ],
    [
      'so it is when a signal that follows it is listened to',
      'const any = AbortSignal.any([AbortSignal.timeout(5)]); await new Promise((done) => { any.onabort = done; }); any.reason.name',
      { end: 'idle', result: '"TimeoutError"' },
    ],
    [
      'a run whose source has come to its end does not wait for it',
      'AbortSignal.timeout(60_000).addEventListener("abort", () => console.log("never")); 1',
      { end: 'idle', result: '1', output: '' },
    ],
    [
      'an await that it does not settle is stuck at once',
      'AbortSignal.timeout(60_000); await new Promise(() => {})',
      { end: 'stuck' },
    ],
  ])('%s', async (_name, source, expected) => {
    expect(await runToEnd(source)).toMatchObject(expected);
  });
});

describe('Sandbox: the console', () => {
  test('prints arrays of any length within little memory', async () => {
    const { output } = await runToEnd(
      'const a = new Array(1_000_000).fill(1); a.name = "x"; const b = [1]; b.name = "y"; console.log(a, new Uint8Array(10_000_000), b)',
    );
    expect(output).toMatch(/999900 more items[\s\S]*9999900 more items[\s\S]*name: 'y'/);
  });
});

describe('Sandbox: failures', () => {
  test('an await that nothing can settle is stuck', async () => {
    expect(await runToEnd('await new Promise(() => {})')).toMatchObject({ end: 'stuck' });
  });

  test.each([
    ['null.x', 'TypeError: Cannot read properties of null'],
    ['throw new RangeError("no")', 'RangeError: no'],
    ['throw 5', 'Uncaught 5'],
    ['throw { a: 1 }', 'Uncaught { a: 1 }'],
    ['setTimeout(() => { throw new Error("in a timer") }); 1', 'Error: in a timer'],
    ['class Mine extends Error { name = "Mine" }; throw new Mine("own")', 'Mine: own'],
    ['throw Object.create(null)', 'Uncaught [Object: null prototype] {}'],
    ['throw new Proxy({}, { get() { throw 1 } })', 'Uncaught Proxy({})'],
    ['({ get a() { throw new Error("in a getter") } })', 'Error: in a getter'],
  ])('%s fails with %s', async (code, text) => {
    const ran = await runToEnd(code).catch((error: unknown) => ({ failure: (error as Uncaught).failure.text }));
    expect(ran.failure).toContain(text);
  });

  test('a rejection that nothing handles fails the run', async () => {
    await expect(runToEnd('Promise.reject(new TypeError("dropped")); 1')).rejects.toThrow(Uncaught);
    expect(await runToEnd('Promise.reject(1).catch(() => 0); 1')).toMatchObject({ end: 'idle' });
  });

  test('an error that the guest dresses up carries no host frame', async () => {
    const { failure } = await runToEnd('Error.stackTraceLimit = 100; (function f() { null.x })()');
    expect(failure).not.toMatch(/node:internal|sandbox\.ts|\/src\//);
  });
});

test('readSource: leaves to the compiler what is more than the parser bears', () => {
  // As large as a source can be: whether the parser bears it depends on the room that its stack has.
  const blank = `${' '.repeat(16 * 1024 * 1024 - 1)}1`;
  expect(['script', undefined]).toContain(readSource(blank, '/main.ts')?.kind);
  expect(readSource(`${'['.repeat(50_000)}${']'.repeat(50_000)}`, '/main.ts')).toBeUndefined();
});
