/**
 * `Hash`, `Hmac` and `Mac`: streams, and `update` with `digest`.
 *
 * The host's object is released when the digest is computed.
 * @see https://nodejs.org/api/crypto.html#class-hash
 */

import { Transform } from 'node:stream';
import { Buffer } from 'buffer';
import { codedError } from '../web/errors.ts';
import { adoptHandle, callHost, callMethod, chunkBytes, release } from './host-object.ts';
import type { Held } from './unwire.ts';

type Done = (error?: Error | null) => void;

/** Returns options for a stream whose `_transform` gets strings unchanged, with their encoding. */
function streamOptions(options: unknown): object {
  return { ...(typeof options === 'object' ? options : {}), decodeStrings: false };
}

/** A digest that can't be used after it has returned its result. */
class Digester extends Transform {
  protected isFinalized = false;

  constructor(held: Held, options: unknown) {
    super(streamOptions(options));
    adoptHandle(this, held.handle);
  }

  override _transform(chunk: unknown, encoding: string, callback: Done): void {
    try {
      callMethod(this, 'update', chunkBytes(chunk, encoding));
      callback();
    } catch (error) {
      callback(error as Error);
    }
  }

  /** Returns the result, and releases the host's object. */
  protected finalize(method: string, encoding: unknown): unknown {
    const result = callMethod(this, method, encoding);
    this.isFinalized = true;
    release(this);
    return result;
  }
}

function finalized(what: 'HASH' | 'MAC'): Error {
  return codedError(
    Error,
    `ERR_CRYPTO_${what}_FINALIZED`,
    what === 'HASH' ? 'Digest already called' : 'Final already called',
  );
}

export class Hash extends Digester {
  /** The digest that the stream has emitted. */
  #streamed: Buffer | undefined;

  constructor(algorithm: unknown, options?: unknown, held?: Held) {
    super(held ?? (callHost('createHash', algorithm, options) as Held), options);
  }

  copy(options?: unknown): Hash {
    if (this.isFinalized) throw finalized('HASH');
    return new Hash(undefined, options, callMethod(this, 'copy', options) as Held);
  }

  update(data: unknown, encoding?: unknown): this {
    if (this.isFinalized) throw finalized('HASH');
    callMethod(this, 'update', data, encoding);
    return this;
  }

  digest(encoding?: unknown): unknown {
    const streamed = this.#streamed;
    if (this.isFinalized && !streamed) throw finalized('HASH');
    const name = encoding && `${encoding as string}`;
    if (!streamed) return this.finalize('digest', name);
    this.#streamed = undefined;
    return name && name !== 'buffer' ? streamed.toString(name as 'hex') : streamed;
  }

  /** Emits the digest; `digest` can return it once more. */
  override _flush(callback: Done): void {
    this.#streamed = this.finalize('digest', undefined) as Buffer;
    this.push(Buffer.from(this.#streamed));
    callback();
  }
}

export class Hmac extends Digester {
  constructor(algorithm: unknown, key: unknown, options?: unknown) {
    super(callHost('createHmac', algorithm, key, options) as Held, options);
  }

  update(data: unknown, encoding?: unknown): this {
    if (this.isFinalized) throw finalized('HASH');
    callMethod(this, 'update', data, encoding);
    return this;
  }

  digest(encoding?: unknown): unknown {
    if (!this.isFinalized) return this.finalize('digest', encoding && `${encoding as string}`);
    return encoding && encoding !== 'buffer' ? '' : Buffer.alloc(0);
  }

  override _flush(callback: Done): void {
    this.push(this.finalize('digest', undefined));
    callback();
  }
}

export class Mac extends Digester {
  constructor(algorithm: unknown, key: unknown, options?: unknown) {
    super(callHost('createMac', algorithm, key, options) as Held, options);
  }

  update(data: unknown, encoding?: unknown): this {
    if (this.isFinalized) throw finalized('MAC');
    callMethod(this, 'update', data, encoding);
    return this;
  }

  final(encoding?: unknown): unknown {
    if (this.isFinalized) throw finalized('MAC');
    return this.finalize('final', encoding);
  }

  override _flush(callback: Done): void {
    this.push(this.finalize('final', undefined));
    callback();
  }
}
