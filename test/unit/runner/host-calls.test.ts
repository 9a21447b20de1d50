import { describe, expect, test } from 'vitest';
import { type HostFailure, type HostValue, LATER } from '../../../src/guest/border.ts';
import { JobLine } from '../../../src/runner/calls/job-line.ts';
import { createHostCalls } from '../../../src/runner/host-calls.ts';
import { PendingWork } from '../../../src/runner/pending-work.ts';

describe('JobLine', () => {
  test('begins a job when the one before is done, however that ended', async () => {
    const line = new JobLine();
    const first = Promise.withResolvers<string>();
    const begun: string[] = [];
    const one = line.add(() => first.promise);
    const two = line.add(async () => begun.push('two'));
    await Promise.resolve();
    expect(begun).toEqual([]);
    first.reject(new Error('failed'));
    await expect(one).rejects.toThrow('failed');
    await two;
    expect(begun).toEqual(['two']);
  });

  test('close: begins no more jobs and tells of the one under way', async () => {
    const line = new JobLine();
    const first = Promise.withResolvers<string>();
    const one = line.add(() => first.promise);
    const two = line.add(async () => 'never');
    const refused = expect(two).rejects.toThrow('over');
    await Promise.resolve();
    expect(line.close()).toBe(true);
    first.resolve('done');
    await refused;
    expect(await one).toBe('done');
    expect(line.close()).toBe(false);
  });
});

describe('createHostCalls', () => {
  const RSA: HostValue = [
    'list',
    ['record', 'name', 'RSA-PSS', 'hash', 'SHA-1', 'modulusLength', 2048, 'publicExponent', new Uint8Array([3])],
    true,
    ['list', 'sign'],
  ];

  test('close: tells of work that goes on, and nobody is answered any more', async () => {
    const pending = new PendingWork();
    const answers: number[] = [];
    const calls = createHostCalls(pending, (id) => answers.push(id));
    for (const id of [1, 2, 3]) calls.call(LATER, id, 'crypto.subtle', 'generateKey', RSA);
    await new Promise(setImmediate);
    expect(calls.close()).toBe(true);
    while (pending.isBusy) await pending.wait(new AbortController().signal);
    expect(calls.close()).toBe(false);
    expect(answers).toEqual([]);
  });

  test('close: makes nothing for a call that comes after it', () => {
    const calls = createHostCalls(new PendingWork(), () => undefined);
    expect(calls.close()).toBe(false);
    expect(calls.call('url.parse', 'http://a/')).toMatchObject({ message: 'the host has no call "url.parse"' });
    expect(calls.close()).toBe(false);
    expect(createHostCalls(new PendingWork(), () => undefined).call('url.parse', 'http://a/')).not.toHaveProperty(
      'message',
    );
  });

  test('call: what no guest library sends is refused, as a value', async () => {
    const calls = createHostCalls(new PendingWork(), () => undefined);
    const refused: readonly [string, ...HostValue[]][] = [
      ['crypto.call', 'setEngine', ['list', 'x']],
      ['crypto.call', '__proto__', ['list']],
      ['crypto.call', 'createHash', 'sha1'],
      ['crypto.call', 'createHash', ['held', 1]],
      ['crypto.call', 'createHash', ['nonsense']],
      ['crypto.method', ['held', 99], 'digest', ['list']],
      ['crypto.method', ['record'], 'toString', ['list']],
      ['crypto.random', -1],
      ['crypto.random', 2 ** 40],
      ['crypto.random', Number.NaN],
      ['zlib.open', 'constructor', ['record']],
      ['zlib.write', 99, 0, undefined, 1],
      ['nothing.here'],
    ];
    for (const call of refused) {
      expect(calls.call(...call), JSON.stringify(call)).toMatchObject({ message: expect.any(String) });
    }
    const held = calls.call('crypto.call', 'createHash', ['list', 'sha1']) as HostValue[];
    for (const member of ['constructor', '_events', 'on', 'pipe', '__proto__']) {
      const answer = calls.call('crypto.method', ['held', held[1] as number], member, ['list']) as HostFailure;
      expect(answer.message, member).toContain('has no');
    }
    const stream = calls.call('zlib.open', 'Gzip', ['record']) as number;
    for (const room of [0, -1, 2 ** 40, Number.NaN, 'x']) {
      expect(calls.call('zlib.write', stream, 0, new Uint8Array(1), room)).toHaveProperty('message');
    }
    expect(calls.call('zlib.write', stream, 0, 'text', 64)).toHaveProperty('message');
    calls.close();
  });
});
