/**
 * Node judges what `fs` makes of buffers that are not what they seem: given away, shared, resized.
 */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SandboxFs } from '../support/sandbox-fs.ts';
import { mount } from '../support/volume-fs.ts';

const BUFFERS: readonly (readonly [name: string, make: string])[] = [
  ['a view on memory given away', 'const m = new ArrayBuffer(4); const v = new Uint8Array(m); m.transfer(); return v;'],
  ['a view on shared memory', 'return new Uint8Array(new SharedArrayBuffer(4)).fill(98);'],
  ['a part of shared memory', 'return new Uint8Array(new SharedArrayBuffer(8), 2, 4).fill(98);'],
  ['a view on memory that can grow', 'return new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 })).fill(98);'],
  [
    'a view out of its memory',
    'const m = new ArrayBuffer(8, { maxByteLength: 8 }); const v = new Uint8Array(m, 4, 4); m.resize(2); return v;',
  ],
  ['a view of numbers', 'return new Float64Array([1, 2]);'],
  ['a data view', 'return new DataView(new ArrayBuffer(8), 2, 4);'],
];

/** Uses each buffer in each way; runs on either side, so it uses nothing but its arguments. */
const USE = `(fs, file, make) => {
  const attempt = (use) => {
    try { return use() ?? 'done'; } catch (error) { return String(error.code); }
  };
  const hex = (view) => attempt(() => {
    let text = '';
    for (const byte of fs.readFileSync(file)) text += byte.toString(16).padStart(2, '0');
    return text;
  });
  const told = [];
  for (const flags of ['w+', 'a+']) {
    fs.writeFileSync(file, 'abcdef');
    const fd = fs.openSync(file, flags);
    told.push(attempt(() => fs.writeSync(fd, make())), hex());
    told.push(attempt(() => fs.writevSync(fd, [make(), make()])), hex());
    told.push(attempt(() => fs.readSync(fd, make(), 0, 1, 0)));
    told.push(attempt(() => fs.readvSync(fd, [make()], 0)));
    fs.closeSync(fd);
  }
  told.push(attempt(() => fs.writeFileSync(file, make())), hex());
  told.push(attempt(() => fs.appendFileSync(file, make())), hex());
  return told;
}`;

const folder = fs.mkdtempSync(join(tmpdir(), 'treebox-buffers-'));
let sandbox: SandboxFs;

beforeAll(async () => {
  sandbox = await SandboxFs.create();
});

afterAll(() => {
  sandbox.dispose();
  fs.rmSync(folder, { recursive: true });
});

describe('fs in the sandbox', () => {
  test.each(BUFFERS)('reads into and writes from %s as Node does', async (_name, make) => {
    const use = new Function('fs', 'file', `return (${USE})(fs, file, () => {${make}})`);
    const onNode = use(fs, join(folder, 'f')) as unknown;
    const inSandbox = await sandbox.evaluate(mount().volume, `(${USE})(fs, '/f', () => {${make}})`);
    sandbox.dispose();
    expect(inSandbox).toEqual(onNode);
  });

  // Node itself ends in a failed assertion here.
  test('takes bytes for what they are, whatever a subclass says of them', async () => {
    const told = await sandbox.evaluate(
      mount().volume,
      `class V extends Uint8Array {
         get length() { return 1e9; } get byteLength() { return 1e9; } get byteOffset() { return 7; } get buffer() { return null; }
       }
       const path = V.from([47, 102]);
       fs.writeFileSync(path, V.from([97, 98]));
       const fd = fs.openSync(path, 'a+');
       [fs.writeSync(fd, V.from([99])), fs.readSync(fd, new V(9), { position: 0 }), fs.readFileSync('/f', 'utf8'), fs.readdirSync('/')]`,
    );
    expect(told).toEqual([1, 3, 'abc', ['f']]);
  });
});
