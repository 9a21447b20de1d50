/**
 * Pages of output against a model that holds the whole text.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type OutputPage, OutputPages, type PageRequest } from '../../../src/service/output.ts';
import { temporaryFolder } from '../../support/real-git.ts';

const MiB = 1024 * 1024;

/** Text with many line ends, multi-byte characters at every width, and CRLF. */
const texts = fc
  .array(fc.constantFrom('a', 'line', '\n', '\n', '\r\n', 'é', '€', '😀', ' ', 'x'.repeat(50)), { maxLength: 200 })
  .map((parts) => parts.join(''));

function outputFile(text: string): string {
  const path = join(temporaryFolder(), 'output');
  writeFileSync(path, text);
  return path;
}

/** Every page from the start on, by what `next` makes of the page before. */
async function pagesOf(
  path: string,
  first: PageRequest,
  next: (page: OutputPage) => PageRequest,
): Promise<OutputPage[]> {
  const reader = new OutputPages();
  const pages = [await reader.read(path, true, first)];
  while ((pages.at(-1) as OutputPage).hasMore) {
    pages.push(await reader.read(path, true, next(pages.at(-1) as OutputPage)));
    if (pages.length > 5_000) throw new Error('the pages have no end');
  }
  return pages;
}

function expectWhole(pages: readonly OutputPage[], text: string): void {
  const bytes = Buffer.from(text);
  expect(pages.map(({ data }) => data).join('')).toBe(text);
  let at = 0;
  for (const page of pages) {
    expect(page.startByte).toBe(at);
    expect(page.data).toBe(bytes.subarray(page.startByte, page.endByte).toString());
    expect(page.nextByteOffset).toBe(page.endByte);
    expect(page.totalBytes).toBe(bytes.length);
    expect(page.totalLines).toBe(countLines(text));
    at = page.endByte;
  }
  expect(at).toBe(bytes.length);
}

function countLines(text: string): number {
  const feeds = text.split('\n').length - 1;
  return text === '' || text.endsWith('\n') ? feeds : feeds + 1;
}

test('OutputPages: pages by lines, put end to end, are the output', async () => {
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 20 }), async (text, lineLimit) => {
      const pages = await pagesOf(outputFile(text), { lineLimit }, (page) => ({
        lineOffset: page.nextLineOffset,
        lineLimit,
      }));
      expectWhole(pages, text);
      for (const { startLine, endLine, nextLineOffset } of pages) {
        expect(endLine - startLine).toBeLessThanOrEqual(lineLimit);
        expect(nextLineOffset).toBe(endLine);
      }
    }),
    { numRuns: 100 },
  );
});

test('OutputPages: pages by bytes, put end to end, are the output and split no character', async () => {
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 0, max: 30 }), async (text, byteLimit) => {
      const pages = await pagesOf(outputFile(text), { byteOffset: 0, byteLimit }, (page) => ({
        byteOffset: page.nextByteOffset,
        byteLimit,
      }));
      expectWhole(pages, text);
      for (const { data, startByte, endByte } of pages) {
        expect(data).not.toContain('\ufffd');
        expect(endByte - startByte).toBeLessThanOrEqual(Math.max(byteLimit, 4));
        if (text !== '') expect(endByte).toBeGreaterThan(startByte);
      }
    }),
    { numRuns: 100 },
  );
});

test('OutputPages: a page by bytes tells the lines that it touches', async () => {
  await fc.assert(
    fc.asyncProperty(texts, fc.nat({ max: 400 }), fc.integer({ min: 1, max: 40 }), async (text, from, byteLimit) => {
      const page = await new OutputPages().read(outputFile(text), true, { byteOffset: from, byteLimit });
      const bytes = Buffer.from(text);
      const before = bytes.subarray(0, page.startByte).toString();
      const feedsBefore = before.split('\n').length - 1;
      expect(page.startLine).toBe(page.startByte === bytes.length ? countLines(text) : feedsBefore);
      expect(page.endLine).toBe(page.data === '' ? page.startLine : feedsBefore + countLines(page.data));
      // Going on by lines from here leaves nothing out.
      const lineStart = page.nextLineOffset === 0 ? 0 : nthLineStart(bytes, page.nextLineOffset);
      expect(lineStart).toBeLessThanOrEqual(page.endByte);
    }),
    { numRuns: 200 },
  );
});

function nthLineStart(bytes: Buffer, line: number): number {
  let at = 0;
  for (let count = 0; count < line; count += 1) {
    const feed = bytes.indexOf(10, at);
    if (feed < 0) return bytes.length;
    at = feed + 1;
  }
  return at;
}

test('OutputPages: any line is found in a file of many blocks', async () => {
  const lines = Array.from({ length: 30_000 }, (_, index) => `line ${index} ${'·'.repeat(index % 17)}\n`);
  const path = outputFile(lines.join(''));
  const reader = new OutputPages();
  for (const line of [0, 1, 999, 12_345, 20_000, 29_998, 29_999]) {
    const page = await reader.read(path, true, { lineOffset: line, lineLimit: 2 });
    expect(page.data).toBe(lines.slice(line, line + 2).join(''));
    expect([page.startLine, page.endLine]).toEqual([line, Math.min(line + 2, 30_000)]);
    expect(page.startByte).toBe(Buffer.byteLength(lines.slice(0, line).join('')));
  }
});

test('OutputPages: one line of 10 MB comes whole by lines and in pieces by bytes', async () => {
  const text = `${'0123456789'.repeat(MiB)}\nafter\n`;
  const path = outputFile(text);
  const byLines = await pagesOf(path, {}, ({ nextLineOffset }) => ({ lineOffset: nextLineOffset }));
  expect(byLines.map(({ endLine }) => endLine)).toEqual([1, 2]);
  expect(byLines.map(({ data }) => data).join('') === text).toBe(true);
  const byBytes = await pagesOf(path, { byteOffset: 0, byteLimit: 100 * MiB }, ({ nextByteOffset }) => ({
    byteOffset: nextByteOffset,
    byteLimit: 100 * MiB,
  }));
  expect(byBytes.map(({ data }) => data.length)).toEqual([4 * MiB, 4 * MiB, 2 * MiB + 7]);
  expect(byBytes.map(({ data }) => data).join('') === text).toBe(true);
});

test('OutputPages: a page of many lines stops at 4 MiB, after a whole line', async () => {
  const path = outputFile(`${'x'.repeat(MiB - 1)}\n`.repeat(6));
  const page = await new OutputPages().read(path, true, { lineLimit: 1_000_000 });
  expect([page.endLine, page.endByte]).toEqual([4, 4 * MiB]);
});

test('OutputPages: the defaults are 1,000 lines and 64 KiB', async () => {
  const path = outputFile('12345678901234567890\n'.repeat(5_000));
  expect((await new OutputPages().read(path, true, {})).endLine).toBe(1_000);
  expect((await new OutputPages().read(path, true, { byteOffset: 0 })).endByte).toBe(65_536);
});

test('OutputPages: bytes go before lines when both are given', async () => {
  const page = await new OutputPages().read(outputFile('a\nb\nc\n'), true, { lineOffset: 2, byteOffset: 2 });
  expect(page.data).toBe('b\nc\n');
});

test('OutputPages: an offset past the end gives an empty page at the end', async () => {
  const reader = new OutputPages();
  for (const request of [{ lineOffset: 99 }, { byteOffset: 99 }, { byteOffset: 1e20 }, { lineOffset: 1e20 }]) {
    const page = await reader.read(outputFile('a\nb'), true, request);
    expect(page).toMatchObject({ data: '', startByte: 3, endByte: 3, startLine: 2, endLine: 2, hasMore: false });
  }
});

test('OutputPages: an offset inside a character starts at the next one', async () => {
  const page = await new OutputPages().read(outputFile('😀é!'), true, { byteOffset: 1, byteLimit: 2 });
  expect(page).toMatchObject({ data: 'é', startByte: 4, endByte: 6 });
});

test('OutputPages: output of a running execution is read exactly while it grows', async () => {
  const path = join(temporaryFolder(), 'output');
  const reader = new OutputPages();
  expect(await reader.read(path, false, {})).toMatchObject({ data: '', hasMore: true, totalBytes: 0 });
  // Cut in the middle of lines and of characters, as a write may be seen.
  const bytes = Buffer.from('first\nsecond é line\r\nthird 😀\nlast');
  let [byLines, byBytes, lineAt, byteAt] = ['', '', 0, 0];
  for (let end = 1; end <= bytes.length; end += 1) {
    appendFileSync(path, bytes.subarray(end - 1, end));
    const ended = end === bytes.length;
    const linePage = await reader.read(path, ended, { lineOffset: lineAt });
    const bytePage = await reader.read(path, ended, { byteOffset: byteAt });
    byLines += linePage.data;
    byBytes += bytePage.data;
    lineAt = linePage.nextLineOffset;
    byteAt = bytePage.nextByteOffset;
    expect([linePage.hasMore, bytePage.hasMore]).toEqual([!ended, !ended]);
  }
  expect(byLines).toBe(bytes.toString());
  expect(byBytes).toBe(bytes.toString());
});
