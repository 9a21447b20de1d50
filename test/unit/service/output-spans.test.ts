/**
 * The two streams of a run's output: what a runner writes of them is what pages of either give back.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SPANS_ENDING } from '../../../src/core/output-files.ts';
import { OutputMemory, type Stream } from '../../../src/runner/output-memory.ts';
import { OutputPages } from '../../../src/service/output.ts';
import { temporaryFolder } from '../../support/real-git.ts';

const MiB = 1024 * 1024;
const texts = fc.array(
  fc.tuple(fc.constantFrom<Stream>(1, 2), fc.constantFrom('', 'a', 'line\n', 'é😀\n', 'x'.repeat(9000))),
  {
    maxLength: 60,
  },
);

function write(path: string, written: readonly (readonly [Stream, string])[], limit = MiB): OutputMemory {
  for (const ending of ['', SPANS_ENDING]) writeFileSync(path + ending, '');
  const memory = new OutputMemory();
  memory.begin(limit);
  for (const [stream, text] of written) memory.write(path, text, stream);
  memory.end();
  return memory;
}

const textOf = (written: readonly (readonly [Stream, string])[], ...streams: Stream[]) =>
  written.map(([stream, text]) => (streams.includes(stream) ? text : '')).join('');

test('streams: pages of either, put end to end, are what was written to it, and of both all', async () => {
  const folder = temporaryFolder();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 5000 }), async (written, byteLimit) => {
      count += 1;
      const path = join(folder, String(count));
      write(path, written);
      for (const [stream, expected] of [
        ['stdout', textOf(written, 1)],
        ['stderr', textOf(written, 2)],
        [undefined, textOf(written, 1, 2)],
      ] as const) {
        const pages = new OutputPages();
        const request = stream === undefined ? {} : { stream };
        let [text, at] = ['', 0];
        for (let more = true; more; ) {
          const page = await pages.read(path, true, { ...request, byteOffset: at, byteLimit });
          text += page.data;
          at = page.nextByteOffset;
          more = page.hasMore;
          expect(page.totalBytes).toBe(Buffer.byteLength(expected));
        }
        expect(text).toBe(expected);
        const lines = await pages.read(path, true, { ...request, lineOffset: 1, lineLimit: 3 });
        expect(lines.data).toBe(
          expected
            .split(/(?<=\n)/)
            .slice(1, 4)
            .join(''),
        );
      }
    }),
    { numRuns: 60 },
  );
});

test('streams: a place of either is found in a file of 200,000 spans without reading what lies before', async () => {
  const path = join(temporaryFolder(), 'output');
  const written = Array.from({ length: 200_000 }, (_, at) => [at % 2 === 0 ? 1 : 2, `${at}\n`] as [Stream, string]);
  write(path, written, 16 * MiB);
  const pages = new OutputPages();
  await pages.read(path, true, { stream: 'stderr' });
  const startedAt = performance.now();
  const page = await pages.read(path, true, { stream: 'stderr', lineOffset: 99_000, lineLimit: 2 });
  expect(page.data).toBe('198001\n198003\n');
  expect(performance.now() - startedAt).toBeLessThan(100);
});

test('streams: past the limit the output ends, without a word of treebox', async () => {
  const path = join(temporaryFolder(), 'output');
  const memory = write(
    path,
    [
      [1, 'out\n'],
      [2, 'error\n'],
      [1, 'x'.repeat(100)],
    ],
    20,
  );
  expect(memory.isCut).toBe(true);
  expect((await new OutputPages().read(path, true, {})).data).toBe(`out\nerror\n${'x'.repeat(10)}`);
  const few = join(temporaryFolder(), 'output');
  write(
    few,
    Array.from({ length: 100 }, (_, at) => [at % 2 === 0 ? 2 : 1, 'x'] as [Stream, string]),
    80,
  );
  expect((await new OutputPages().read(few, true, {})).totalBytes).toBeLessThanOrEqual(80);
});
