/**
 * Node judges where `fs` meets the web: `openAsBlob` and `FileHandle.readableWebStream`.
 */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { agreesWithNode, runInSandbox } from '../support/node-judge.ts';

const folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'treebox-web-')));

/** What every snippet may use: a folder `at` with a file `f`, a larger one, a folder, a link and a dangling one. */
const PRELUDE = `
const fs = require('fs');
const at = '${folder}';
fs.mkdirSync(at + '/folder', { recursive: true });
for (const name of ['/f', '/big', '/link', '/dangling', '/new']) fs.rmSync(at + name, { force: true });
fs.writeFileSync(at + '/f', 'hello world');
fs.writeFileSync(at + '/big', 'x'.repeat(100000));
fs.symlinkSync('f', at + '/link');
fs.symlinkSync('none', at + '/dangling');
const told = (error) => [error.name, error.code, error.message.replaceAll(at, ''), error.syscall, error.errno,
  error.path?.replaceAll(at, '')];
const outcome = async (f) => { try { return await f(); } catch (error) { return told(error); } };
const text = (bytes) => { let made = ''; for (const byte of bytes) made += String.fromCharCode(byte); return made; };
const chunks = async (stream) => {
  const made = [];
  for await (const chunk of stream) made.push([chunk.constructor.name, text(chunk.slice(0, 20)), chunk.length]);
  return made;
};
const whole = async (stream) => {
  let made = '';
  for await (const chunk of stream) made += text(chunk);
  return made;
};
const opened = async (use, name = '/f', flags = 'r') => {
  const handle = await fs.promises.open(at + name, flags);
  try { return await use(handle); } finally { await handle.close(); }
};
`;

const BLOBS = [
  "const b = await fs.openAsBlob(at + '/f'); return [b.constructor === Blob, b.size, b.type, await b.text()];",
  "const b = await fs.openAsBlob(at + '/f', { type: 'text/plain' }); return [b.type, await b.slice(2, 5).text()];",
  "const b = await fs.openAsBlob(at + '/f'); const c = b.slice(1, 4, 'a/b'); return [c.size, c.type, await c.text()];",
  "const b = await fs.openAsBlob(at + '/f'); return text(new Uint8Array(await b.arrayBuffer()));",
  "const b = await fs.openAsBlob(at + '/big'); return (await whole(b.stream())).length;",
  "const b = await fs.openAsBlob(at + '/f'); return await new Blob(['<', b, b.slice(0, 2), '>']).text();",
  "fs.writeFileSync(at + '/new', ''); const b = await fs.openAsBlob(at + '/new'); return [b.size, await b.text()];",
  "return await (await fs.openAsBlob(at + '/link')).text();",
  'return (await fs.openAsBlob(new TextEncoder().encode(at + "/f"))).size;',
  "return (await fs.openAsBlob(new URL('file://' + at + '/f'))).size;",
  "return fs.openAsBlobSync(at + '/f', { type: 'x/y' }).text();",
  "try { fs.openAsBlob(at + '/none').catch(() => 0); return 'later'; } catch (error) { return told(error); }",
  "return outcome(() => fs.openAsBlob(at + '/dangling'));",
  "return outcome(() => fs.openAsBlob(at + '/f/g'));",
  "return outcome(() => fs.openAsBlobSync(at + '/none'));",
  ...['7', 'null', "'x'", '[]', '{ type: 5 }', '{ type: null }', '{ type: undefined }'].map(
    (options) => `return outcome(async () => (await fs.openAsBlob(at + '/f', ${options})).type);`,
  ),
  ...['7', 'undefined', "'a\\0b'", '{}'].map((path) => `return outcome(() => fs.openAsBlob(${path}));`),
];

const STREAMS = [
  'return opened(async (h) => { const s = h.readableWebStream(); return [s.constructor === ReadableStream, await chunks(s)]; });',
  "return opened(async (h) => (await whole(h.readableWebStream())).length, '/big');",
  'return opened(async (h) => { await h.read(new Uint8Array(3), 0, 3); return whole(h.readableWebStream()); });',
  'return opened(async (h) => { await whole(h.readableWebStream()); return h.fd > 0; });',
  'return opened(async (h) => { await whole(h.readableWebStream({ autoClose: true })); return h.fd; });',
  'return opened(async (h) => { await h.readableWebStream({ autoClose: true }).cancel(1); return h.fd; });',
  'return opened(async (h) => { await h.readableWebStream().cancel(1); return h.fd > 0; });',
  'return opened((h) => { h.readableWebStream(); return outcome(() => h.readableWebStream()); });',
  'return opened(async (h) => { await h.readableWebStream().cancel(); return outcome(() => h.readableWebStream()); });',
  'return opened(async (h) => { await h.close(); return outcome(() => h.readableWebStream()); });',
  'return opened(async (h) => { const s = h.readableWebStream(); await h.close(); return outcome(() => whole(s)); });',
  `return opened(async (h) => {
    const reader = h.readableWebStream().getReader({ mode: 'byob' });
    const reads = [];
    for (const size of [4, 40, 4]) {
      const { done, value } = await reader.read(new Uint8Array(size));
      reads.push([done, value.length, text(value)]);
    }
    return reads;
  });`,
  `return opened(async (h) => {
    const [a, b] = h.readableWebStream().tee();
    return Promise.all([whole(a), whole(b)]);
  });`,
  'return opened(async (h) => new Response(h.readableWebStream()).text());',
  "fs.writeFileSync(at + '/new', ''); return opened(async (h) => chunks(h.readableWebStream()), '/new');",
  `return opened(async (h) => {
    const reader = h.readableWebStream().getReader();
    const first = await reader.read();
    fs.appendFileSync(at + '/f', ' and more');
    return [text(first.value), text((await reader.read()).value), (await reader.read()).done];
  });`,
  ...['7', 'null', '{ type: "x" }', '{ type: "bytes" }', '{ autoClose: 1 }', '{ autoClose: undefined }', '[]'].map(
    (options) => `return opened((h) => outcome(() => whole(h.readableWebStream(${options}))));`,
  ),
];

afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

describe('fs.openAsBlob on a volume', () => {
  agreesWithNode(BLOBS, PRELUDE);

  // Node's blob reads the file when it is read, and fails when the file has changed.
  test('holds the file as it is when it is called', async () => {
    const result = await runInSandbox(
      `fs.writeFileSync('/f', 'before');
       const blob = fs.openAsBlobSync('/f');
       fs.writeFileSync('/f', 'after');
       blob.text().then((text) => [blob.size, text])`,
    );
    expect(result).toBe('[6,"before"]');
  });
});

describe('FileHandle.readableWebStream on a volume', () => {
  agreesWithNode(STREAMS, PRELUDE);
});
