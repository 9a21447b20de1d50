import { expect, test } from 'vitest';
import { checkLabel } from '../../../src/service/label-name.ts';

test.each([
  'main',
  'team/main',
  'a.b',
  'ünïcode/日本語',
  '@',
  'a@b',
  'a{b',
  '0123456789abcdef',
  'abcdef0123'.repeat(4).slice(1),
  'x'.repeat(200),
  'refs/heads/main',
  'autos',
  'a/-b',
])('checkLabel takes %j', (name) => {
  expect(() => checkLabel(name)).not.toThrow();
});

test.each([
  ['', 'empty'],
  ['a b', 'git does not allow'],
  ['a..b', 'git does not allow'],
  ['a/', 'git does not allow'],
  ['/a', 'git does not allow'],
  ['a//b', 'git does not allow'],
  ['.a', 'git does not allow'],
  ['a/.b', 'git does not allow'],
  ['a.', 'git does not allow'],
  ['a.lock', 'git does not allow'],
  ['a.lock/b', 'git does not allow'],
  ['a@{b', 'git does not allow'],
  ['a\u0000b', 'git does not allow'],
  ['a\u007fb', 'git does not allow'],
  ['a\\b', 'git does not allow'],
  ['-a', 'begins with "-"'],
  ['HEAD', 'reserved'],
  ['auto', 'reserved'],
  ['abcdef0123'.repeat(4), 'looks like a CA id'],
  ['ABCDEF0123'.repeat(4), 'looks like a CA id'],
  ['x'.repeat(201), '201 bytes'],
  ['é'.repeat(101), '202 bytes'],
  ['a\ud800b', 'well-formed'],
])('checkLabel refuses %j and says why', (name, why) => {
  expect(() => checkLabel(name)).toThrow(
    expect.objectContaining({ code: 'bad_label', message: expect.stringContaining(why) }),
  );
});
