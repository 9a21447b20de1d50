/**
 * When lines of the log are written.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

const LOG = new URL('../../src/log.ts', import.meta.url).href;
const DIE = "process.kill(process.pid, 'SIGKILL');";

/** Runs a program that has `logger`. @param enough ends it as soon as it has printed this */
async function printed(program: string, enough?: string): Promise<string[]> {
  const source = `import { createLogger } from '${LOG}'; const logger = createLogger('info', 'json'); ${program}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    if (enough !== undefined && text.includes(enough)) child.kill();
  });
  await once(child, 'close');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
}

test('createLogger: the first line is written immediately, and others wait a moment for more', async () => {
  expect(await printed(`logger.info('a'); logger.info('b'); ${DIE}`)).toEqual(['a']);
  expect(await printed("logger.info('a'); logger.info('b'); setInterval(() => {}, 1000);", '"b"')).toEqual(['a', 'b']);
});

test('createLogger: a warning is written immediately with all that came before it', async () => {
  expect(await printed(`logger.info('a'); logger.info('b'); logger.warn('c'); ${DIE}`)).toEqual(['a', 'b', 'c']);
});

test('createLogger: what waits is written when the process ends', async () => {
  expect(await printed("logger.info('a'); logger.info('b');")).toEqual(['a', 'b']);
  expect(await printed("logger.info('a'); logger.info('b'); process.exit(3);")).toEqual(['a', 'b']);
  expect(await printed("logger.info('a'); logger.child({ x: 1 }).info('b'); process.exit(3);")).toEqual(['a', 'b']);
});
