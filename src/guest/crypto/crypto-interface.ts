/**
 * `Crypto` and its only instance, the global `crypto`: random numbers and `subtle`.
 * @see https://w3c.github.io/webcrypto/#crypto-interface
 */

import { bytesOf, fill, typedArrayName } from '../bytes.ts';
import { DOMExceptionType, QuotaExceededErrorType } from '../web/dom-exceptions.ts';
import { codedError, needArguments } from '../web/errors.ts';
import { internals } from '../web/realm.ts';
import { isObject, shapeInterface } from '../web/webidl.ts';
import { illegalReceiver, type SubtleCrypto, subtle } from './subtle-crypto.ts';

/** Maximum length of one `getRandomValues`. */
const RANDOM_MAX_BYTES = 65_536;

/** Typed arrays whose elements are not integers; undefined stands for any other value. */
const FLOATS: readonly (string | undefined)[] = ['Float16Array', 'Float32Array', 'Float64Array', undefined];

/** Token that only this module passes to the constructor. */
const MADE_HERE = {};

let isCrypto: (value: unknown) => boolean;

export class Crypto {
  readonly #brand = true;

  static {
    isCrypto = (value) => isObject(value) && #brand in value && value.#brand;
  }

  constructor(token: object | null = null) {
    if (token !== MADE_HERE) throw codedError(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
  }

  get subtle(): SubtleCrypto {
    if (!isCrypto(this)) throw illegalReceiver('Crypto');
    return subtle;
  }

  getRandomValues<T>(array: T): T {
    if (!isCrypto(this)) throw illegalReceiver('Crypto');
    needArguments(arguments.length, 'typedArray');
    const name = typedArrayName(array);
    if (FLOATS.includes(name)) {
      const message = 'The data argument must be an integer-type TypedArray';
      throw new (DOMExceptionType())(message, 'TypeMismatchError');
    }
    const bytes = bytesOf(array as ArrayBufferView);
    if (bytes.byteLength > RANDOM_MAX_BYTES) {
      throw new (QuotaExceededErrorType())('The requested length exceeds 65,536 bytes');
    }
    fill(bytes, internals.host.call('crypto.random', bytes.byteLength) as Uint8Array);
    return array;
  }

  randomUUID(): string {
    if (!isCrypto(this)) throw illegalReceiver('Crypto');
    return internals.host.call('crypto.uuid', 4) as string;
  }
}

shapeInterface(Crypto, 'Crypto', ['subtle', 'getRandomValues', 'randomUUID']);

/** The only instance of the interface. */
export const crypto = new Crypto(MADE_HERE);
