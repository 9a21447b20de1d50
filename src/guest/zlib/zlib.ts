/**
 * The module `node:zlib`.
 * @see https://nodejs.org/api/zlib.html
 */
import { Buffer } from 'buffer';
import { bytesOf, copyOf, isArrayBuffer, isSharedArrayBuffer, typedArrayName } from '../bytes.ts';
import { refusals } from '../not-here.ts';
import { invalidArgument } from '../web/errors.ts';
import { isObject } from '../web/webidl.ts';
import { checkUint32 } from './checks.ts';
import { CLASSES, type StreamClass } from './classes.ts';
import { checksum, hostConstants, type StreamType } from './handle.ts';
import { tooLarge, type ZlibBase } from './zlib-base.ts';

type Callback = (error: Error | null, result?: unknown) => void;

const { isView } = ArrayBuffer;
const { defineProperty, freeze } = Object;

/** Names of zlib's return codes. */
const CODES = [
  'Z_OK',
  'Z_STREAM_END',
  'Z_NEED_DICT',
  'Z_ERRNO',
  'Z_STREAM_ERROR',
  'Z_DATA_ERROR',
  'Z_MEM_ERROR',
  'Z_BUF_ERROR',
  'Z_VERSION_ERROR',
];

/** Converts a whole input to bytes. */
function toBytes(buffer: unknown): Uint8Array {
  if (typeof buffer === 'string') return Buffer.from(buffer);
  if (isView(buffer)) return bytesOf(buffer);
  if (isArrayBuffer(buffer) || isSharedArrayBuffer(buffer)) return copyOf(buffer);
  const expected = 'of type string or an instance of Buffer, TypedArray, DataView, or ArrayBuffer';
  throw invalidArgument('buffer', expected, buffer);
}

function syncForm(Type: StreamClass) {
  return (buffer: unknown, options?: unknown): unknown => {
    // A synchronous call ends before a signal could abort it, so omit the signal.
    const engine = new Type(isObject(options) ? { ...options, signal: undefined } : options);
    try {
      const result = engine.processSync(toBytes(buffer), engine._finishFlushFlag);
      return engine._info ? { buffer: result, engine } : result;
    } finally {
      engine._handle?.close();
      engine._handle = null;
    }
  };
}

/** Collects the output of a stream for one input. */
function gather(engine: ZlibBase, buffer: unknown, callback: Callback): void {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let isOver = false;
  const finish = (error: Error | null, result?: unknown) => {
    if (isOver) return;
    isOver = true;
    callback(error, result);
  };
  engine.on('data', (chunk) => {
    chunks.push(chunk as Uint8Array);
    size += (chunk as Uint8Array).byteLength;
    if (size <= engine._maxOutputLength) return;
    engine.close();
    finish(tooLarge(engine._maxOutputLength));
  });
  engine.on('error', (error) => finish(error as Error));
  engine.on('end', () => {
    if (isOver) return;
    const result = Buffer.concat(chunks, size);
    engine.close();
    finish(null, engine._info ? { buffer: result, engine } : result);
  });
  const isBytes = isView(buffer) && typedArrayName(buffer) !== 'Uint8Array';
  engine.end(isBytes || isArrayBuffer(buffer) || isSharedArrayBuffer(buffer) ? Buffer.from(copyOf(buffer)) : buffer);
}

function callbackForm(Type: StreamClass) {
  return (buffer: unknown, options: unknown, callback?: unknown): void => {
    const [settings, done] = typeof options === 'function' ? [{}, options] : [options, callback];
    const engine = new Type(settings);
    if (typeof done !== 'function') {
      engine.destroy();
      throw invalidArgument('callback', 'of type function', done);
    }
    gather(engine, buffer, done as Callback);
  };
}

function named<T extends object>(form: T, name: string): T {
  return defineProperty(form, 'name', { value: name, configurable: true });
}

function crc32(data: unknown, value: unknown = 0): number {
  if (typeof data !== 'string' && !isView(data)) {
    throw invalidArgument('data', 'of type string or an instance of Buffer, TypedArray, or DataView', data);
  }
  return checksum(typeof data === 'string' ? data : copyOf(data), checkUint32(value, 'value'));
}

/** The names of the forms that take a whole input. */
const FORMS: Readonly<Record<string, StreamType>> = {
  deflate: 'Deflate',
  gzip: 'Gzip',
  deflateRaw: 'DeflateRaw',
  unzip: 'Unzip',
  inflate: 'Inflate',
  gunzip: 'Gunzip',
  inflateRaw: 'InflateRaw',
  brotliCompress: 'BrotliCompress',
  brotliDecompress: 'BrotliDecompress',
  zstdCompress: 'ZstdCompress',
  zstdDecompress: 'ZstdDecompress',
};

function returnCodes(constants: Readonly<Record<string, number>>): object {
  const codes: Record<string, unknown> = {};
  for (const name of CODES) {
    const code = constants[name] as number;
    codes[name] = code;
    codes[code] = name;
  }
  return freeze(codes);
}

/** Makes the module. */
export function createZlib(): object {
  const zlib: Record<string, unknown> = { crc32, ...CLASSES };
  for (const [form, type] of Object.entries(FORMS)) {
    zlib[form] = named(callbackForm(CLASSES[type]), form);
    zlib[`${form}Sync`] = named(syncForm(CLASSES[type]), `${form}Sync`);
    zlib[`create${type}`] = named((options?: unknown) => new CLASSES[type](options), `create${type}`);
  }
  const constants = freeze(hostConstants());
  zlib.constants = constants;
  zlib.codes = returnCodes(constants);
  Object.assign(zlib, refusals('zlib'));
  // Every constant except Brotli's is also a non-enumerable property of the module.
  for (const [name, value] of Object.entries(constants)) {
    if (!name.startsWith('BROTLI')) defineProperty(zlib, name, { value, enumerable: false, writable: false });
  }
  return zlib;
}
