/**
 * `Sign` and `Verify`: writable streams, and `update`.
 * @see https://nodejs.org/api/crypto.html#class-sign
 */
import { Writable } from 'node:stream';
import { codedError } from '../web/errors.ts';
import { adoptHandle, callHost, callMethod, release } from './host-object.ts';
import type { Held } from './unwire.ts';

class Signer extends Writable {
  #isFinalized = false;

  constructor(creator: string, algorithm: unknown, options: unknown) {
    // The options apply only to the stream: none of them affects the signature.
    const held = callHost(creator, algorithm) as Held;
    super(typeof options === 'object' && options !== null ? options : undefined);
    adoptHandle(this, held.handle);
  }

  override _write(chunk: unknown, encoding: string, callback: () => void): void {
    this.update(chunk, encoding === 'buffer' ? undefined : encoding);
    callback();
  }

  update(data: unknown, encoding?: unknown): this {
    this.#need();
    callMethod(this, 'update', data, encoding);
    return this;
  }

  protected finish(method: string, ...args: unknown[]): unknown {
    this.#need();
    const result = callMethod(this, method, ...args);
    this.#isFinalized = true;
    release(this);
    return result;
  }

  #need(): void {
    if (this.#isFinalized) throw codedError(Error, 'ERR_CRYPTO_INVALID_STATE', 'Not initialised');
  }
}

export class Sign extends Signer {
  constructor(algorithm: unknown, options?: unknown) {
    super('createSign', algorithm, options);
  }

  sign(privateKey: unknown, encoding?: unknown): unknown {
    return this.finish('sign', privateKey, encoding);
  }
}

export class Verify extends Signer {
  constructor(algorithm: unknown, options?: unknown) {
    super('createVerify', algorithm, options);
  }

  verify(key: unknown, signature: unknown, encoding?: unknown): unknown {
    return this.finish('verify', key, signature, encoding);
  }
}
