import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HEAP_MIB } from '../../../src/core/limits.ts';
import type { Sandbox } from '../../../src/runner/isolate/sandbox.ts';
import { SpareSandbox } from '../../../src/runner/spare-sandbox.ts';

const made: { heapMiB: number; parts: string[] }[] = [];
let spare: SpareSandbox;

beforeEach(() => {
  vi.useFakeTimers();
  made.length = 0;
  spare = new SpareSandbox((heapMiB) => {
    const parts: string[] = [];
    const sandbox = { heapMiB, parts, loadAhead: (part: string) => void parts.push(part) };
    made.push(sandbox);
    return sandbox as unknown as Sandbox;
  });
});
afterEach(() => vi.useRealTimers());

test('SpareSandbox: is made before it is taken, and gets the parts that the last run used, one at a time', () => {
  spare.prepare(['fs', 'inspect']);
  expect(made).toEqual([{ heapMiB: HEAP_MIB.default, parts: [], loadAhead: expect.any(Function) }]);
  vi.advanceTimersToNextTimer();
  expect(made[0]?.parts).toEqual(['fs']);
  vi.runAllTimers();
  expect(made[0]?.parts).toEqual(['fs', 'inspect']);
  expect(spare.take(HEAP_MIB.default)).toBe(made[0]);
  expect(made).toHaveLength(1);
});

test('SpareSandbox: one that was taken is left alone, and the next is another', () => {
  spare.prepare(['fs', 'inspect']);
  vi.advanceTimersToNextTimer();
  spare.take(HEAP_MIB.default);
  vi.runAllTimers();
  expect(made[0]?.parts).toEqual(['fs']);
  spare.prepare([]);
  expect(spare.take(HEAP_MIB.default)).toBe(made[1]);
});

test('SpareSandbox: a run with other memory gets one of its own, and the spare stays as it is', () => {
  spare.prepare(['fs']);
  vi.runAllTimers();
  expect(spare.take(HEAP_MIB.default + 1)).toBe(made[1]);
  spare.prepare(['url']);
  vi.runAllTimers();
  expect(spare.take(HEAP_MIB.default)).toBe(made[0]);
  expect(made.map(({ parts }) => parts)).toEqual([['fs', 'url'], []]);
});

test('SpareSandbox: waits for nothing after a run that used no parts', () => {
  spare.prepare([]);
  expect(vi.getTimerCount()).toBe(0);
  expect(spare.take(HEAP_MIB.default)).toBe(made[0]);
});
