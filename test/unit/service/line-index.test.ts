/**
 * The index of lines against a count that looks at every byte.
 */
import { appendFileSync, closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineIndex } from '../../../src/service/line-index.ts';
import { temporaryFolder } from '../../support/real-git.ts';

const LINE_FEED = 0x0a;

/** Bytes around the line feed and at the ends of what a byte can be, in pieces that end anywhere in a block. */
const pieces = fc.array(
  fc
    .tuple(fc.constantFrom(0x00, 0x09, 0x0a, 0x0b, 0x61, 0x8a, 0xff), fc.integer({ min: 1, max: 30_000 }), fc.nat())
    .map(([filler, length, seed]) => {
      const bytes = Buffer.alloc(length, filler);
      for (let at = seed % 7; at < length; at += 1 + ((seed + at) % 211)) bytes[at] = LINE_FEED;
      return bytes;
    }),
  { minLength: 1, maxLength: 8 },
);

test('LineIndex: in a file that grows in pieces it counts each line feed and finds each line', async () => {
  const path = join(temporaryFolder(), 'output');
  await fc.assert(
    fc.asyncProperty(pieces, async (parts) => {
      writeFileSync(path, '');
      const fd = openSync(path, 'r');
      try {
        const index = new LineIndex();
        let whole = Buffer.alloc(0);
        for (const part of parts) {
          appendFileSync(path, part);
          whole = Buffer.concat([whole, part]);
          await index.extend(fd, whole.length);
          expect([index.size, index.endsInLine]).toEqual([whole.length, whole.at(-1) !== LINE_FEED]);
        }
        const starts = [0];
        whole.forEach((byte, at) => void (byte === LINE_FEED && starts.push(at + 1)));
        expect(index.lineFeeds).toBe(starts.length - 1);
        for (let line = 0; line < starts.length; line += 1 + Math.floor(starts.length / 50)) {
          const start = starts[line] as number;
          expect(index.startOf(fd, line)).toBe(start);
          expect(index.countBefore(fd, start)).toBe(line);
        }
        expect(index.startOf(fd, starts.length)).toBeUndefined();
      } finally {
        closeSync(fd);
      }
    }),
    { numRuns: 100 },
  );
});

test('LineIndex: a file that has grown from just before the end of a block to just after it is scanned', async () => {
  const path = join(temporaryFolder(), 'output');
  for (const before of [1, 2, 3]) {
    for (const after of [1, 2, 3]) {
      writeFileSync(path, 'x'.repeat(8192 - before));
      const fd = openSync(path, 'r');
      try {
        const index = new LineIndex();
        await index.extend(fd, 8192 - before);
        appendFileSync(path, '\n'.repeat(before + after));
        await index.extend(fd, 8192 + after);
        expect([before, after, index.size, index.lineFeeds]).toEqual([before, after, 8192 + after, before + after]);
      } finally {
        closeSync(fd);
      }
    }
  }
});
