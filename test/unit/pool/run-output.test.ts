/**
 * The files that runs print into.
 */
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SPANS_ENDING } from '../../../src/core/output-files.ts';
import { RunOutput } from '../../../src/pool/run-output.ts';

function opened(): { output: RunOutput; path: (name: string) => string; names: () => string[] } {
  const root = mkdtempSync(join(tmpdir(), 'treebox-output-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const names = () => readdirSync(root).filter((name) => !name.startsWith('.'));
  return { output: new RunOutput(root, 'runner'), path: (name) => join(root, name), names };
}

test('RunOutput: a run that prints nothing leaves no file, and its file goes on to the next run', () => {
  const { output, path, names } = opened();
  const first = output.begin(path('a'));
  output.end();
  expect(output.begin(path('b'))).toBe(first);
  output.end();
  expect(names()).toEqual([]);
});

test('RunOutput.show: what is printed can be read while the run goes on, and spans stay only where there are some', () => {
  const { output, path, names } = opened();
  const first = output.begin(path('a'));
  output.show();
  output.show();
  appendFileSync(first, 'text');
  expect(readFileSync(path('a'), 'utf8')).toBe('text');
  output.end();
  expect(names()).toEqual(['a']);
  expect(output.begin(path('b'))).not.toBe(first);
  expect(existsSync(first)).toBe(false);
});

test('RunOutput.end: what was printed without a word is shown, and never goes on to the next run', () => {
  for (const ending of ['', SPANS_ENDING]) {
    const { output, path, names } = opened();
    const first = output.begin(path('a'));
    appendFileSync(first + ending, 'text');
    output.end();
    expect(names()).toEqual([`a${ending}`]);
    const second = output.begin(path('b'));
    expect(second).not.toBe(first);
    expect(readFileSync(second + ending, 'utf8')).toBe('');
  }
});

test('RunOutput.close: keeps what a run has printed whose process is gone', () => {
  const { output, path, names } = opened();
  appendFileSync(output.begin(path('a')), 'text');
  output.close();
  output.end();
  expect(names()).toEqual(['a']);
  expect(existsSync(output.folder)).toBe(false);
});

test('RunOutput.end: tells that what was printed could not be put away', () => {
  const { output, path } = opened();
  appendFileSync(output.begin(path('missing/a')), 'text');
  output.show();
  expect(() => output.end()).toThrow('ENOENT');
});

test('RunOutput: holds no descriptor once its runner is gone, whatever its runs have printed', () => {
  const open = () => readdirSync('/proc/self/fd').length;
  const before = open();
  const { output, path } = opened();
  appendFileSync(output.begin(path('a')), 'text');
  output.end();
  output.begin(path('b'));
  output.end();
  expect(open()).toBe(before + 2);
  output.close();
  expect(open()).toBe(before);
  const { output: dying, path: there } = opened();
  appendFileSync(dying.begin(there('c')), 'text');
  dying.close();
  dying.end();
  expect(open()).toBe(before);
});
