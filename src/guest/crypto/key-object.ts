/**
 * `KeyObject`: a key of `node:crypto`. The host keeps the key itself, unless guest code exports it.
 * @see https://nodejs.org/api/crypto.html#class-keyobject
 */
import { codedError, invalidArgument } from '../web/errors.ts';
import { adoptHandle, callHost, callMethod, onHeld, webCrypto } from './host-object.ts';
import type { Held } from './unwire.ts';

/** Token that only this module passes to the constructor. */
const MADE_HERE = {};

type Details = readonly unknown[];

export class KeyObject {
  readonly #type: string;

  constructor(type: unknown, token?: unknown, held?: Held) {
    if (type !== 'secret' && type !== 'public' && type !== 'private') {
      throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument 'type' is invalid. Received ${String(type)}`);
    }
    if (token !== MADE_HERE) throw invalidArgument('handle', 'of type object', token);
    this.#type = type;
    adoptHandle(this, (held as Held).handle);
  }

  /** Returns the key of a `CryptoKey`. Throws for a key that is not extractable: it can only be used in Web Crypto. */
  static from(key: unknown): KeyObject {
    const { keyHandle, isExtractable } = webCrypto();
    if (keyHandle(key) === undefined) throw invalidArgument('key', 'an instance of CryptoKey', key);
    if (!isExtractable(key as never)) {
      const message = "The argument 'key' must be extractable: other keys can only be used in Web Crypto here";
      throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', message);
    }
    return callHost('KeyObject.from', key) as KeyObject;
  }

  get type(): string {
    return this.#type;
  }

  get [Symbol.toStringTag](): string {
    return 'KeyObject';
  }

  equals(other: unknown): boolean {
    if (!(other instanceof KeyObject)) throw invalidArgument('otherKeyObject', 'an instance of KeyObject', other);
    return callMethod(this, 'equals', other) as boolean;
  }

  toCryptoKey(algorithm: unknown, extractable: unknown, usages: unknown): unknown {
    return callMethod(this, 'toCryptoKey', algorithm, extractable, usages);
  }

  export(options?: unknown): unknown {
    return callMethod(this, 'export', options);
  }
}

class SecretKeyObject extends KeyObject {
  readonly #size: number;

  constructor(held: Held, [, size]: Details) {
    super('secret', MADE_HERE, held);
    this.#size = size as number;
  }

  get symmetricKeySize(): number {
    return this.#size;
  }
}

class AsymmetricKeyObject extends KeyObject {
  readonly #kind: unknown;
  readonly #details: unknown;

  constructor(held: Held, [type, kind, details]: Details) {
    super(type, MADE_HERE, held);
    this.#kind = kind;
    this.#details = details;
  }

  get asymmetricKeyType(): unknown {
    return this.#kind;
  }

  get asymmetricKeyDetails(): unknown {
    return this.#details === undefined ? undefined : { ...(this.#details as object) };
  }
}

class PublicKeyObject extends AsymmetricKeyObject {}
class PrivateKeyObject extends AsymmetricKeyObject {}

onHeld('KeyObject', (held, details) => {
  const [type] = details;
  if (type === 'secret') return new SecretKeyObject(held, details);
  return type === 'public' ? new PublicKeyObject(held, details) : new PrivateKeyObject(held, details);
});
