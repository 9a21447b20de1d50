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
  while ((pages.at(-1) as OutputPage).has_more) {
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
    expect(page.start_byte).toBe(at);
    expect(page.data).toBe(bytes.subarray(page.start_byte, page.end_byte).toString());
    expect(page.next_byte_offset).toBe(page.end_byte);
    expect(page.total_bytes).toBe(bytes.length);
    expect(page.total_lines).toBe(countLines(text));
    at = page.end_byte;
  }
  expect(at).toBe(bytes.length);
}

function countLines(text: string): number {
  const feeds = text.split('\n').length - 1;
  return text === '' || text.endsWith('\n') ? feeds : feeds + 1;
}

test('OutputPages: pages by lines, put end to end, are the output', async () => {
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 20 }), async (text, line_limit) => {
      const pages = await pagesOf(outputFile(text), { line_limit }, (page) => ({
        line_offset: page.next_line_offset,
        line_limit,
      }));
      expectWhole(pages, text);
      for (const { start_line, end_line, next_line_offset } of pages) {
        expect(end_line - start_line).toBeLessThanOrEqual(line_limit);
        expect(next_line_offset).toBe(end_line);
      }
    }),
    { numRuns: 100 },
  );
});

test('OutputPages: pages by bytes, put end to end, are the output and split no character', async () => {
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 0, max: 30 }), async (text, byte_limit) => {
      const pages = await pagesOf(outputFile(text), { byte_offset: 0, byte_limit }, (page) => ({
        byte_offset: page.next_byte_offset,
        byte_limit,
      }));
      expectWhole(pages, text);
      for (const { data, start_byte, end_byte } of pages) {
        expect(data).not.toContain('\ufffd');
        expect(end_byte - start_byte).toBeLessThanOrEqual(Math.max(byte_limit, 4));
        if (text !== '') expect(end_byte).toBeGreaterThan(start_byte);
      }
    }),
    { numRuns: 100 },
  );
});

test('OutputPages: a page by bytes tells the lines that it touches', async () => {
  await fc.assert(
    fc.asyncProperty(texts, fc.nat({ max: 400 }), fc.integer({ min: 1, max: 40 }), async (text, from, byte_limit) => {
      const page = await new OutputPages().read(outputFile(text), true, { byte_offset: from, byte_limit });
      const bytes = Buffer.from(text);
      const before = bytes.subarray(0, page.start_byte).toString();
      const feedsBefore = before.split('\n').length - 1;
      expect(page.start_line).toBe(page.start_byte === bytes.length ? countLines(text) : feedsBefore);
      expect(page.end_line).toBe(page.data === '' ? page.start_line : feedsBefore + countLines(page.data));
      // Going on by lines from here leaves nothing out.
      const lineStart = page.next_line_offset === 0 ? 0 : nthLineStart(bytes, page.next_line_offset);
      expect(lineStart).toBeLessThanOrEqual(page.end_byte);
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
    const page = await reader.read(path, true, { line_offset: line, line_limit: 2 });
    expect(page.data).toBe(lines.slice(line, line + 2).join(''));
    expect([page.start_line, page.end_line]).toEqual([line, Math.min(line + 2, 30_000)]);
    expect(page.start_byte).toBe(Buffer.byteLength(lines.slice(0, line).join('')));
  }
});

test('OutputPages: one line of 10 MB comes whole by lines and in pieces by bytes', async () => {
  const text = `${'0123456789'.repeat(MiB)}\nafter\n`;
  const path = outputFile(text);
  const byLines = await pagesOf(path, {}, ({ next_line_offset }) => ({ line_offset: next_line_offset }));
  expect(byLines.map(({ end_line }) => end_line)).toEqual([1, 2]);
  expect(byLines.map(({ data }) => data).join('') === text).toBe(true);
  const byBytes = await pagesOf(path, { byte_offset: 0, byte_limit: 100 * MiB }, ({ next_byte_offset }) => ({
    byte_offset: next_byte_offset,
    byte_limit: 100 * MiB,
  }));
  expect(byBytes.map(({ data }) => data.length)).toEqual([4 * MiB, 4 * MiB, 2 * MiB + 7]);
  expect(byBytes.map(({ data }) => data).join('') === text).toBe(true);
});

test('OutputPages: a page of many lines stops at 4 MiB, after a whole line', async () => {
  const path = outputFile(`${'x'.repeat(MiB - 1)}\n`.repeat(6));
  const page = await new OutputPages().read(path, true, { line_limit: 1_000_000 });
  expect([page.end_line, page.end_byte]).toEqual([4, 4 * MiB]);
});

test('OutputPages: the defaults are 1,000 lines and 64 KiB', async () => {
  const path = outputFile('12345678901234567890\n'.repeat(5_000));
  expect((await new OutputPages().read(path, true, {})).end_line).toBe(1_000);
  expect((await new OutputPages().read(path, true, { byte_offset: 0 })).end_byte).toBe(65_536);
});

test('OutputPages: bytes go before lines when both are given', async () => {
  const page = await new OutputPages().read(outputFile('a\nb\nc\n'), true, { line_offset: 2, byte_offset: 2 });
  expect(page.data).toBe('b\nc\n');
});

test('OutputPages: an offset past the end gives an empty page at the end', async () => {
  const reader = new OutputPages();
  for (const request of [{ line_offset: 99 }, { byte_offset: 99 }, { byte_offset: 1e20 }, { line_offset: 1e20 }]) {
    const page = await reader.read(outputFile('a\nb'), true, request);
    expect(page).toMatchObject({ data: '', start_byte: 3, end_byte: 3, start_line: 2, end_line: 2, has_more: false });
  }
});

test('OutputPages: an offset inside a character starts at the next one', async () => {
  const page = await new OutputPages().read(outputFile('😀é!'), true, { byte_offset: 1, byte_limit: 2 });
  expect(page).toMatchObject({ data: 'é', start_byte: 4, end_byte: 6 });
});

test('OutputPages: output of a running execution is read exactly while it grows', async () => {
  const path = join(temporaryFolder(), 'output');
  const reader = new OutputPages();
  expect(await reader.read(path, false, {})).toMatchObject({ data: '', has_more: true, total_bytes: 0 });
  // Cut in the middle of lines and of characters, as a write may be seen.
  const bytes = Buffer.from('first\nsecond é line\r\nthird 😀\nlast');
  let [byLines, byBytes, lineAt, byteAt] = ['', '', 0, 0];
  for (let end = 1; end <= bytes.length; end += 1) {
    appendFileSync(path, bytes.subarray(end - 1, end));
    const ended = end === bytes.length;
    const linePage = await reader.read(path, ended, { line_offset: lineAt });
    const bytePage = await reader.read(path, ended, { byte_offset: byteAt });
    byLines += linePage.data;
    byBytes += bytePage.data;
    lineAt = linePage.next_line_offset;
    byteAt = bytePage.next_byte_offset;
    expect([linePage.has_more, bytePage.has_more]).toEqual([!ended, !ended]);
  }
  expect(byLines).toBe(bytes.toString());
  expect(byBytes).toBe(bytes.toString());
});
