/**
 * Boundary 1: at the end of the guest's stack. Host code that it calls there has a stack of its own length, so it neither
 * fails nor shows the guest a frame of the host.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestPool } from '../support/pool.ts';

let pool: TestPool;

beforeAll(() => {
  pool = new TestPool({ volumeFiles: 100_000 });
});
afterAll(() => pool.close());

const CALLS: Readonly<Record<string, string>> = {
  console: 'console.log("x")',
  write: 'fs.writeFileSync("/f" + n, "abc")',
  read: 'fs.readFileSync("/f1")',
  mkdir: 'fs.mkdirSync("/d" + n + "/e", { recursive: true })',
  uuid: 'crypto.randomUUID()',
  url: 'new URL("http://a/b")',
  require: 'require("./nope")',
  clone: 'structuredClone({})',
  decoder: 'new TextDecoder("utf-16le").decode(new Uint8Array(2))',
  zlib: 'require("zlib").gzipSync("x")',
  'a part that is not there yet': 'require("node:querystring")',
};

describe.each(Object.entries(CALLS))('recursion, then %s', (_name, call) => {
  test('fails in the guest alone, and shows nothing of the host', async () => {
    const source = `
      const seen = []; let n = 0; fs.writeFileSync('/f1', 'x');
      const attempt = () => { ${call}; };
      function recurse() {
        try { recurse(); } catch {}
        n += 1;
        if (n > 3000) return;
        try { attempt(); } catch (error) { try { seen.push(String(error && error.stack)); } catch {} }
      }
      recurse();
      const shown = seen.filter((stack) => /file:|node:|isolated-vm|runner\\/|src\\//.test(stack.replaceAll("'node:querystring'", '')));
      console.log('alive'); fs.writeFileSync('/after', 'x');
      [shown.slice(0, 2), fs.readFileSync('/after', 'utf8')]`;
    const { outcome, result, error } = await pool.pool.submit(pool.job(source));
    expect([outcome, error, result]).toEqual(['completed', null, '[[],"x"]']);
  });
});

test('a size below zero, sent past the guest library, is refused and no credit', async () => {
  // A negative length reaches the host by truncate as well: Node clamps it before, so the volume is asked directly.
  const { Volume } = await import('../../vfs/volume.ts');
  const { EMPTY_TREE } = await import('../../src/core/ids.ts');
  const { objects } = pool.repository;
  const volume = new Volume({
    objects,
    tree: EMPTY_TREE,
    limits: { bytes: 1_000, files: 10 },
    onBytes: () => undefined,
  });
  const fd = volume.files.open('/n', 0o102, 0o644);
  for (const length of [-1e12, -1, Number.NaN]) expect(() => volume.files.ftruncate(fd, length)).toThrow('EINVAL');
  expect(() => volume.files.ftruncate(fd, 2_000)).toThrow('ENOSPC');
});

test('what a guest puts in the place of Reflect.apply is never handed a function of the host', async () => {
  const source = `
    const language = self['Ref' + 'lect'], name = 'app' + 'ly', real = language[name], got = [];
    language[name] = (f, t, list) => {
      if (typeof f === 'function' && f.name === '' && /native code/.test('' + f)) got.push(f);
      return real(f, t, list);
    };
    try { new self['Text' + 'Decoder']('utf-16le').decode(new Uint8Array([65, 0])); } catch {}
    try { self['req' + 'uire']('node:f' + 's').writeFileSync('/x', 'y'); } catch {}
    try { new self['U' + 'RL']('http://a/b'); } catch {}
    language[name] = real;
    got.length`;
  expect(await pool.pool.submit(pool.job(source))).toMatchObject({ outcome: 'completed', result: '0' });
});
