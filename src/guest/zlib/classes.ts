/**
 * The classes of `node:zlib`, which can be called without `new`, as Node's can.
 */
import { internals } from '../web/realm.ts';
import { checkRange } from './checks.ts';
import type { StreamType } from './handle.ts';
import { type FlushFlags, ZlibBase } from './zlib-base.ts';

/** The flags of zlib's own formats: Z_NO_FLUSH, Z_FINISH, Z_FULL_FLUSH; up to Z_BLOCK. */
export const ZLIB_FLAGS: FlushFlags = { flush: 0, finishFlush: 4, fullFlush: 3, least: 0, most: 5 };
/** BROTLI_OPERATION_PROCESS, _FINISH, _FLUSH; up to _EMIT_METADATA. */
const BROTLI_FLAGS: FlushFlags = { flush: 0, finishFlush: 2, fullFlush: 1, least: 0, most: 3 };
/** ZSTD_e_continue, ZSTD_e_end, ZSTD_e_flush. */
const ZSTD_FLAGS: FlushFlags = { flush: 0, finishFlush: 2, fullFlush: 1, least: 0, most: 2 };

const Z_SYNC_FLUSH = 2;
const Z_DEFAULT_COMPRESSION = -1;
const Z_DEFAULT_STRATEGY = 0;
/** Bounds of zlib's levels and strategies. */
const LEVEL = [-1, 9] as const;
const STRATEGY = [0, 4] as const;

/** Streams of zlib's own formats. */
class Zlib extends ZlibBase {
  constructor(type: StreamType, options: unknown, target?: object) {
    super(type, options, ZLIB_FLAGS, target);
    const { level, strategy } = (options ?? {}) as { level?: number; strategy?: number };
    this._level = level ?? Z_DEFAULT_COMPRESSION;
    this._strategy = strategy ?? Z_DEFAULT_STRATEGY;
  }

  /** Changes level and strategy after everything written before has been output. */
  params(level: number, strategy: number, callback?: () => void): void {
    checkRange(level, 'level', ...LEVEL, Z_DEFAULT_COMPRESSION);
    checkRange(strategy, 'strategy', ...STRATEGY, Z_DEFAULT_STRATEGY);
    if (this._level === level && this._strategy === strategy) {
      internals.timers.nextTick(() => callback?.(), []);
      return;
    }
    this.flush(Z_SYNC_FLUSH, () => {
      this.setParams(level, strategy);
      if (this.destroyed) return;
      this._level = level;
      this._strategy = strategy;
      callback?.();
    });
  }
}

class Brotli extends ZlibBase {
  constructor(type: StreamType, options: unknown, target?: object) {
    super(type, options, BROTLI_FLAGS, target);
  }
}

class Zstd extends ZlibBase {
  constructor(type: StreamType, options: unknown, target?: object) {
    super(type, options, ZSTD_FLAGS, target);
  }
}

type Base = new (type: StreamType, options: unknown, target?: object) => ZlibBase;

/** A class of streams. */
export interface StreamClass {
  new (options?: unknown): ZlibBase;
  (options?: unknown): ZlibBase;
}

const { construct } = Reflect;
const { setPrototypeOf, defineProperty, create } = Object;

function streamClass(type: StreamType, BaseType: Base): StreamClass {
  const Type = function (this: unknown, options: unknown) {
    // A call on an object of a subclass fills this object.
    const target = new.target === undefined && this instanceof Type ? this : undefined;
    return construct(BaseType, [type, options, target], new.target ?? Type) as ZlibBase;
  } as unknown as StreamClass;
  defineProperty(Type, 'name', { value: type, configurable: true });
  const prototype = create(BaseType.prototype, {
    constructor: { value: Type, writable: true, enumerable: true, configurable: true },
  }) as object;
  defineProperty(Type, 'prototype', { value: prototype, writable: true });
  return setPrototypeOf(Type, BaseType) as StreamClass;
}

/** All classes by name. */
export const CLASSES: Readonly<Record<StreamType, StreamClass>> = {
  Deflate: streamClass('Deflate', Zlib),
  Inflate: streamClass('Inflate', Zlib),
  Gzip: streamClass('Gzip', Zlib),
  Gunzip: streamClass('Gunzip', Zlib),
  DeflateRaw: streamClass('DeflateRaw', Zlib),
  InflateRaw: streamClass('InflateRaw', Zlib),
  Unzip: streamClass('Unzip', Zlib),
  BrotliCompress: streamClass('BrotliCompress', Brotli),
  BrotliDecompress: streamClass('BrotliDecompress', Brotli),
  ZstdCompress: streamClass('ZstdCompress', Zstd),
  ZstdDecompress: streamClass('ZstdDecompress', Zstd),
};
