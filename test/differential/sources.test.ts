/** Generated scripts: their value, or the error and its place, as Node's `vm` has them. */
import { createContext, Script } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runGuest } from '../support/guest.ts';

const STATEMENTS = [
  'var a = 1',
  'let b = [1, 2].length',
  'function f(x) { return x + 1 }',
  'class C { m() { return 2 } }',
  'if (typeof a === "undefined") { a = 3 }',
  'for (var i = 0; i < 2; i += 1) a = i',
  'try { throw new Error("x") } catch (e) { a = e.message }',
  'label: { break label }',
  '',
];
const ENDS = [
  '1 + 1',
  '(2, 3)',
  '[f(1), typeof C]',
  '({ a: 1 }).a',
  'typeof a',
  'a + "/* ; */"',
  '/[/)]*/.source',
  '(() => this === undefined)()',
  'missing(a)',
  'null.x',
  'a.b.c',
  'delete null.x',
  '(function () { throw new TypeError("t") })()',
];
const GAPS = ['', ' ', '\n', ' // c\n', ' /* ( */ ', '\n/* a\n b */', '\r\n', '\t'];

const program = fc.record({
  strict: fc.constantFrom('', "'use strict'", '"use strict" /* c */'),
  parts: fc.array(fc.tuple(fc.constantFrom(...GAPS), fc.constantFrom(...STATEMENTS)), { maxLength: 4 }),
  gap: fc.constantFrom(...GAPS),
  end: fc.constantFrom(...ENDS),
  closing: fc.constantFrom('', ';', ';;', ' // end', '\n', ' /* ; */ ;'),
});

/** First line of an error and its first place in the source. */
function placeOf(text: string): string {
  const place = /main\.ts:(\d+:\d+)/.exec(text.replace(/^main\.ts:\d+\n[\s\S]*?\n\n/, ''))?.[1];
  return `${text.split('\n').find((line) => /^\w*Error: /.test(line))} at ${place}`;
}

function onNode(source: string): string {
  try {
    const context = createContext({});
    return `${JSON.stringify(new Script(source, { filename: 'main.ts' }).runInContext(context)) ?? 'null'}`;
  } catch (error) {
    return placeOf((error as Error).stack ?? '');
  }
}

test('a script gives the value and the error that Node gives', { timeout: 120_000 }, async () => {
  const made = fc.asyncProperty(program, async ({ strict, parts, gap, end, closing }) => {
    const source = `${strict === '' ? '' : `${strict};`}${parts.map(([before, text]) => `${before}${text};`).join('')}${gap}${end}${closing}`;
    const expected = onNode(source);
    // What is declared twice is refused before it runs.
    fc.pre(!expected.startsWith('SyntaxError'));
    const { result, failure } = await runGuest(source);
    expect(result ?? placeOf(failure ?? ''), source).toBe(expected);
  });
  await fc.assert(made, { seed: 7, numRuns: 200 });
});
