import { validate, version } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { isExecutionId } from '../../../src/core/ids.ts';
import { ExecutionIds } from '../../../src/service/execution-ids.ts';

afterEach(() => vi.useRealTimers());

test('ExecutionIds: a hundred thousand at once are different UUIDs of version 7 in their order', () => {
  const ids = new ExecutionIds();
  const made = Array.from({ length: 100_000 }, () => ids.next());
  expect(new Set(made).size).toBe(made.length);
  expect(made.toSorted()).toEqual(made);
  for (const id of made.slice(0, 1_000))
    expect([validate(id), version(id), isExecutionId(id)]).toEqual([true, 7, true]);
});

test('ExecutionIds: the time is in the first 48 bits', () => {
  vi.useFakeTimers({ now: 1_700_000_000_123 });
  expect(Number.parseInt(new ExecutionIds().next().replace('-', '').slice(0, 12), 16)).toBe(1_700_000_000_123);
});

test('ExecutionIds: a clock that is put back, also across a restart, keeps the order', () => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  const ids = new ExecutionIds();
  const made = [ids.next()];
  vi.setSystemTime(1_600_000_000_000);
  made.push(ids.next(), ids.next());
  const restarted = new ExecutionIds(made.at(-1));
  made.push(restarted.next(), restarted.next());
  expect(made.toSorted()).toEqual(made);
});
