import { expect, test } from 'vitest';
import { doAside, doNow, type Steps, slow } from '../../../src/core/steps.ts';

/** Work whose slow step says in which form it was done, or fails; it notes how it went on. */
function* work(noted: string[], failure?: Error): Steps<string> {
  const done = (form: string) => {
    if (failure) throw failure;
    return form;
  };
  try {
    return yield* slow(
      () => done('now'),
      async () => done('aside'),
    );
  } catch (error) {
    noted.push(`caught ${(error as Error).message}`);
    throw error;
  } finally {
    noted.push('closed');
  }
}

test('doNow and doAside do a slow step each in its own form', async () => {
  expect([doNow(work([])), await doAside(work([]))]).toEqual(['now', 'aside']);
});

test('doNow and doAside: the work itself sees a step that fails', async () => {
  const noted: string[] = [];
  expect(() => doNow(work(noted, new Error('first')))).toThrow('first');
  await expect(doAside(work(noted, new Error('second')))).rejects.toThrow('second');
  expect(noted).toEqual(['caught first', 'closed', 'caught second', 'closed']);
});

test('doAside: work that is given up after a step closes what it has open', async () => {
  const noted: string[] = [];
  expect(await doAside(work(noted), () => false)).toBeUndefined();
  expect(noted).toEqual(['closed']);
});
