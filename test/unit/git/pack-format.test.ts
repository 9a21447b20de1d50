import { expect, test } from 'vitest';
import { decodeEntryHeader, encodeEntryHeader } from '../../../src/git/format/pack-format.ts';

test.each([0, 1, 15, 16, 2047, 2048, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER])(
  'decodeEntryHeader: reads a size of %d bytes',
  (size) => {
    const header = encodeEntryHeader('blob', size);
    expect(decodeEntryHeader(header, 0)).toEqual({ kind: 'blob', size, end: header.length });
  },
);

test.each([
  ['so long that it is no number', [0xb0, ...Array(200).fill(0x80), 0]],
  ['longer than a header may be', [0xb0, ...Array(40).fill(0x80), 0]],
  ['larger than is counted exactly', [0xb0, ...Array(8).fill(0xff), 1]],
  ['cut short', [0xb0, 0x80]],
])('decodeEntryHeader: takes no size that is %s', (_, bytes) => {
  expect(decodeEntryHeader(Buffer.from(bytes), 0)).toBeUndefined();
});
