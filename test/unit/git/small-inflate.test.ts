/**
 * zlib judges what is inflated without it.
 */
import { constants, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inflateSmall } from '../../../src/git/format/small-inflate.ts';

const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .array(fc.constantFrom('a', 'ab', 'file 1\n', '\xff\x90', 'line'), { maxLength: 400 })
    .map((words) => Buffer.from(words.join(''), 'latin1')),
  fc
    .tuple(fc.uint8Array({ maxLength: 40 }), fc.nat(2_000))
    .map(([data, gap]) => Buffer.concat([data, Buffer.alloc(gap), data])),
);
const options = fc.record({
  level: fc.constantFrom(0, 1, 6, 9),
  strategy: fc.constantFrom(constants.Z_FIXED, constants.Z_DEFAULT_STRATEGY, constants.Z_RLE),
  windowBits: fc.constantFrom(9, 15),
});

describe('inflateSmall', () => {
  test('gives back what zlib deflated, or leaves it to zlib, whatever comes after it', () => {
    let inflated = 0;
    fc.assert(
      fc.property(content, options, fc.uint8Array({ maxLength: 30 }), (data, how, rest) => {
        const small = inflateSmall(Buffer.concat([deflateSync(data, how), rest]), data.length);
        if (small === undefined) return;
        inflated += 1;
        expect(small.equals(data)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
    expect(inflated).toBeGreaterThan(1_500);
  });

  test('inflates small texts as zlib deflates them by default', () => {
    const data = Buffer.from('file 17 of packed\n');
    expect(inflateSmall(deflateSync(data), data.length)).toEqual(data);
    expect(inflateSmall(deflateSync(''), 0)).toEqual(Buffer.alloc(0));
  });

  test('leaves what is cut short, changed or of another size to zlib', () => {
    fc.assert(
      fc.property(content, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat(400), (data, at, flip, size) => {
        const deflated = deflateSync(data, { strategy: constants.Z_FIXED });
        expect(inflateSmall(deflated.subarray(0, at % deflated.length), data.length)).toBeUndefined();
        if (size !== data.length) expect(inflateSmall(deflated, size)).toBeUndefined();
        const changed = Buffer.from(deflated);
        const place = at % changed.length;
        changed[place] = (changed[place] as number) ^ flip;
        // A change of the header's window size, or of bits that pad a byte, changes nothing.
        const small = inflateSmall(changed, data.length);
        if (small !== undefined) expect(small.equals(data)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
