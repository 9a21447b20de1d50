import { expect, test } from 'vitest';
import { NameRefused, RefLocked } from '../../../src/git/refs/ref-errors.ts';
import { refusalOfRef } from '../../../src/service/ref-refusal.ts';

test.each([
  [
    new RefLocked('refs/heads/a'),
    'busy',
    'refs/heads/a is locked by another process, with the file refs/heads/a.lock in the repository; try again. ' +
      'If no git is working there, a killed one has left it: a push or a start removes it when it is a minute old',
  ],
  [
    new NameRefused('refs/heads/a/b', 'a shorter name exists', 'refs/heads/a'),
    'label_clash',
    'label "a/b" can\'t be made or moved: "a" exists; choose another name',
  ],
  [
    new NameRefused('refs/heads/a', 'a longer name exists'),
    'label_clash',
    'label "a" can\'t be made or moved: a label whose name begins with it exists; choose another name',
  ],
  [
    new NameRefused('refs/heads/a', 'it is symbolic'),
    'label_clash',
    'label "a" can\'t be made or moved: it is a symbolic ref, which treebox does not move; choose another name',
  ],
])('refusalOfRef: %s', (error, code, message) => {
  expect(refusalOfRef(error)).toMatchObject({ code, message, cause: error });
});

test('refusalOfRef: no other error is one', () => {
  expect(refusalOfRef(new Error('EIO'))).toBeUndefined();
  expect(refusalOfRef(undefined)).toBeUndefined();
});
