/**
 * A lock that a git which somebody ran by hand has left while the server runs, over a history that git looks through slowly.
 */
import { appendFileSync, existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Client } from '../support/api.ts';
import { git } from '../support/real-git.ts';
import { TestServer } from '../support/server.ts';
import { slowGit } from '../support/slow-git.ts';

const MAIN = 'refs/heads/main';
/** Age of the lock, in ms: gits of other tests, which began later, can't hold it. */
const LONG_AGO_MS = 24 * 3_600_000;
/** How long git takes to look through the history, in seconds. */
const SLOW_SECS = 2;
/** How long answers about the server's health may take meanwhile, in ms: most of them, and each on a busy machine. */
const HEALTH_MS = { most: 250, each: 1_000 } as const;

/** Asks for the server's health until `ended`; returns how long each answer took, in ms, in ascending order. */
async function healthTimes(url: string, ended: Promise<unknown>): Promise<number[]> {
  let isOver = false;
  void ended.finally(() => {
    isOver = true;
  });
  const times: number[] = [];
  while (!isOver) {
    const from = performance.now();
    await (await fetch(`${url}/health`)).arrayBuffer();
    times.push(performance.now() - from);
  }
  return times.sort((one, other) => one - other);
}

test('a push over a left lock: others are served while git looks through what the log tells of', async () => {
  const { folder, asked } = slowGit(SLOW_SECS);
  const server = await TestServer.start({ wrapper: ['env', `PATH=${folder}:${process.env.PATH}`] });
  onTestFinished(async () => void (await server.end('SIGKILL')));
  const client = new Client(server.url);
  const { fs: tree } = await client.exec({
    code: `fs.writeFileSync('/f', 'a')`,
    fs: 'unborn',
    push: { label: 'main' },
  });
  // A push by hand that was killed between its line in the log and the move.
  const head = git(server.repository, ['rev-parse', MAIN]);
  const next = git(server.repository, ['commit-tree', '-p', head, '-m', 'by hand', tree]);
  appendFileSync(join(server.repository, 'logs', MAIN), `${head} ${next} A <a@b> 1 +0000\tby hand\n`);
  const lock = join(server.repository, `${MAIN}.lock`);
  writeFileSync(lock, `${next}\n`);
  utimesSync(lock, new Date(), new Date(Date.now() - LONG_AGO_MS));

  const pushed = client.post('/api/fs/push', { label: 'main', ca_id: tree });
  const times = await healthTimes(server.url, pushed);
  // The label has moved to where its log leads.
  expect(await pushed).toMatchObject({ status: 409 });
  expect(existsSync(asked)).toBe(true);
  expect(times.at(-1)).toBeLessThan(HEALTH_MS.each);
  expect(times[Math.floor(times.length * 0.9)]).toBeLessThan(HEALTH_MS.most);
  expect(git(server.repository, ['rev-parse', MAIN])).toBe(next);
  client.close();
  await server.close();
});
