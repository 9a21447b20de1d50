/**
 * Sequences of host calls of crypto and zlib with anything that can cross: each gives a value that crosses back, and
 * none throws, ends the process or fails later where nobody hears it.
 *
 * `TREEBOX_TEST_MINUTES` makes it go on for as long.
 */
import fc from 'fast-check';
import ivm from 'isolated-vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HostValue, LATER } from '../../src/guest/border.ts';
import { FUNCTIONS } from '../../src/runner/calls/crypto-objects.ts';
import { createHostCalls } from '../../src/runner/host-calls.ts';
import { PendingWork } from '../../src/runner/pending-work.ts';

const SEQUENCES = 3_000;
const CALLS = 40;
const MINUTES = Number(process.env.TREEBOX_TEST_MINUTES ?? 0);
const NEVER = new AbortController().signal;

/** May take long with arguments that are right, which the deadline of a run is for. */
const LONG = [
  ...['argon2Sync', 'checkPrimeSync', 'createDiffieHellman', 'createDiffieHellmanGroup', 'generateKeyPairSync'],
  ...['generatePrimeSync', 'pbkdf2Sync', 'scryptSync'],
];
const NAMES = Object.keys(FUNCTIONS).filter((name) => !LONG.includes(name));
const MEMBERS = [
  ...['equals', 'export', 'toCryptoKey', 'update', 'digest', 'copy', 'final', 'setAutoPadding', 'setAAD', 'getAuthTag'],
  ...['setAuthTag', 'sign', 'verify', 'generateKeys', 'computeSecret', 'getPublicKey', 'setPrivateKey', 'constructor'],
];
const SUBTLE = [
  'encrypt',
  'sign',
  'verify',
  'digest',
  'generateKey',
  'deriveBits',
  'importKey',
  'exportKey',
  'wrapKey',
];
const STREAMS = [
  ...['Deflate', 'Inflate', 'Gzip', 'Gunzip', 'DeflateRaw', 'InflateRaw', 'Unzip', 'BrotliCompress'],
  ...['BrotliDecompress', 'ZstdCompress', 'ZstdDecompress'],
];
const OPTIONS = [
  ...['key', 'format', 'type', 'passphrase', 'length', 'name', 'hash', 'iv', 'outputLength', 'authTagLength'],
  ...['encoding', 'padding', 'saltLength', 'signal', 'aborted', 'write', 'construct', 'highWaterMark', 'dictionary'],
  ...['params', 'level', 'windowBits', 'memLevel', 'strategy', 'chunkSize', 'flush', 'finishFlush', 'pledgedSrcSize'],
  ...['maxOutputLength', '__proto__', 'then', 'toString', 'kty', 'crv', 'k', 'n', 'e', 'public', 'salt', 'info'],
];
const TEXTS = [
  ...['sha1', 'shake256', 'aes-128-gcm', 'aes-128-cbc', 'ed25519', 'prime256v1', 'secp256k1', 'hex', 'utf8', 'pem'],
  ...['der', 'jwk', 'spki', 'raw', '', '\ud800', 'HMAC', 'AES-GCM', 'SHA-1', 'sign', 'encrypt', 'ECDH', 'P-256'],
];

/** Options that end a stream before it begins. */
const ABORTED: HostValue = ['record', 'signal', ['record', 'aborted', true]];

const handle = fc.integer({ min: 1, max: 8 });
const number = fc.constantFrom(0, 1, -1, 1.5, 9, 12, 16, 64, 128, 1000, Number.NaN, 2 ** 31, 2 ** 32, 2 ** 53);
const bytes = fc.constantFrom(0, 1, 12, 16, 32, 100).map((size) => new Uint8Array(size));
const { value } = fc.letrec<{ value: HostValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...TEXTS),
    number,
    bytes,
    fc.constantFrom<HostValue>(undefined, null, true, 5n, -(2n ** 70n), new ArrayBuffer(16), new Float64Array(2)),
    handle.map((named): HostValue => ['held', named]),
    fc.constantFrom<HostValue>(['symbol', 'x'], ['function'], ['nonsense'], []),
    fc.constant(ABORTED),
    fc.array(tie('value'), { maxLength: 3 }).map((items): HostValue => ['list', ...items]),
    record(tie('value')),
  ),
}));

function record(member: fc.Arbitrary<HostValue>): fc.Arbitrary<HostValue> {
  const entry = fc.tuple(fc.constantFrom(...OPTIONS), member);
  return fc.array(entry, { maxLength: 4 }).map((entries): HostValue => ['record', ...entries.flat()]);
}

const args = fc.array(value, { maxLength: 5 }).map((items): HostValue => ['list', ...items]);
/** What gets beyond the checks of a function that makes a stream. */
const rightArgs = value.map((option): HostValue => ['list', 'sha1', option]);
const room = fc.constantFrom(1, 64, 1024 * 1024);

/** A call's name and its arguments. */
const call: fc.Arbitrary<[string, ...HostValue[]]> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('crypto.call'), fc.constantFrom(...NAMES), fc.oneof(args, rightArgs)) },
  {
    weight: 3,
    arbitrary: fc.tuple(
      fc.constant('crypto.method'),
      handle.map((named): HostValue => ['held', named]),
      fc.constantFrom(...MEMBERS),
      args,
    ),
  },
  fc.tuple(fc.constant(LATER), fc.nat(), fc.constant('crypto.subtle'), fc.constantFrom(...SUBTLE), args),
  { weight: 2, arbitrary: fc.tuple(fc.constant('zlib.open'), fc.constantFrom(...STREAMS), record(value)) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constant('zlib.write'), handle, number, fc.option(bytes, { nil: undefined }), room),
  },
  fc.tuple(fc.constantFrom('zlib.reset', 'zlib.close', 'crypto.free'), handle),
  fc.tuple(fc.constant('zlib.params'), handle, value, value),
  fc.tuple(fc.constantFrom('zlib.crc32', 'crypto.random', 'crypto.uuid', 'crypto.supports'), value, value),
);

const unheard: unknown[] = [];
const hear = (error: unknown) => void unheard.push(error);

beforeAll(() => {
  process.on('uncaughtException', hear).on('unhandledRejection', hear);
});
afterAll(() => {
  process.off('uncaughtException', hear).off('unhandledRejection', hear);
});

test(
  'crypto and zlib calls with anything: each gives a value that crosses, and nothing fails unheard',
  async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: CALLS, size: 'max' }), async (sequence) => {
        const pending = new PendingWork();
        const calls = createHostCalls(pending, (_id, answer) => new ivm.ExternalCopy(answer).release());
        for (const [name, ...given] of sequence) {
          const answer = calls.call(name, ...given);
          new ivm.ExternalCopy(answer).release();
          if (!(typeof answer === 'object' && answer !== null && 'message' in answer)) answered += 1;
        }
        while (pending.isBusy) await pending.wait(NEVER);
        calls.close();
        await new Promise(setImmediate);
        expect(unheard).toEqual([]);
      }),
      MINUTES > 0
        ? { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: MINUTES * 60_000 }
        : { numRuns: SEQUENCES },
    );
    // Most are refused; enough are not to get beyond the checks.
    expect(answered).toBeGreaterThan(SEQUENCES);
  },
  (MINUTES + 1) * 60_000,
);
