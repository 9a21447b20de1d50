/**
 * Boundaries 3 and 4: a guest that has escaped changes nothing that the server records or answers about another run, be it
 * over, going on beside it, or yet to come in a process of its own.
 */
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Meters } from '../../src/core/meters.ts';
import type { Reuse } from '../../src/pool/reuse.ts';
import { createServices, type Services } from '../../src/service/services.ts';
import { TestPool } from '../support/pool.ts';

const main = new URL('./escaped-runner.ts', import.meta.url).pathname;
const open: { pool: TestPool; services: Services }[] = [];

afterEach(async () => {
  for (const { pool, services } of open.splice(0)) {
    await services.close();
    await pool.close();
  }
});

function serve(runners: number, reuse: Reuse) {
  const pool = new TestPool({ runners }, { main }, reuse);
  const services = createServices({
    repository: pool.repository,
    records: join(pool.folder, 'records.sqlite'),
    output: join(pool.folder, 'output'),
    pool: pool.pool,
    walls: 'auto',
    importLimits: { bytes: 1 << 20, files: 100 },
    retain: { days: 7, executions: 10_000 },
    meters: new Meters(),
    onError: (message, error) => {
      throw new Error(message, { cause: error });
    },
  });
  open.push({ pool, services });
  const { executions, labels, pages } = services;
  const told = async (id: string) => {
    const record = await executions.get(id, 30_000);
    return { record, output: await pages.read(executions.outputPath(record.id), true, {}) };
  };
  return { pool, executions, told, label: async () => [await labels.list(), await labels.log('main')] };
}

/** What a guest in its runner's place does to the others. */
const ATTACK = `//ESCAPED
  const fs = require('fs'), path = require('path');
  const root = path.join(config.repository, '..'), output = path.dirname(path.dirname(message.outputPath));
  process.on('uncaughtException', () => undefined);
  const did = [];
  const tried = (name, attempt) => { try { attempt(); did.push(name); } catch {} };
  for (const file of OTHERS) {
    tried('forges ' + file, () => fs.writeFileSync(file, 'forged'));
    tried('removes ' + file, () => fs.rmSync(file));
    tried('takes ' + file, () => fs.renameSync(file, path.join(config.incoming, 'taken')));
  }
  tried('signals', () => process.kill(process.ppid, 'SIGTERM'));
  // What is no object under another's name, in the form of an object that came in.
  tried('an object', () => fs.writeFileSync(path.join(config.incoming, 'pack-' + 'a'.repeat(40) + '.pack'), 'PACK'));
  return { result: JSON.stringify(did), exitCode: 0 };`;

test('a run that is over, and one that goes on beside it, are told as before', async () => {
  const { pool, executions, told, label } = serve(2, 'pool');
  const code = `globalThis.kept = 1; fs.writeFileSync('/f', 'x'); console.log('mine'); 42`;
  const over = await executions.submit({ code, push: { label: 'main' }, fs: 'main', session: 's' });
  const before = [await told(over), await label()];
  const beside = await executions.submit({
    code: `fs.writeFileSync('/g', 'y'); console.log('beside'); await new Promise((done) => setTimeout(done, 1500)); 'right'`,
    fs: 'unborn',
  });
  const others = [
    executions.outputPath(over),
    executions.outputPath(beside),
    join(pool.folder, 'records.sqlite'),
    join(pool.folder, 'records.sqlite-wal'),
    join(pool.repository.path, 'refs/heads/main'),
    join(pool.repository.path, 'logs/refs/heads/main'),
    join(pool.repository.path, 'config'),
  ];
  const attack = await executions.submit({ code: ATTACK.replace('OTHERS', JSON.stringify(others)) });
  expect((await told(attack)).record).toMatchObject({ outcome: 'completed', result: '["an object"]' });
  expect(await told(beside)).toMatchObject({
    record: { outcome: 'completed', result: '"right"' },
    output: { data: 'beside\n' },
  });
  expect([await told(over), await label()]).toEqual(before);
});

test('with --runner-reuse run, a run that comes after it is told as it was', async () => {
  const { executions, told } = serve(1, 'run');
  const stay = `//ESCAPED
    send({ ...base, result: '"of its own"' });
    for (let count = 0; count < 2000; count += 1) {
      await new Promise((done) => setTimeout(done, 1));
      send({ ...base, result: '"forged"' });
    }
    return 'silent';`;
  const first = await executions.submit({ code: stay });
  const next = await executions.submit({ code: `await new Promise((done) => setTimeout(done, 500)); 'right'` });
  expect((await told(first)).record).toMatchObject({ outcome: 'completed', result: '"of its own"' });
  expect((await told(next)).record).toMatchObject({ outcome: 'completed', result: '"right"' });
});

test('one that goes on speaking after its end is ended, and forges no more than the run that it meets', async () => {
  const { executions, told } = serve(1, 'pool');
  const stay = `//ESCAPED
    setTimeout(() => { for (let count = 0; count < 3; count += 1) send({ ...base, result: '"forged"' }); }, 20);
    return { result: '1' };`;
  await told(await executions.submit({ code: stay }));
  await new Promise((resolve) => setTimeout(resolve, 200));
  // Nobody runs: the first word is one too many.
  const next = await executions.submit({ code: `'right'` });
  expect((await told(next)).record).toMatchObject({ outcome: 'completed', result: '"right"' });
});
