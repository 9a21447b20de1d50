/**
 * What a guest prints never reaches a terminal as it is: the command line under a terminal of its own (`script`).
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foreign } from '../../../src/cli/terminal.ts';
import { cliFor, PROGRAM } from '../../support/cli.ts';
import { TestServer } from '../../support/server.ts';

const ATTACK =
  "console.log('\\x1b]52;c;aGk=\\x07', '\\x1b]0;title\\x07', '\\x9b31m', '\\u202e', 'plain\\tü'); '\\x9bresult\\u202e'";

let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await TestServer.start();
  folder = mkdtempSync(join(tmpdir(), 'treebox-terminal-'));
  writeFileSync(join(folder, 'attack.js'), ATTACK);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Runs a verb with a terminal as its stdout. */
async function onTerminal(...args: string[]): Promise<string> {
  const command = [PROGRAM, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, TREEBOX_SERVER: server.url },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return await text(child.stdout);
}

test.each([[[]], [['--follow']]])('treebox run %j: a terminal gets no control sequence of the guest', async (flags) => {
  const printed = await onTerminal('run', join(folder, 'attack.js'), ...flags);
  expect(printed).toContain('\\u001b]52;c;aGk=\\u0007');
  expect(printed).toContain('plain\tü');
  expect(printed).toContain('\\u009bresult\\u202e');
  expect(printed).not.toMatch(/\x1b\]|\u009b|\u202e|\x07/);
});

test('treebox run: a pipe gets what the guest printed, as it is', async () => {
  const { stdout } = await cliFor(server.url)(['run', join(folder, 'attack.js')]);
  expect(stdout).toContain('\x1b]52;c;aGk=\x07');
});

test('foreign: lines and tabs stay, controls and marks of direction are written out', () => {
  expect(foreign('a\r\nb\tc\rd\x1b[2Je\u0085\u2066', { isTTY: true })).toBe('a\nb\tc\\u000dd\\u001b[2Je\\u0085\\u2066');
  expect(foreign('\x1b[2J\r', { isTTY: false })).toBe('\x1b[2J\r');
});
