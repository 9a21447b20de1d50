/**
 * A real server that dies of SIGKILL at each step between the end of a run with a push and the answer, one after the other
 * on one data folder: at most one commit a run, its outcome on record, and the same under the repeated Idempotency-Key.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Client } from '../support/api.ts';
import { fsck, git } from '../support/real-git.ts';
import { TestServer } from '../support/server.ts';

const PRELOAD = new URL('../support/kill-at-step.ts', import.meta.url).href;
/** More steps than there are; the test ends at the first that a server lives past. */
const STEPS_MAX = 400;
/** Steps passed over at a time; 1 to try each. */
const STRIDE = Number(process.env.TREEBOX_TEST_STRIDE ?? 6);

/** A run whose push has to merge: it mounts the first snapshot, and the label has moved on. */
const requestOf = (step: number, base: string) => ({
  code: `fs.writeFileSync('/at-${step}', '${step}'); ${step}`,
  fs: base,
  push: { label: 'main', expected: 'base', on_conflict: 'merge' },
  wait_secs: 30,
});

test('push: a server killed at any step makes one commit at most, and tells of it the same ever after', async () => {
  const data = mkdtempSync(join(tmpdir(), 'treebox-killed-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const start = (step: number) =>
    TestServer.start({
      data,
      args: ['--runners', '1'],
      wrapper: ['env', `NODE_OPTIONS=--import=${PRELOAD}`, `KILL_AT=${step}`],
    });
  const landed: string[] = [];
  const outcomes: Record<string, number> = {};
  let server = await start(1);
  const first = new Client(server.url);
  const base = (await first.exec({ code: `fs.writeFileSync('/first', '')`, fs: 'none' })).fs as string;
  await first.post('/api/fs/labels', { name: 'main', ca_id: base });
  first.close();
  let step = 1;
  for (let isKilled = true; isKilled && step < STEPS_MAX; step += STRIDE) {
    const request = requestOf(step, base);
    const key = { 'idempotency-key': `key-${step}` };
    const client = new Client(server.url);
    const answer = await client.call('POST', '/api/exec', request, key).catch(() => undefined);
    client.close();
    isKilled = answer === undefined;
    await server.end('SIGKILL');
    // The next server ends what this one left, and dies of the next run at the next step.
    server = await start(step + STRIDE);
    const asking = new Client(server.url);
    const { status, body } = await asking.call('POST', '/api/exec', request, key);
    expect(status).toBe(200);
    if (answer) expect(body).toEqual(answer.body);
    expect(body.outcome).toMatch(/^(?:completed|lost)$/);
    if (body.outcome === 'completed') {
      expect(body.push).toMatchObject({ status: landed.length === 0 ? 'advanced' : 'merged', label: 'main' });
      landed.push(`at-${step}`);
    } else {
      expect(body.push).toBe(null);
    }
    outcomes[body.outcome] = (outcomes[body.outcome] ?? 0) + 1;
    const again = await asking.get(`/api/executions/${body.execution_id}`);
    expect(again.body).toMatchObject({ outcome: body.outcome, push: body.push });
    asking.close();
    // One commit of this run, or none.
    const commits = git(server.repository, ['log', '--format=%H', '--grep', `Execution: ${body.execution_id}`, 'main']);
    expect(commits, `step ${step}`).toBe(body.push?.commit ?? '');
    const files = git(server.repository, ['ls-tree', '--name-only', 'main']).split('\n');
    expect(files.toSorted(), `step ${step}`).toEqual(['first', ...landed].toSorted());
  }
  await server.end();
  const repository = join(data, 'snapshots.git');
  expect(fsck(repository)).toBe('');
  expect(step, 'the last server lives').toBeLessThan(STEPS_MAX);
  expect(step, JSON.stringify(outcomes)).toBeGreaterThan(10);
  expect(Object.keys(outcomes).toSorted()).toEqual(['completed', 'lost']);
  expect(git(repository, ['rev-list', '--count', '--first-parent', 'main'])).toBe(String(landed.length + 1));
}, 900_000);
