/**
 * Node judges what write streams make of chunks that come at once, with the calls of `fs`, of a handle, or of a caller.
 */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { agreesWithNode, runInSandbox } from '../support/node-judge.ts';

const folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'treebox-streams-')));

const PRELUDE = `
const fs = require('fs');
const at = '${folder}';
fs.mkdirSync(at, { recursive: true });
fs.writeFileSync(at + '/f', 'before');
const ended = (stream, ...chunks) => new Promise((resolve) => {
  const seen = [];
  stream.on('error', (error) => seen.push([error.code, error.syscall]));
  stream.on('finish', () => seen.push(['finish', stream.bytesWritten]));
  stream.on('close', () => resolve([seen, fs.readFileSync(at + '/f', 'latin1')]));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
});
const ofHandle = async (name, flags) => (await fs.promises.open(at + name, flags)).createWriteStream();
`;

const STREAMS = [
  // A descriptor that can't be written refuses two empty chunks, and is not asked about one.
  `return [await ended(await ofHandle('', 'r'), ''), await ended(await ofHandle('', 'r'), '', '')]`,
  `return [await ended(await ofHandle('/f', 'r'), ''), await ended(await ofHandle('/f', 'r'), '', '')]`,
  `return [await ended(await ofHandle('/f', 'r'), 'a'), await ended(await ofHandle('/f', 'r'), 'a', 'b')]`,
  `return [await ended(await ofHandle('/f', 'r+'), 'a', '', 'b'), await ended(await ofHandle('/f', 'a'), 'c', 'd')]`,
  `return await ended(fs.createWriteStream(at + '/f', { flags: 'r+', start: 2 }), 'x', Buffer.from('y'), 'z')`,
  // A call that writes less than it was given is made again for the rest.
  `const { open, close } = fs;
   const write = (fd, buffer, offset, length, position, done) => fs.write(fd, buffer, offset, Math.min(length, 2), position, done);
   return await ended(fs.createWriteStream(at + '/f', { fs: { open, close, write } }), 'one', 'two', 'three')`,
  `try { fs.createWriteStream(at + '/f', { fs: { ...fs, writev: 1 } }) } catch (error) { return [error.code, error.message] }`,
];

afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

describe('fs.WriteStream on a volume', () => {
  agreesWithNode(STREAMS, PRELUDE);

  // Node fails with a TypeError of its own there.
  test('writes the rest of chunks of which a call has written a part', async () => {
    const result = await runInSandbox(
      `new Promise((resolve) => {
         const writev = (fd, buffers, position, done) => fs.write(fd, buffers[0], 0, 1, position, done);
         const stream = fs.createWriteStream('/f', { fs: { ...fs, writev } });
         stream.on('close', () => resolve([stream.bytesWritten, fs.readFileSync('/f', 'utf8')]));
         for (const chunk of ['one', 'two', 'three']) stream.write(chunk);
         stream.end();
       })`,
    );
    expect(result).toBe('[11,"onetwothree"]');
  });
});
