import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, Client } from '../support/api.ts';
import { killRounds } from '../support/kill-rounds.ts';
import { TestServer } from '../support/server.ts';

const KILLS = 20;
/** The longest that a push loop goes on after its first answer before it is killed, in ms. */
const LOOP_MAX_MS = 250;

let first: TestServer;
beforeAll(async () => {
  first = await TestServer.start();
});
afterAll(() => first.close());

test('SIGKILL for the server, a runner, a compiler, a git and a worker under a mixed load loses nothing that was acknowledged', {
  timeout: 300_000,
}, async () => {
  const { kills } = await killRounds(6);
  expect(kills).toEqual({ server: 2, runner: 1, compiler: 1, git: 1, worker: 1 });
});

interface LogLine {
  readonly to: string;
  readonly commit: string;
  readonly message: string;
}

test(`SIGKILL at ${KILLS} random moments of a push loop loses no acknowledged push and leaves no head without its log`, {
  timeout: 300_000,
}, async () => {
  const trees = await makeTrees();
  const acknowledged: { message: string; ca_id: string }[] = [];
  await first.end('SIGKILL');
  for (let kill = 0; kill < KILLS; kill += 1) {
    const server = await TestServer.start({ data: first.data });
    const client = new Client(server.url);
    let killed: Promise<unknown> | undefined;
    for (let count = 0; ; count += 1) {
      const ca_id = trees[count % trees.length] as string;
      const message = `kill ${kill} push ${count}`;
      const answer = await client
        .post('/api/fs/push', { label: 'loop', ca_id, force: true, message })
        .catch((): Answer | undefined => undefined);
      if (!answer) break;
      expect(answer.status).toBe(200);
      acknowledged.push({ message, ca_id });
      killed ??= sleep(Math.random() * LOOP_MAX_MS).then(() => server.end('SIGKILL'));
    }
    await killed;
    client.close();
  }

  const server = await TestServer.start({ data: first.data });
  const client = new Client(server.url);
  const { body: label } = await client.get('/api/fs/labels/loop');
  const { body } = await client.get('/api/fs/labels/loop/log');
  const log = body.log as LogLine[];
  client.close();
  await server.end();
  const logged = new Map(log.map((line) => [line.message, line.to]));
  expect(acknowledged.length).toBeGreaterThan(KILLS);
  expect(acknowledged.filter(({ message, ca_id }) => logged.get(message) !== ca_id)).toEqual([]);
  expect(log.at(-1)).toMatchObject({ to: label.ca_id, commit: label.commit });
  const git = (...args: string[]) => execFileSync('git', ['-C', first.repository, ...args]).toString();
  expect(git('rev-parse', 'loop')).toBe(git('rev-parse', 'loop@{0}'));
  git('fsck', '--strict', '--full');
});

/** Three snapshots that differ. */
async function makeTrees(): Promise<string[]> {
  const client = new Client(first.url);
  const trees: string[] = [];
  for (const text of ['a', 'b', 'c']) {
    const { fs } = await client.exec({ code: `await fs.writeFile('/f', '${text}')`, fs: 'unborn' });
    trees.push(fs);
  }
  client.close();
  return trees;
}
