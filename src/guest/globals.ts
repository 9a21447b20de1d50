/**
 * Which globals come up at first use, and the part of the guest library that each is in. Layer 0, guest side.
 */

/** A value that a part exports. */
export interface PartMember {
  readonly part: string;
  readonly member: string;
}

/** Globals that a part exports under their own names. */
function members(part: string, ...names: string[]): Record<string, PartMember> {
  return Object.fromEntries(names.map((member) => [member, { part, member }]));
}

/** Global name to the part and the export that it is. */
export const GLOBALS: Readonly<Record<string, PartMember>> = {
  ...members('dom-exception', 'DOMException', 'QuotaExceededError'),
  ...members('encoding', 'TextDecoder', 'TextEncoder', 'atob', 'btoa'),
  ...members(
    'events',
    'AbortController',
    'AbortSignal',
    'CloseEvent',
    'CustomEvent',
    'ErrorEvent',
    'Event',
    'EventTarget',
    'MessageEvent',
    'Performance',
    'ProgressEvent',
    'PromiseRejectionEvent',
    'addEventListener',
    'dispatchEvent',
    'performance',
    'removeEventListener',
    'reportError',
  ),
  ...members('blob', 'Blob', 'File'),
  ...members('file-reader', 'FileReader'),
  ...members('fetch', 'FormData', 'Headers', 'Request', 'Response', 'fetch'),
  ...members('navigator', 'Navigator', 'navigator'),
  Buffer: { part: 'buffer', member: 'Buffer' },
  fs: { part: 'fs', member: 'fs' },
  process: { part: 'process', member: 'process' },
  ...members('compression', 'CompressionStream', 'DecompressionStream'),
  ...members(
    'streams',
    'ByteLengthQueuingStrategy',
    'CountQueuingStrategy',
    'ReadableByteStreamController',
    'ReadableStream',
    'ReadableStreamBYOBReader',
    'ReadableStreamBYOBRequest',
    'ReadableStreamDefaultController',
    'ReadableStreamDefaultReader',
    'TextDecoderStream',
    'TextEncoderStream',
    'TransformStream',
    'TransformStreamDefaultController',
    'WritableStream',
    'WritableStreamDefaultController',
    'WritableStreamDefaultWriter',
  ),
  ...members('messaging', 'MessageChannel', 'MessagePort'),
  ...members('structured-clone', 'structuredClone'),
  ...members('url', 'URL', 'URLSearchParams'),
  ...members('url-pattern', 'URLPattern'),
  ...members('web-crypto', 'Crypto', 'CryptoKey', 'SubtleCrypto', 'crypto'),
};
