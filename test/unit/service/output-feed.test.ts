import { appendFileSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ExecutionId } from '../../../src/core/ids.ts';
import { STREAMS_MAX } from '../../../src/core/limits.ts';
import type { Executions } from '../../../src/service/executions.ts';
import { OutputFeeds } from '../../../src/service/output-feed.ts';

const ID = '01890000-0000-7000-8000-000000000000' as ExecutionId;

/** One execution whose output and end the test plays. */
function played() {
  const folder = mkdtempSync(join(tmpdir(), 'treebox-feed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'output');
  const { promise, resolve } = Promise.withResolvers<void>();
  let running = true;
  const executions = { outputPath: () => path, isRunning: () => running, ended: () => promise };
  return {
    path,
    feeds: new OutputFeeds(executions as unknown as Executions),
    print: (text: string) => appendFileSync(path, text),
    end: () => {
      running = false;
      resolve();
    },
  };
}

async function textOf(feeds: OutputFeeds, offset = 0): Promise<string> {
  let text = '';
  for await (const piece of feeds.follow(ID, offset, 60_000)) if (piece !== 'quiet') text += piece.data;
  return text;
}

/** Descriptors of this process on the file. */
function openOn(path: string): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      return false;
    }
  }).length;
}

test('OutputFeeds: all followers of an execution read it whole, whenever they come, through one descriptor', async () => {
  const { feeds, path, print, end } = played();
  const followers = Array.from({ length: 100 }, () => textOf(feeds));
  let printed = '';
  for (let count = 0; count < 20; count += 1) {
    const text = `${count} é ${'x'.repeat(count * 997)}\n`;
    printed += text;
    print(text);
    followers.push(textOf(feeds), textOf(feeds));
    await new Promise((resolve) => setTimeout(resolve, 11));
    expect(openOn(path)).toBe(1);
  }
  const last = 'é'.repeat(100_000);
  print(last);
  end();
  for (const text of await Promise.all(followers)) expect(text).toBe(printed + last);
  expect(openOn(path)).toBe(0);
});

test('OutputFeeds: a follower begins at its offset, hears nothing twice, and gets a sign of life', async () => {
  const { feeds, print, end } = played();
  print('0123456789');
  const rest = textOf(feeds, 4);
  const quiet = feeds.follow(ID, 10, 30);
  expect((await quiet.next()).value).toBe('quiet');
  expect((await quiet.next()).value).toBe('quiet');
  print('ab');
  expect((await quiet.next()).value).toMatchObject({ data: 'ab', byteOffset: 10, next: 12 });
  end();
  expect((await quiet.next()).done).toBe(true);
  expect(await rest).toBe('456789ab');
});

test('OutputFeeds: followers have a bound, and a place that is given back can be taken', () => {
  const { feeds } = played();
  const places = Array.from({ length: STREAMS_MAX }, () => feeds.enter());
  expect(() => feeds.enter()).toThrow('at most 256 streams of output at a time are accepted');
  places[0]?.();
  places[0]?.();
  feeds.enter();
  expect(() => feeds.enter()).toThrow('are accepted');
});
