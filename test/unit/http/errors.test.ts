import { expect, test } from 'vitest';
import { describeError } from '../../../src/http/errors.ts';
import { RecordsDamaged } from '../../../src/service/store/records.ts';

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
  expect(told(failure('EROFS: read-only file system, open', 'EROFS'))).toEqual([503, 'disk_failed']);
  expect(told(failure('disk I/O error'))).toEqual([503, 'disk_failed']);
  expect(told(failure('attempt to write a readonly database'))).toEqual([503, 'disk_failed']);
  // What Node's rm(2) says of it.
  expect(told(failure(', Unknown error: Read-only file system'))).toEqual([503, 'disk_failed']);
  expect(told(failure(", Unknown error: Too many open files '/data/incoming'"))).toEqual([503, 'busy']);
  expect(told(new RecordsDamaged('/data/records.sqlite', failure('malformed')))).toEqual([500, 'records_damaged']);
  expect(told(failure('what nobody thought of'))).toEqual([500, 'internal']);
});
