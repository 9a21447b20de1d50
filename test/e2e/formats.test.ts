/**
 * Data folders and backups of every released version open with this one, and say what they said then.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DATA_FORMAT } from '../../src/data-format.ts';
import { Client } from '../support/api.ts';
import { ROOT } from '../support/documentation.ts';
import type { Recorded } from '../support/format-fixture.ts';
import { TestServer } from '../support/server.ts';

const FIXTURES = join(ROOT, 'test/fixtures/formats');
const VERSIONS = readdirSync(FIXTURES).filter((name) => /^\d/.test(name));
/** Nothing is dropped for its age: the fixtures grow old. */
const KEEP = ['--retain-days', '36500'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'formats-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Unpacks a fixture into a folder of its own. */
function unpacked(version: string, name: 'data' | 'backup'): string {
  const target = mkdtempSync(join(folder, `${name}-`));
  execFileSync('tar', ['-xzf', join(FIXTURES, version, `${name}.tar.gz`), '-C', target]);
  return join(target, name);
}

/** An answer without its times in ms, which 0.1 gave unrounded. */
function lasting(answer: unknown): object {
  const { timings: _, ...rest } = answer as { timings?: unknown };
  return rest;
}

/** Holds a server on a fixture's folder against what was recorded, and has it go on from there. */
async function judge(data: string, version: string): Promise<void> {
  const recorded = JSON.parse(readFileSync(join(FIXTURES, version, 'recorded.json'), 'utf8')) as Recorded;
  await using server = await TestServer.start({ data, args: KEEP });
  const client = new Client(server.url);
  for (const [path, answer] of Object.entries(recorded.answers)) {
    expect((await client.get(path)).body, path).toMatchObject(lasting(answer));
  }
  expect(readFileSync(join(data, 'format'), 'utf8')).toBe(`${DATA_FORMAT}\n`);

  expect(await client.exec({ code: 'tell()', heap: recorded.heap })).toMatchObject({ result: recorded.told });
  expect(await client.exec({ code: 'count += 1', session: recorded.session })).toMatchObject({ result: '42' });
  const pushed = await client.exec({ code: 'fs.writeFileSync("/new", "")', fs: 'main', push: { label: 'main' } });
  expect(pushed.push).toMatchObject({ status: 'advanced' });
  const past = (recorded.answers['/api/fs/labels/main/log'] as { log: { n?: number }[] }).log;
  const moves = past.map(({ n: _, ...move }) => move);
  expect((await client.get('/api/fs/labels/main/log')).body.log.slice(0, moves.length)).toMatchObject(moves);
  client.close();
}

test('the versions are all there', () => {
  expect(VERSIONS).toEqual(['0.1', '0.2']);
});

test.for(VERSIONS)(
  'a data folder of %s opens, tells what it told, and goes on',
  { timeout: 120_000 },
  async (version) => {
    await judge(unpacked(version, 'data'), version);
  },
);

test.for(VERSIONS.filter((version) => existsSync(join(FIXTURES, version, 'backup.tar.gz'))))(
  'a backup of %s is restored, tells what it told, and goes on',
  { timeout: 120_000 },
  async (version) => {
    const data = join(mkdtempSync(join(folder, 'restored-')), 'data');
    const restore = [unpacked(version, 'backup'), '--data', data];
    execFileSync(join(ROOT, 'bin/treebox'), ['restore', ...restore]);
    await judge(data, version);
  },
);

test('a data folder of the first format is backed up and restored without a server', async () => {
  const backup = join(mkdtempSync(join(folder, 'old-')), 'backup');
  const data = join(mkdtempSync(join(folder, 'old-')), 'data');
  execFileSync(join(ROOT, 'bin/treebox'), ['backup', backup, '--data', unpacked('0.1', 'data')]);
  execFileSync(join(ROOT, 'bin/treebox'), ['restore', backup, '--data', data]);
  await judge(data, '0.1');
});

const server = (data: string) =>
  spawnSync(process.execPath, ['src/main.ts', '--port', '0', '--data', data], { cwd: ROOT, encoding: 'utf8' });

test('a data folder, a database and a backup of a newer version are refused in one clear line', () => {
  const data = unpacked('0.2', 'data');
  const listed = readdirSync(join(data, 'snapshots.git'));
  writeFileSync(join(data, 'format'), '99\n');
  const line = (subject: string) =>
    `treebox: ${subject} is ${JSON.stringify(data)}; it has format 99, and this program knows formats up to ${DATA_FORMAT}: run the newer treebox that wrote it, or restore a backup\n`;
  expect(server(data)).toMatchObject({ status: 2, stderr: line('--data') });
  const treebox = (...args: string[]) => spawnSync(join(ROOT, 'bin/treebox'), args, { encoding: 'utf8' });
  expect(treebox('backup', join(folder, 'never'), '--data', data)).toMatchObject({ status: 2, stderr: line('--data') });
  writeFileSync(join(data, 'backup.json'), '{"format": 1}');
  expect(treebox('restore', data, '--data', join(folder, 'never'))).toMatchObject({
    status: 2,
    stderr: line('the backup'),
  });
  expect(existsSync(join(folder, 'never'))).toBe(false);
  expect(readdirSync(join(data, 'snapshots.git'))).toEqual(listed);

  writeFileSync(join(data, 'format'), 'two');
  expect(server(data)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('must hold the version of its format'),
  });

  writeFileSync(join(data, 'format'), `${DATA_FORMAT}\n`);
  const records = join(data, 'executions/records.sqlite');
  const database = new DatabaseSync(records);
  database.exec('PRAGMA user_version = 99');
  database.close();
  const { status, stderr } = server(data);
  expect(stderr).toMatch(
    /^treebox: \S+records\.sqlite has layout 99, and this program knows layouts up to \d+: run the newer treebox that wrote it, or restore a backup\n$/,
  );
  expect(status).toBe(2);
});
