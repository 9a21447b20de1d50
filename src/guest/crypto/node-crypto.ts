/**
 * The module `node:crypto`.
 *
 * Most of its functions call the host's function with plain data. Functions that would change the process, or load code
 * into it, exist but throw.
 * @see https://nodejs.org/api/crypto.html
 */
import { NOT_HERE, refusal, refusals } from '../not-here.ts';
import { callableClass } from './callable-class.ts';
import { callBack, checkCallback, type NodeCallback } from './callbacks.ts';
import { Certificate, X509Certificate } from './certificates.ts';
import { Cipheriv, Decipheriv } from './cipher.ts';
import { Hash, Hmac, Mac } from './hash.ts';
import { callHost, webCrypto } from './host-object.ts';
import { DiffieHellman, DiffieHellmanGroup, ECDH } from './key-exchange.ts';
import { KeyObject } from './key-object.ts';
import { randomBytes, randomFill, randomFillSync, randomInt, randomUUID, randomUUIDv7 } from './random.ts';
import { Sign, Verify } from './sign.ts';

const { defineProperty, defineProperties } = Object;

/** Synchronous functions, with the number of their arguments in Node. */
const DIRECT: Readonly<Record<string, number>> = {
  argon2Sync: 2,
  checkPrimeSync: 1,
  createPrivateKey: 1,
  createPublicKey: 1,
  createSecretKey: 2,
  generateKeyPairSync: 2,
  generateKeySync: 2,
  generatePrimeSync: 1,
  getCipherInfo: 1,
  getCiphers: 0,
  getCurves: 0,
  getHashes: 0,
  getMacs: 0,
  hash: 3,
  hkdfSync: 5,
  parsePKCS12: 1,
  pbkdf2Sync: 5,
  privateDecrypt: 2,
  privateEncrypt: 2,
  publicDecrypt: 2,
  publicEncrypt: 2,
  scryptSync: 3,
  secureHeapUsed: 0,
  timingSafeEqual: 2,
};

/**
 * Functions whose last argument is a callback, with the number of their arguments in Node. Each has a form named
 * `Sync`.
 */
const WITH_CALLBACK: Readonly<Record<string, number>> = {
  argon2: 3,
  checkPrime: 1,
  generateKey: 3,
  generatePrime: 3,
  hkdf: 6,
  pbkdf2: 6,
  scrypt: 4,
};

/** Functions whose callback may be left out, with the number of their arguments before it. */
const EITHER: Readonly<Record<string, number>> = {
  decapsulate: 2,
  diffieHellman: 1,
  encapsulate: 1,
  sign: 3,
  verify: 4,
};

function named<T extends object>(form: T, name: string, length?: number): T {
  defineProperty(form, 'name', { value: name, configurable: true });
  return length === undefined ? form : defineProperty(form, 'length', { value: length, configurable: true });
}

function direct(name: string, length: number) {
  return named((...args: unknown[]) => callHost(name, ...args), name, length);
}

function withCallback(name: string, length: number) {
  const form = (...args: unknown[]) => {
    const at = args.findIndex((value) => typeof value === 'function');
    const callback = checkCallback(at < 0 ? args.at(-1) : args[at]);
    callBack(callback, `${name}Sync`, args.slice(0, at));
  };
  return named(form, name, length);
}

function either(name: string, count: number) {
  const form = (...args: unknown[]) => {
    const given = args.slice(0, count);
    const callback = args[count];
    if (callback === undefined) return callHost(name, ...given);
    return callBack(checkCallback(callback), name, given);
  };
  return named(form, name, count + 1);
}

type KeyPair = { readonly publicKey: unknown; readonly privateKey: unknown };

function generateKeyPair(type: unknown, options: unknown, callback?: unknown): void {
  const [settings, done] = typeof options === 'function' ? [undefined, options] : [options, callback];
  const spread = (pair: unknown) => [(pair as KeyPair).publicKey, (pair as KeyPair).privateKey];
  callBack(checkCallback(done) as NodeCallback, 'generateKeyPairSync', [type, settings], spread);
}

/** The form that `util.promisify` returns. */
const promisified = (type: unknown, options?: unknown): Promise<KeyPair> =>
  new Promise((resolve, reject) => {
    const settle = (error: unknown, publicKey: unknown, privateKey: unknown) =>
      error ? reject(error) : resolve({ publicKey, privateKey });
    generateKeyPair(type, options ?? {}, settle);
  });
defineProperty(generateKeyPair, Symbol.for('nodejs.util.promisify.custom'), { value: promisified });

/** Node's functions that make an object of a class. */
const CREATORS = {
  createCipheriv: (...[cipher, key, iv, options]: unknown[]) => new Cipheriv(cipher, key, iv, options),
  createDecipheriv: (...[cipher, key, iv, options]: unknown[]) => new Decipheriv(cipher, key, iv, options),
  createDiffieHellman: (sizeOrKey: unknown, ...more: unknown[]) => new DiffieHellman(sizeOrKey, ...more),
  createDiffieHellmanGroup: (name: unknown) => new DiffieHellmanGroup(name),
  createECDH: (curve: unknown) => new ECDH(curve),
  createHash: (algorithm: unknown, options?: unknown) => new Hash(algorithm, options),
  createHmac: (algorithm: unknown, key: unknown, options?: unknown) => new Hmac(algorithm, key, options),
  createMac: (algorithm: unknown, key: unknown, options?: unknown) => new Mac(algorithm, key, options),
  createSign: (algorithm: unknown, options?: unknown) => new Sign(algorithm, options),
  createVerify: (algorithm: unknown, options?: unknown) => new Verify(algorithm, options),
  getDiffieHellman: (name: unknown) => new DiffieHellmanGroup(name),
};

const CLASSES = {
  Certificate,
  Cipheriv: callableClass(Cipheriv, 'Cipheriv', 4),
  Decipheriv: callableClass(Decipheriv, 'Decipheriv', 4),
  DiffieHellman: callableClass(DiffieHellman, 'DiffieHellman', 4),
  DiffieHellmanGroup: callableClass(DiffieHellmanGroup, 'DiffieHellmanGroup', 1),
  ECDH: callableClass(ECDH, 'ECDH', 1),
  Hash: callableClass(Hash, 'Hash', 2),
  Hmac: callableClass(Hmac, 'Hmac', 3),
  KeyObject,
  Sign: callableClass(Sign, 'Sign', 2),
  Verify: callableClass(Verify, 'Verify', 2),
  X509Certificate,
};

/** Makes the module. */
export function createNodeCrypto(): object {
  const crypto: Record<string, unknown> = {
    ...CREATORS,
    ...CLASSES,
    generateKeyPair,
    getFips: () => 0,
    randomBytes,
    randomFill,
    randomFillSync,
    randomInt,
    randomUUID,
    randomUUIDv7,
  };
  for (const [name, length] of Object.entries(DIRECT)) crypto[name] = direct(name, length);
  for (const [name, length] of Object.entries(WITH_CALLBACK)) crypto[name] = withCallback(name, length);
  for (const [name, count] of Object.entries(EITHER)) crypto[name] = either(name, count);
  Object.assign(crypto, refusals('crypto'));
  // The bundler may have given the classes other names.
  for (const [name, type] of Object.entries(CLASSES)) named(type, name);
  const getRandomValues = (array: unknown) => webCrypto().crypto.getRandomValues(array);
  const alias = { value: randomBytes, writable: true, enumerable: false, configurable: true };
  const hidden = { enumerable: false, configurable: true };
  return defineProperties(crypto, {
    constants: { value: callHost('constants'), enumerable: true },
    fips: { get: () => 0, set: refusal('crypto', 'fips', NOT_HERE.crypto.setFips), ...hidden },
    getRandomValues: { get: () => getRandomValues, enumerable: true },
    prng: alias,
    pseudoRandomBytes: alias,
    rng: alias,
    subtle: { get: () => webCrypto().crypto.subtle, enumerable: true },
    webcrypto: { get: () => webCrypto().crypto, enumerable: true },
  });
}
