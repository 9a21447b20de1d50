import { expect, test } from 'vitest';
import { isRefName } from '../../../src/git/refs/ref-name.ts';

test('isRefName wants at least two parts', () => {
  expect([isRefName('refs/heads/a'), isRefName('a/b'), isRefName('a')]).toEqual([true, true, false]);
});
