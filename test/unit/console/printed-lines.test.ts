/**
 * Lines of output from pieces that end anywhere.
 */
import { expect, test } from 'vitest';
import { PrintedLines, type Stream } from '../../../src/console/parts/printed-lines.ts';

function linesOf(pieces: readonly string[], stream: Stream): string[] {
  const printed = new PrintedLines();
  for (const piece of pieces) {
    printed.add({ stream: piece.startsWith('!') ? 'stderr' : 'stdout', data: piece.replace(/^!/, '') });
  }
  return printed.of(stream).map(({ text, isError }) => (isError ? `!${text}` : text));
}

test('PrintedLines: pieces of a line are one line', () => {
  expect(linesOf(['a', 'b\nc', 'd\n', 'e'], 'both')).toEqual(['ab', 'cd', 'e']);
  expect(linesOf(['a\n', '\n', '\nb'], 'both')).toEqual(['a', '', '', 'b']);
});

test('PrintedLines: a stream alone has its lines whole, though the other one came between', () => {
  const pieces = ['one', '!warning\n', ' and a half\ntwo\n', '!last'];
  expect(linesOf(pieces, 'both')).toEqual(['one', '!warning', ' and a half', 'two', '!last']);
  expect(linesOf(pieces, 'stdout')).toEqual(['one and a half', 'two']);
  expect(linesOf(pieces, 'stderr')).toEqual(['!warning', '!last']);
});

test('PrintedLines: says whether both streams were written to', () => {
  const printed = new PrintedLines();
  printed.add({ stream: 'stdout', data: 'a\n' });
  expect(printed.hasBoth).toBe(false);
  printed.add({ stream: 'stderr', data: '' });
  expect(printed.hasBoth).toBe(false);
  printed.add({ stream: 'stderr', data: 'b' });
  expect(printed.hasBoth).toBe(true);
});
