/**
 * A `git push` over HTTP whose git is killed while it holds the label's lock, alone or together with the server.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Client } from '../support/api.ts';
import { GIT_ENV, git, temporaryFolder } from '../support/real-git.ts';
import { TestServer } from '../support/server.ts';

/** Has each git stop when it holds its locks, until `stopped` is removed; it then holds the id of the process. */
function stopAtLocks(repository: string, folder: string): string {
  const stopped = join(folder, 'stopped');
  const hook = join(folder, 'reference-transaction');
  writeFileSync(hook, `#!/bin/sh\n[ "$1" = prepared ] || exit 0\necho $PPID > ${stopped}\nexec sleep 100\n`);
  chmodSync(hook, 0o755);
  appendFileSync(join(repository, 'config'), `[core]\n\thooksPath = ${folder}\n`);
  return stopped;
}

/** A loaded machine takes its time to start two gits. */
const PATIENCE = { timeout: 20_000 };

/** Ends what a killed git has started. */
function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // The server has done so.
  }
}

async function push(copy: string, url: string): Promise<number> {
  const child = spawn('git', ['-C', copy, 'push', '-q', `${url}/git/snapshots.git`, 'HEAD:refs/heads/main'], {
    env: GIT_ENV,
    stdio: 'ignore',
  });
  const [code] = await once(child, 'close');
  return code;
}

test.each([
  ['alone', false],
  ['together with the server', true],
])('git push: a receive-pack killed %s while it holds the lock keeps no label busy', async (_, isServerKilled) => {
  const first = await TestServer.start();
  const copy = temporaryFolder();
  git(copy, ['init', '-q', '-b', 'main']);
  for (const message of ['one', 'two']) git(copy, ['commit', '-q', '--allow-empty', '-m', message]);
  const hooks = temporaryFolder();
  const stopped = stopAtLocks(first.repository, hooks);
  const pushing = push(copy, first.url);
  await expect.poll(() => existsSync(stopped) && readFileSync(stopped, 'utf8') !== '', PATIENCE).toBe(true);
  const receiver = Number(readFileSync(stopped, 'utf8'));
  expect(existsSync(join(first.repository, 'refs/heads/main.lock'))).toBe(true);
  if (isServerKilled) await first.end('SIGKILL');
  process.kill(receiver, 'SIGKILL');
  onTestFinished(() => endGroup(receiver));
  expect(await pushing).not.toBe(0);
  rmSync(join(hooks, 'reference-transaction'));

  const server = isServerKilled ? await TestServer.start({ data: first.data }) : first;
  const client = new Client(server.url);
  const { fs: ca_id } = await client.exec({ code: `fs.writeFileSync('/f', 'a')`, fs: 'unborn' });
  const answer = await client.post('/api/fs/push', { label: 'main', ca_id });
  expect(answer).toMatchObject({ status: 200, body: { status: 'advanced' } });
  client.close();
  await server.end();
  await first.close();
});
