/**
 * `DiffieHellman`, `DiffieHellmanGroup` and `ECDH`.
 * @see https://nodejs.org/api/crypto.html#class-diffiehellman
 */
import { adoptHandle, callHost, callMethod } from './host-object.ts';
import type { Held } from './unwire.ts';

/** Methods that all three classes share. */
class Exchange {
  constructor(held: Held) {
    adoptHandle(this, held.handle);
  }

  generateKeys(encoding?: unknown): unknown {
    return callMethod(this, 'generateKeys', encoding);
  }

  computeSecret(key: unknown, inputEncoding?: unknown, outputEncoding?: unknown): unknown {
    return callMethod(this, 'computeSecret', key, inputEncoding, outputEncoding);
  }

  getPublicKey(encoding?: unknown): unknown {
    return callMethod(this, 'getPublicKey', encoding);
  }

  getPrivateKey(encoding?: unknown): unknown {
    return callMethod(this, 'getPrivateKey', encoding);
  }
}

/** A key exchange with a prime and a generator. */
class PrimeExchange extends Exchange {
  readonly verifyError: unknown;

  constructor(held: Held) {
    super(held);
    this.verifyError = callMethod(this, 'verifyError');
  }

  getPrime(encoding?: unknown): unknown {
    return callMethod(this, 'getPrime', encoding);
  }

  getGenerator(encoding?: unknown): unknown {
    return callMethod(this, 'getGenerator', encoding);
  }
}

export class DiffieHellman extends PrimeExchange {
  constructor(sizeOrKey: unknown, ...more: unknown[]) {
    super(callHost('createDiffieHellman', sizeOrKey, ...more) as Held);
  }

  setPublicKey(key: unknown, encoding?: unknown): this {
    callMethod(this, 'setPublicKey', key, encoding);
    return this;
  }

  setPrivateKey(key: unknown, encoding?: unknown): this {
    callMethod(this, 'setPrivateKey', key, encoding);
    return this;
  }
}

export class DiffieHellmanGroup extends PrimeExchange {
  constructor(name: unknown) {
    super(callHost('createDiffieHellmanGroup', name) as Held);
  }
}

export class ECDH extends Exchange {
  constructor(curve: unknown) {
    super(callHost('createECDH', curve) as Held);
  }

  static convertKey(...args: unknown[]): unknown {
    return callHost('ECDH.convertKey', ...args);
  }

  override generateKeys(encoding?: unknown, format?: unknown): unknown {
    return callMethod(this, 'generateKeys', encoding, format);
  }

  override getPublicKey(encoding?: unknown, format?: unknown): unknown {
    return callMethod(this, 'getPublicKey', encoding, format);
  }

  setPublicKey(key: unknown, encoding?: unknown): this {
    callMethod(this, 'setPublicKey', key, encoding);
    return this;
  }

  setPrivateKey(key: unknown, encoding?: unknown): this {
    callMethod(this, 'setPrivateKey', key, encoding);
    return this;
  }
}
