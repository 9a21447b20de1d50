/**
 * `SubtleCrypto`: converts the arguments; the host does the work.
 * @see https://w3c.github.io/webcrypto/#subtlecrypto-interface
 */
import type { HostFailure, HostValue } from '../border.ts';
import { codedError } from '../web/errors.ts';
import { internals } from '../web/realm.ts';
import { isObject, shapeInterface } from '../web/webidl.ts';
import { type Conversion, toArguments } from './conversions.ts';
import { makeCryptoKey } from './crypto-key.ts';
import { type Makers, unwire } from './unwire.ts';

/** Arguments of each method. */
const METHODS = {
  encrypt: ['algorithm', 'key', 'bytes'],
  decrypt: ['algorithm', 'key', 'bytes'],
  sign: ['algorithm', 'key', 'bytes'],
  verify: ['algorithm', 'key', 'bytes', 'bytes'],
  digest: ['algorithm', 'bytes'],
  generateKey: ['algorithm', 'boolean', 'usages'],
  deriveKey: ['algorithm', 'key', 'algorithm', 'boolean', 'usages'],
  deriveBits: ['algorithm', 'key', 'length'],
  importKey: ['format', 'keyData', 'algorithm', 'boolean', 'usages'],
  exportKey: ['format', 'key'],
  wrapKey: ['format', 'key', 'key', 'algorithm'],
  unwrapKey: ['format', 'bytes', 'key', 'algorithm', 'algorithm', 'boolean', 'usages'],
  getPublicKey: ['key', 'usages'],
  encapsulateBits: ['algorithm', 'key'],
  encapsulateKey: ['algorithm', 'key', 'algorithm', 'boolean', 'usages'],
  decapsulateBits: ['algorithm', 'key', 'bytes'],
  decapsulateKey: ['algorithm', 'key', 'bytes', 'algorithm', 'boolean', 'usages'],
} as const satisfies Record<string, readonly Conversion[]>;

/** Token that only this module passes to the constructor. */
const MADE_HERE = {};

const { apply } = Reflect;
const promiseThen = Promise.prototype.then;
const PromiseType = Promise;
const { withResolvers } = Promise;

const makers: Makers = {
  held: (held) => {
    const details: unknown[] = [];
    for (let at = 0; at < held.details.length; at += 1) details[at] = unwire(held.details[at], makers);
    return makeCryptoKey(held, details);
  },
  buffer: (bytes) => bytes,
};

/** Runs a method in the host. Every failure rejects the promise, even one in the conversion of an argument. */
function ask(receiver: unknown, method: keyof typeof METHODS, given: ArrayLike<unknown>): Promise<never> {
  const { promise, resolve, reject } = apply(withResolvers, PromiseType, []) as unknown as PromiseWithResolvers<never>;
  const settle = (answer: HostValue | HostFailure) => {
    try {
      resolve(unwire(answer, makers) as never);
    } catch (error) {
      reject(error);
    }
  };
  try {
    if (!isSubtle(receiver)) throw illegalReceiver('SubtleCrypto');
    const answer = internals.host.later('crypto.subtle', method, toArguments(given, METHODS[method]));
    apply(promiseThen, answer, [settle]);
  } catch (error) {
    reject(error);
  }
  return promise;
}

/** Makes the error of a method that is called on another object. */
export function illegalReceiver(name: string): Error {
  return codedError(TypeError, 'ERR_INVALID_THIS', `Value of "this" must be of type ${name}`);
}

let isSubtle: (value: unknown) => boolean;

export class SubtleCrypto {
  readonly #brand = true;

  static {
    isSubtle = (value) => isObject(value) && #brand in value && value.#brand;
  }

  constructor(token: object | null = null) {
    if (token !== MADE_HERE) throw codedError(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
  }

  static supports(_operation: unknown, _algorithm: unknown, _lengthOrAlgorithm: unknown = null): boolean {
    const given = toArguments(arguments, ['format', 'algorithm', 'lengthOrAlgorithm']);
    return unwire(internals.host.call('crypto.supports', given), makers) as boolean;
  }

  encrypt(_algorithm: unknown, _key: unknown, _data: unknown): Promise<ArrayBuffer> {
    return ask(this, 'encrypt', arguments);
  }

  decrypt(_algorithm: unknown, _key: unknown, _data: unknown): Promise<ArrayBuffer> {
    return ask(this, 'decrypt', arguments);
  }

  sign(_algorithm: unknown, _key: unknown, _data: unknown): Promise<ArrayBuffer> {
    return ask(this, 'sign', arguments);
  }

  verify(_algorithm: unknown, _key: unknown, _signature: unknown, _data: unknown): Promise<boolean> {
    return ask(this, 'verify', arguments);
  }

  digest(_algorithm: unknown, _data: unknown): Promise<ArrayBuffer> {
    return ask(this, 'digest', arguments);
  }

  generateKey(_algorithm: unknown, _extractable: unknown, _usages: unknown): Promise<object> {
    return ask(this, 'generateKey', arguments);
  }

  deriveKey(
    _algorithm: unknown,
    _baseKey: unknown,
    _derivedKeyType: unknown,
    _extractable: unknown,
    _usages: unknown,
  ): Promise<object> {
    return ask(this, 'deriveKey', arguments);
  }

  deriveBits(_algorithm: unknown, _baseKey: unknown, _length: unknown = null): Promise<ArrayBuffer> {
    return ask(this, 'deriveBits', arguments);
  }

  importKey(
    _format: unknown,
    _keyData: unknown,
    _algorithm: unknown,
    _extractable: unknown,
    _usages: unknown,
  ): Promise<object> {
    return ask(this, 'importKey', arguments);
  }

  exportKey(_format: unknown, _key: unknown): Promise<object> {
    return ask(this, 'exportKey', arguments);
  }

  wrapKey(_format: unknown, _key: unknown, _wrappingKey: unknown, _algorithm: unknown): Promise<ArrayBuffer> {
    return ask(this, 'wrapKey', arguments);
  }

  unwrapKey(
    _format: unknown,
    _wrappedKey: unknown,
    _unwrappingKey: unknown,
    _unwrapAlgorithm: unknown,
    _keyAlgorithm: unknown,
    _extractable: unknown,
    _usages: unknown,
  ): Promise<object> {
    return ask(this, 'unwrapKey', arguments);
  }

  getPublicKey(_key: unknown, _usages: unknown): Promise<object> {
    return ask(this, 'getPublicKey', arguments);
  }

  encapsulateBits(_algorithm: unknown, _key: unknown): Promise<object> {
    return ask(this, 'encapsulateBits', arguments);
  }

  encapsulateKey(
    _algorithm: unknown,
    _key: unknown,
    _sharedKeyAlgorithm: unknown,
    _extractable: unknown,
    _usages: unknown,
  ): Promise<object> {
    return ask(this, 'encapsulateKey', arguments);
  }

  decapsulateBits(_algorithm: unknown, _key: unknown, _ciphertext: unknown): Promise<ArrayBuffer> {
    return ask(this, 'decapsulateBits', arguments);
  }

  decapsulateKey(
    _algorithm: unknown,
    _key: unknown,
    _ciphertext: unknown,
    _sharedKeyAlgorithm: unknown,
    _extractable: unknown,
    _usages: unknown,
  ): Promise<object> {
    return ask(this, 'decapsulateKey', arguments);
  }
}

shapeInterface(SubtleCrypto, 'SubtleCrypto', Object.keys(METHODS), ['supports']);

/** The only instance of the interface. */
export const subtle = new SubtleCrypto(MADE_HERE);
