/**
 * `Cipheriv` and `Decipheriv`: streams, and `update` with `final`.
 * @see https://nodejs.org/api/crypto.html#class-cipheriv
 */
import { Transform } from 'node:stream';
import { codedError } from '../web/errors.ts';
import { adoptHandle, callHost, callMethod, chunkBytes, release } from './host-object.ts';
import type { Held } from './unwire.ts';

type Done = (error?: Error | null) => void;

class CipherBase extends Transform {
  protected isFinalized = false;

  constructor(creator: string, algorithm: unknown, key: unknown, iv: unknown, options: unknown) {
    const held = callHost(creator, algorithm, key, iv, options) as Held;
    super({ ...(typeof options === 'object' ? options : {}), decodeStrings: false });
    adoptHandle(this, held.handle);
  }

  override _transform(chunk: unknown, encoding: string, callback: Done): void {
    this.push(this.update(chunkBytes(chunk, encoding)));
    callback();
  }

  override _flush(callback: Done): void {
    try {
      this.push(this.final());
      callback();
    } catch (error) {
      callback(error as Error);
    }
  }

  update(data: unknown, inputEncoding?: unknown, outputEncoding?: unknown): unknown {
    if (this.isFinalized) throw new Error('Trying to add data in unsupported state');
    return callMethod(this, 'update', data, inputEncoding, outputEncoding);
  }

  final(outputEncoding?: unknown): unknown {
    if (this.isFinalized) throw codedError(Error, 'ERR_CRYPTO_INVALID_STATE', 'Invalid state');
    const result = callMethod(this, 'final', outputEncoding);
    this.finish();
    return result;
  }

  setAutoPadding(padding: unknown = true): this {
    this.need('setAutoPadding');
    callMethod(this, 'setAutoPadding', Boolean(padding));
    return this;
  }

  setAAD(data: unknown, options?: unknown): this {
    this.need('setAAD');
    callMethod(this, 'setAAD', data, options);
    return this;
  }

  /** Marks the cipher as finalized, and releases the host's object. */
  protected finish(): void {
    this.isFinalized = true;
    release(this);
  }

  /** @throws Error ERR_CRYPTO_INVALID_STATE after `final` */
  protected need(method: string): void {
    if (this.isFinalized) throw invalidState(method);
  }
}

function invalidState(method: string): Error {
  return codedError(Error, 'ERR_CRYPTO_INVALID_STATE', `Invalid state for operation ${method}`);
}

export class Cipheriv extends CipherBase {
  #tag: unknown;

  constructor(algorithm: unknown, key: unknown, iv: unknown, options?: unknown) {
    super('createCipheriv', algorithm, key, iv, options);
  }

  getAuthTag(): unknown {
    if (this.#tag === undefined) throw invalidState('getAuthTag');
    return this.#tag;
  }

  protected override finish(): void {
    try {
      this.#tag = callMethod(this, 'getAuthTag');
    } catch {
      // The cipher's mode has no authentication tag.
    }
    super.finish();
  }
}

export class Decipheriv extends CipherBase {
  constructor(algorithm: unknown, key: unknown, iv: unknown, options?: unknown) {
    super('createDecipheriv', algorithm, key, iv, options);
  }

  setAuthTag(tag: unknown, encoding?: unknown): this {
    this.need('setAuthTag');
    callMethod(this, 'setAuthTag', tag, encoding);
    return this;
  }
}
