import { expect, test } from 'vitest';
import { compileSource } from '../../../src/compiler/bundle.ts';

test.each([
  ['blank lines', '\n'],
  ['lines of spaces', '   \n'],
  ['semicolons and lines', ';\n'],
])('compileSource: a source of a mebibyte of %s is looked through once', async (_, piece) => {
  const source = `${piece.repeat(2 ** 20 / piece.length)}let a: number = 1`;
  expect(await compileSource(source, '/main.ts')).toMatchObject({ ok: true });
});
