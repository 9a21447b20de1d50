import { expect, test } from 'vitest';
import { describeError } from '../../../src/http/errors.ts';

test('describeError: a shortage is named as what it is, any other failure by its request alone', () => {
  const failure = (message: string, code?: string) => Object.assign(new Error(message), { code });
  const told = (error: Error) => {
    const { status, body } = describeError(error, 'id');
    return [status, body.code];
  };
  expect(told(failure('EMFILE: too many open files', 'EMFILE'))).toEqual([503, 'busy']);
  expect(told(failure('ENFILE: file table overflow', 'ENFILE'))).toEqual([503, 'busy']);
  expect(told(failure('ENOSPC: no space left on device', 'ENOSPC'))).toEqual([507, 'disk_full']);
  expect(told(failure('database or disk is full'))).toEqual([507, 'disk_full']);
  expect(told(failure('what nobody thought of'))).toEqual([500, 'internal']);
});
