import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { identityOf, isAlive, THIS_PROCESS } from '../../../src/git/files/process-id.ts';

test('isAlive knows this process, one that has ended, and what is no identity', async () => {
  expect(isAlive(THIS_PROCESS)).toBe(true);
  expect(isAlive(THIS_PROCESS.replace(/\d+$/, '1'))).toBe(false);
  expect(isAlive(THIS_PROCESS.replace(/^[^_]+/, '0'))).toBe(false);
  expect(isAlive('something else')).toBe(true);
  const child = spawn('true');
  const identity = identityOf(child.pid as number);
  await once(child, 'exit');
  expect(isAlive(identity)).toBe(false);
});

test('isAlive: a process that has ended and that nobody has asked after is dead', async () => {
  // A shell would ask after its child, so that the child goes on until the shell has become another program.
  const script = '(until grep -q sleep /proc/$$/comm; do :; done) & echo $!; exec sleep 60';
  const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [printed] = await once(parent.stdout, 'data');
  const pid = Number(printed);
  await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'latin1')).toContain(') Z ');
  expect(isAlive(identityOf(pid))).toBe(false);
});
