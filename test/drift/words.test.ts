/**
 * How comments begin: a docstring starts with a verb or a noun phrase, and no header names a layer.
 */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const EXCLUDED = ['**/*.gen.ts'];

/** The first line of a docstring that begins with a question, or with who is told. */
const NO_START = /\/\*\*\s*(?:\* )?(?:What|Whether|Told)\b.*/g;

function found(pattern: string | string[], wrong: RegExp): string[] {
  return globSync(pattern, { cwd: ROOT, exclude: EXCLUDED }).flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(wrong)].map(([text]) => `${file}: ${text}`),
  );
}

test('words: a docstring starts with a verb or a noun phrase', () => {
  expect(found(['src/**/*.{ts,tsx}', 'vfs/**/*.ts'], NO_START)).toEqual([]);
});

test('words: no header names its layer', () => {
  expect(found(['src/**/*.{ts,tsx}', 'vfs/**/*.ts'], /\bLayer \d.*/g)).toEqual([]);
});
