import { expect, test } from 'vitest';
import { progressLine } from '../../../src/cli/progress.ts';
import { bytesText, durationText, shown } from '../../../src/cli/terminal.ts';
import { volumePath } from '../../../src/cli/volume-path.ts';

test('progressLine: a bar where the total is known, what is done and how fast otherwise', () => {
  expect(progressLine('import', 50_000, 200_000, 500)).toBe(
    'import  [======                  ]  25 %  50.0 kB of 200 kB  100 kB/s',
  );
  expect(progressLine('import', 200_000, 200_000, 1000)).toContain('[========================] 100 %');
  expect(progressLine('import', 0, 0, 0)).toContain('100 %');
  expect(progressLine('import', 300, 200, 1)).toContain('100 %');
  expect(progressLine('running', 1_234_567, undefined, 2_000)).toBe('running  1.23 MB  617 kB/s  2.0 s');
});

test('bytesText, durationText: three digits and a unit', () => {
  expect([0, 999, 1000, 12_345, 999_499, 5e12, 5e15].map(bytesText)).toEqual([
    '0 B',
    '999 B',
    '1.00 kB',
    '12.3 kB',
    '999 kB',
    '5.00 TB',
    '5000 TB',
  ]);
  expect([0.4, 999, 1000, 59_940, 61_000].map(durationText)).toEqual([
    '0 ms',
    '999 ms',
    '1.0 s',
    '59.9 s',
    '1 min 1 s',
  ]);
});

test('shown: control characters of a name stand written out', () => {
  expect(shown('a\u001b[2J\n\u009b\u202eü日')).toBe('a\\u001b[2J\\u000a\\u009b\\u202eü日');
});

test('volumePath: any way to write a path of a snapshot, and none leaves it', () => {
  expect(['', '/', 'a/b', '/a//b/', './a/./b', 'a/../b', '../../b'].map(volumePath)).toEqual([
    '',
    '',
    'a/b',
    'a/b',
    'a/b',
    'b',
    'b',
  ]);
});
