/**
 * The log of wrong tokens: no guess is left out of it, and it doesn't grow with them.
 */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { refusalLog } from '../../../src/http/requests.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('wrong tokens: the first is logged immediately, the others once a minute with their number', () => {
  const lines: { requests: number; last_from: string }[] = [];
  const log = { warn: (fields: (typeof lines)[number]) => lines.push(fields) } as never;
  const note = refusalLog();
  const ask = (ip: string, statusCode: number, authorization?: string) =>
    note({ ip, log, headers: authorization === undefined ? {} : { authorization } }, { statusCode });
  ask('a', 401);
  ask('a', 200, 'Bearer right');
  expect(lines).toEqual([]);
  for (let nth = 0; nth < 50; nth += 1) ask('b', 401, 'Bearer wrong');
  expect(lines).toEqual([{ requests: 1, last_from: 'b' }]);
  ask('d', 401, 'Bearer wrong');
  vi.advanceTimersByTime(60_000);
  expect(lines.slice(1)).toEqual([{ requests: 50, last_from: 'd' }]);
  vi.advanceTimersByTime(600_000);
  expect(lines).toHaveLength(2);
  ask('c', 401, 'Bearer wrong');
  expect(lines.slice(2)).toEqual([{ requests: 1, last_from: 'c' }]);
});
