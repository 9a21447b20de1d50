/**
 * Attacks through what the host does for crypto and zlib: hostile arguments end as errors of the guest's own, what is
 * too much ends with its run, and nothing is left for the next one.
 */
import { brotliCompressSync, constants } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestPool } from '../support/pool.ts';

let tested: TestPool;
beforeAll(() => {
  tested = new TestPool();
});
afterAll(() => tested.close());

const run = (source: string, options: Parameters<TestPool['job']>[1] = {}) =>
  tested.pool.submit(tested.job(source, options));

/** The next run is none the worse, and soon done. */
async function expectUnharmed(): Promise<void> {
  const source = `const { gzipSync } = require('zlib'); [(await crypto.subtle.digest('SHA-1', new Uint8Array(1))).byteLength, gzipSync('a').length]`;
  expect(await run(source, { timeoutMs: 5_000 })).toMatchObject({ outcome: 'completed', result: '[20,21]' });
}

const PRELUDE = `const c = require('crypto'); const z = require('zlib'); const S = crypto.subtle;
const name = async (f) => { try { await f(); return 'done'; } catch (e) { return e instanceof Error && !/\\/src\\/|node_modules|node:internal/.test(e.stack) ? e.code ?? e.name : 'strange'; } };
const gone = () => { const b = new ArrayBuffer(16); const v = new Uint8Array(b); b.transfer(); return v; };
const shared = () => new Uint8Array(new SharedArrayBuffer(16));
`;

describe('hostile arguments', () => {
  test.each([
    [
      'a detached buffer',
      '[name(() => c.createHash("sha1").update(gone())), name(() => S.digest("SHA-1", gone())), name(() => z.gzipSync(gone())), name(() => c.randomFillSync(gone()))]',
    ],
    [
      'shared memory',
      '[name(() => c.createHash("sha1").update(shared())), name(() => S.digest("SHA-1", shared())), name(() => z.gzipSync(shared())), name(() => c.randomFillSync(shared()))]',
    ],
    [
      'a getter that answers differently every time',
      '[name(() => { let i = 0; S.generateKey({ get name() { return i++ ? {} : "AES-GCM" }, get length() { return i++ % 2 ? 128 : Symbol() } }, true, ["encrypt"]) }), name(() => z.gzipSync("a", { get level() { return Math.random() > 2 ? 1 : 9 } }))]',
    ],
    [
      'a getter that throws',
      '[name(() => S.digest({ get name() { throw new RangeError("x") } }, shared())), name(() => z.gzipSync("a", { get level() { throw new RangeError("x") } })), name(() => c.createSecretKey({ get length() { throw new RangeError("x") } }))]',
    ],
    [
      'a getter that detaches',
      '[name(() => { const b = new Uint8Array(8); return S.digest({ get name() { b.buffer.transfer(); return "SHA-1" } }, b) })]',
    ],
    [
      'a cycle',
      '[name(() => { const o = {}; o.key = o; return c.createPrivateKey(o) }), name(() => { const o = {}; o.hash = o; o.name = "HMAC"; return S.generateKey(o, true, ["sign"]) }), name(() => { const a = []; a[0] = a; return z.gzipSync("x", { params: a }) })]',
    ],
    [
      'an object without end',
      '[name(() => c.createPrivateKey(new Proxy({}, { ownKeys: () => Array.from({ length: 1e5 }, (_, i) => "k" + i), getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) }))), name(() => c.createSecretKey(Array(2 ** 31)))]',
    ],
    [
      'keys of other kinds',
      '[name(() => S.encrypt({ name: "AES-GCM", iv: new Uint8Array(12) }, Object.create(CryptoKey.prototype), new Uint8Array(1))), name(() => c.createHmac("sha1", Object.create(c.KeyObject.prototype))), name(() => new c.KeyObject("secret", {})), name(() => new CryptoKey())]',
    ],
    [
      'names of what every object has',
      '["__proto__", "constructor", "toString", "hasOwnProperty"].flatMap((n) => [name(() => c.createHash(n)), name(() => S.digest(n, new Uint8Array(1))), name(() => c.createCipheriv(n, "k", null)), name(() => z.brotliCompressSync("a", { params: { [n]: 1 } }))])',
    ],
    [
      'sizes out of bounds',
      '[name(() => c.randomBytes(2 ** 31)), name(() => c.pbkdf2Sync("a", "b", 1, 2 ** 31, "sha1")), name(() => c.pbkdf2Sync("a", "b", 2 ** 31, 8, "sha1")), name(() => c.scryptSync("a", "b", 8, { N: 2 ** 30, r: 64 })), name(() => c.generateKeyPairSync("rsa", { modulusLength: 2 ** 30 })), name(() => c.generateKeySync("hmac", { length: 2 ** 31 })), name(() => z.gzipSync("a", { chunkSize: 2 ** 53 })), name(() => z.gzipSync("a", { chunkSize: 2 ** 31 }))]',
    ],
  ])('%s: ends as errors of the guest', async (_name, attempts) => {
    const result = await run(`${PRELUDE} await Promise.all(${attempts})`);
    expect(result).toMatchObject({ outcome: 'completed', error: null });
    expect(JSON.parse(result.result ?? '')).not.toContain('strange');
    await expectUnharmed();
  });

  test('a key that is a file of the host: refused, whatever says where it is', async () => {
    const attempts = [
      'new URL("file:///etc/passwd")',
      '{ key: new URL("file:///etc/passwd") }',
      '{ key: { href: "file:///etc/passwd", protocol: "file:" } }',
      '"file:///etc/passwd"',
    ];
    const result = await run(
      `${PRELUDE} await Promise.all([${attempts.map((key) => `name(() => c.createPrivateKey(${key}))`)}])`,
    );
    const codes = JSON.parse(result.result ?? '') as string[];
    expect(codes.slice(0, 3)).toEqual(Array(3).fill('ERR_INVALID_ARG_TYPE'));
    expect(codes[3]).toMatch(/^ERR_OSSL/);
  });

  test('a key that is not extractable: node:crypto gets nothing of it', async () => {
    const result = await run(`${PRELUDE}
      const key = await S.importKey('raw', new Uint8Array(16).fill(77), { name: 'HMAC', hash: 'SHA-1' }, false, ['sign']);
      await Promise.all([() => c.KeyObject.from(key), () => c.createHmac('sha1', key), () => c.createSecretKey(key), () => S.exportKey('raw', key), () => S.exportKey('jwk', key), () => structuredClone?.(key)].slice(0, 5).map(name))`);
    const codes = JSON.parse(result.result ?? '') as string[];
    expect(codes).toHaveLength(5);
    expect(codes).not.toContain('done');
    expect(codes).not.toContain('strange');
  });
});

describe('options of streams', () => {
  test.each([
    'z.createGzip({ signal: AbortSignal.abort() })',
    'z.createGunzip({ signal: { aborted: true } })',
    'c.createSign("sha1", { signal: AbortSignal.abort() })',
    'c.createVerify("sha1", { signal: { aborted: true } })',
  ])('a signal that is aborted: ends the stream of the guest alone: %s', async (stream) => {
    const source = `${PRELUDE} const s = ${stream}; (await new Promise((done) => s.on('error', done))).code`;
    expect(await run(source)).toMatchObject({ outcome: 'completed', result: '"ABORT_ERR"' });
  });
});

describe('what a stream keeps for itself', () => {
  test.each([
    'z.createGzip()._processChunk(Buffer.from("a"), 99)',
    'z.createGzip()._processChunk(Buffer.from("a"), -1)',
    'z.createBrotliCompress()._processChunk(Buffer.from("a"), 4)',
    'z.createZstdCompress()._processChunk(Buffer.from("a"), 3)',
    'z.gzipSync("a", Object.create({ finishFlush: 5 })) && Object.assign(z.createGzip(), { _finishFlushFlag: 50 })._processChunk(Buffer.from("a"), 50)',
  ])('a flag that there is not: an error of the guest, not the end of the process: %s', async (source) => {
    expect(await run(`${PRELUDE} ${source}`)).toMatchObject({
      outcome: 'threw',
      error: expect.stringMatching(/^RangeError/),
    });
  });
});

describe('too much', () => {
  const brotliOfZeros = brotliCompressSync(Buffer.alloc(256 << 20), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 1 },
  }).toString('base64');
  const BOMBS: readonly (readonly [string, string])[] = [
    ['gzip', `const one = z.gzipSync(Buffer.alloc(8 << 20)); z.gunzipSync(Buffer.concat(Array(64).fill(one)))`],
    ['brotli', `z.brotliDecompressSync(Buffer.concat([Buffer.from('${brotliOfZeros}', 'base64')]))`],
    [
      'zstd',
      `const one = z.zstdCompressSync(Buffer.alloc(8 << 20)); z.zstdDecompressSync(Buffer.concat(Array(64).fill(one)))`,
    ],
  ];
  test.each(BOMBS)('a %s bomb: ends out of memory, or with an error where a length is set', async (_name, source) => {
    const whole = await run(`${PRELUDE} ${source}; 1`, { timeoutMs: 30_000 });
    if (whole.outcome === 'threw') expect(whole.error).toMatch(/allocation failed|Invalid typed array length/);
    else expect(whole.outcome).toBe('out_of_memory');
    const bounded = await run(
      `${PRELUDE} ${source.replace(/(z\.\w+(?:unzip|compress)Sync)\((Buffer\.concat\([^;]*\))\)$/, '$1($2, { maxOutputLength: 1000 })')}; 1`,
      { timeoutMs: 30_000 },
    );
    expect(bounded).toMatchObject({
      outcome: 'threw',
      error: expect.stringContaining('Cannot create a Buffer larger than 1000 bytes'),
    });
    await expectUnharmed();
  });

  test('a bomb in a stream that nobody reads: no more is held than was wanted', async () => {
    const source = `${PRELUDE} const one = z.gzipSync(Buffer.alloc(8 << 20)); const g = z.createGunzip();
      g.end(one); g.on('readable', () => {}); for (let i = 0; i < 300; i++) await new Promise(setImmediate);
      [g.readableLength > 0, g.readableLength <= 128 * 1024]`;
    expect(await run(source)).toMatchObject({ outcome: 'completed', result: '[true,true]' });
  });

  test.each([
    ['pbkdf2', 'c.pbkdf2Sync("a", "b", 2 ** 31 - 1, 64, "sha512")'],
    [
      'pbkdf2 of Web Crypto',
      'await S.deriveBits({ name: "PBKDF2", hash: "SHA-512", salt: new Uint8Array(8), iterations: 2 ** 31 - 1 }, await S.importKey("raw", new Uint8Array(8), "PBKDF2", false, ["deriveBits"]), 512)',
    ],
    ['a huge key', 'c.generateKeyPairSync("rsa", { modulusLength: 16384 })'],
    ['a huge prime', 'c.createDiffieHellman(8192)'],
  ])('%s: ends timed_out, on time', async (_name, source) => {
    const from = performance.now();
    expect(await run(`${PRELUDE} ${source}; 1`, { timeoutMs: 1_000 })).toMatchObject({ outcome: 'timed_out' });
    expect(performance.now() - from).toBeLessThan(3_000);
    await expectUnharmed();
  });

  test.each([
    ['an error', 'throw new Error("x")', 'threw'],
    ['process.exit', 'process.exit(0)', 'completed'],
  ])('%s while a job goes on: ends the run at once, and the process with it', async (_name, end, outcome) => {
    const from = performance.now();
    const job = `S.deriveBits({ name: "PBKDF2", hash: "SHA-512", salt: new Uint8Array(8), iterations: 2 ** 31 - 1 }, await S.importKey("raw", new Uint8Array(8), "PBKDF2", false, ["deriveBits"]), 512)`;
    expect(await run(`${PRELUDE} ${job}; await 1; ${end}`)).toMatchObject({ outcome });
    expect(performance.now() - from).toBeLessThan(3_000);
    await expectUnharmed();
  });

  test('open streams without end: end with an error or out of memory', async () => {
    const result = await run(`${PRELUDE} const all = []; for (;;) all.push(c.createHash('sha1'))`, {
      timeoutMs: 20_000,
    });
    expect(['out_of_memory', 'threw']).toContain(result.outcome);
    if (result.outcome === 'threw') expect(result.error).toMatch(/at most \d+ keys/);
    await expectUnharmed();
  });

  test('hashes that are finished: more of them than may be open', async () => {
    const source = `${PRELUDE} let last; for (let i = 0; i < 101_000; i++) last = c.createHash('sha1').update('x').digest('hex'); last`;
    expect(await run(source, { timeoutMs: 30_000 })).toMatchObject({ outcome: 'completed' });
  });
});
