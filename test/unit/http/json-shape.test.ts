/**
 * The shape of JSON texts: what a string holds does not count, what stands beside it does.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JSON_DEPTH_MAX } from '../../../src/core/limits.ts';
import { checkJsonShape } from '../../../src/http/json-shape.ts';

const check = (value: unknown) => () => checkJsonShape(Buffer.from(JSON.stringify(value)));
const TOO_DEEP = '['.repeat(JSON_DEPTH_MAX + 1);
const nested = (depth: number): unknown => (depth === 0 ? 0 : [nested(depth - 1)]);

/** Asserts that `text` counts as one string, and that nothing behind it is taken for its content. */
function assertOneString(text: string): void {
  expect(check([text, nested(JSON_DEPTH_MAX - 1)])).not.toThrow();
  expect(check([text, nested(JSON_DEPTH_MAX)])).toThrow('nested too deeply');
}

test('a string of any length ends where JSON says, with quotes and backslashes anywhere in it', () => {
  for (let length = 0; length < 200; length += 1) {
    for (const mark of ['', '"', '\\', '\\"', '"\\', '\\\\"', '"'.repeat(64)]) {
      const text = `${'x'.repeat(length)}${mark}`;
      assertOneString(`${text}${TOO_DEEP}`);
      assertOneString(`${TOO_DEEP}${text}`);
    }
  }
  const piece = fc.constantFrom('"', '\\', TOO_DEEP, 'é', 'x'.repeat(63), 'x'.repeat(64), 'x'.repeat(130));
  fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => assertOneString(pieces.join(''))));
});

test('a text that ends within a string is left to the parser', () => {
  for (const text of ['"', '"\\', `"${'x'.repeat(62)}\\`, `"${'x'.repeat(63)}\\`, `"${'x'.repeat(500)}\\"`]) {
    expect(() => checkJsonShape(Buffer.from(text))).not.toThrow();
  }
});
