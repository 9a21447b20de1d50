/**
 * A disk whose file system fails under a working server and is repaired while the machine stays up: what was acknowledged
 * is there when the server has been started again.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Client } from '../support/api.ts';
import { LoopDisk } from '../support/loop-disk.ts';
import { fsck, git, tryGit } from '../support/real-git.ts';
import { TestServer } from '../support/server.ts';

const ROUNDS = 12;
/** How long the disk works on after the last answer, in ms; its file system writes by itself every 5 s. */
const PAUSES_MS = [0, 0, 20, 700];
/** How often one label is moved in a round. */
const MOVES = 3;

interface Move {
  readonly message: string;
  readonly tree: string;
}

/** A label's acknowledged moves; null once its end was acknowledged. */
type Told = Map<string, Move[] | null>;

/** Moves labels in every way, and takes note of what was acknowledged. */
async function moveLabels(url: string, round: number, told: Told): Promise<void> {
  const client = new Client(url);
  const push = async (label: string, text: string) => {
    const { fs: tree } = await client.exec({ code: `fs.writeFileSync('/f', ${JSON.stringify(text)})`, fs: 'unborn' });
    const message = `round ${round}: ${text}`;
    const { status } = await client.post('/api/fs/push', { label, ca_id: tree, force: true, message });
    expect(status).toBe(200);
    told.set(label, [...(told.get(label) ?? []), { message, tree }]);
  };
  for (let nth = 0; nth < MOVES; nth += 1) await push('main', `main ${nth} ${round}`);
  await push('passing', `passing ${round}`);
  await push(`new-${round}`, `new ${round}`);
  await push(`team/${round}/x`, `team ${round}`);
  expect((await client.call('DELETE', '/api/fs/labels/passing')).status).toBe(200);
  told.set('passing', null);
  await push('last', `last ${round}`);
  client.close();
}

/** Where git's own pushes go. */
const BY_GIT = ['refs/heads/by-git', 'refs/heads/git'];

/** Pushes a commit by git, and deletes a branch with it that was pushed before. */
function pushByGit(url: string, copy: string, round: number): string {
  const remote = `${url}/git/snapshots.git`;
  git(copy, ['commit', '-q', '--allow-empty', '-m', `commit ${round}`]);
  git(copy, ['push', '-q', remote, 'HEAD:refs/heads/git/passing']);
  git(copy, ['push', '-q', remote, 'HEAD:refs/heads/by-git', ':refs/heads/git/passing']);
  return git(copy, ['rev-parse', 'HEAD']);
}

/** Pushes without end to a label, to be cut off; what was acknowledged is noted, and what was not may have come about. */
async function pushOn(url: string, round: number, told: Told): Promise<void> {
  const client = new Client(url);
  const trees = told.get('main')?.map(({ tree }) => tree) ?? [];
  for (let nth = 0; ; nth += 1) {
    const message = `round ${round}: push ${nth}`;
    const tree = trees[nth % trees.length] as string;
    const answer = await client
      .post('/api/fs/push', { label: 'busy', ca_id: tree, force: true, message })
      .catch(() => undefined);
    if (answer?.status !== 200) break;
    if (answer.body.status === 'advanced') told.set('busy', [...(told.get('busy') ?? []), { message, tree }]);
  }
  client.close();
}

async function verify(server: TestServer, told: Told, pushed: string | undefined): Promise<void> {
  const client = new Client(server.url);
  for (const [label, moves] of told) {
    const path = `/api/fs/labels/${encodeURIComponent(label)}`;
    const { status, body: head } = await client.get(path);
    expect([label, status]).toEqual([label, moves === null ? 404 : 200]);
    if (moves === null) continue;
    const log = (await client.get(`${path}/log`)).body.log as { message: string; to: string; commit: string }[];
    const logged = log.map(({ message, to }) => ({ message, tree: to }));
    // The loop's last push had no answer.
    const unsaid =
      label === 'busy' ? logged.filter(({ message }) => !moves.some((move) => move.message === message)) : [];
    expect(logged.filter((move) => !unsaid.includes(move))).toEqual(moves);
    expect(log.at(-1)).toMatchObject({ to: head.ca_id, commit: head.commit });
    for (const { tree } of logged) expect((await client.get(`/api/fs/snapshots/${tree}/files/f`)).status).toBe(200);
  }
  if (pushed) {
    const kept = git(server.repository, ['for-each-ref', '--format=%(refname) %(objectname)', ...BY_GIT]);
    expect(kept).toBe(`refs/heads/by-git ${pushed}`);
    expect(git(server.repository, ['rev-parse', 'by-git@{0}'])).toBe(pushed);
  }
  client.close();
}

test(`${ROUNDS} times a file system fails under a server and is repaired: nothing acknowledged is lost`, async ({
  skip,
}) => {
  const disk = LoopDisk.make();
  if (!disk) return skip('no disk can be made here');
  onTestFinished(() => disk.remove());
  const copy = mkdtempSync(join(tmpdir(), 'treebox-clone-'));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  git(copy, ['init', '-q']);
  // The whole disk, with the folder of its own that the repair puts things into.
  const data = disk.path;
  const told: Told = new Map();
  let pushed: string | undefined;
  for (let round = 0; ; round += 1) {
    const server = await TestServer.start({ data, args: ['--runners', '1'] });
    onTestFinished(async () => void (await server.end('SIGKILL')));
    await verify(server, told, pushed).catch((error: unknown) => {
      throw new Error(`round ${round}: ${server.printed}`, { cause: error });
    });
    if (round > 0) expect(server.printed).toContain('set to the newest usable value in its log');
    if (round === ROUNDS) {
      expect(server.printed).toContain(`${join(data, 'lost+found')}: 1 files whose names were lost`);
      await server.end();
      break;
    }
    await moveLabels(server.url, round, told);
    if (round % 2 === 1) pushed = pushByGit(server.url, copy, round);
    const isBusy = round % 3 === 2;
    const pushing = isBusy ? pushOn(server.url, round, told) : undefined;
    await sleep(PAUSES_MS[round % PAUSES_MS.length]);
    disk.failAtOnce();
    await pushing;
    await server.end(round % 4 === 3 ? 'SIGTERM' : 'SIGKILL');
    disk.repair();
    if (round + 1 === ROUNDS) writeFileSync(join(data, 'lost+found', '#123'), 'without a name');
  }
  const repository = join(data, 'snapshots.git');
  expect(fsck(repository)).toBe('');
  expect(tryGit(repository, ['for-each-ref']).output).not.toContain('warning');
  expect(readdirSync(repository, { recursive: true }).filter((name) => String(name).endsWith('.lock'))).toEqual([]);
});
