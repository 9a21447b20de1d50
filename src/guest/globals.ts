/**
 * Globals that are loaded at first use, and the part of the guest library that each is in.
 */

/**
 * Pairs in a flat list: a global, then the part that exports it under this name. Every run creates this list, and V8
 * creates a flat list of strings fastest: an object with so many properties costs 0.05 ms more (bench row
 * `throughput`).
 */
// biome-ignore format: a pair on each line
const LIST = [
  'DOMException', 'dom-exception',
  'QuotaExceededError', 'dom-exception',
  'TextDecoder', 'encoding',
  'TextEncoder', 'encoding',
  'atob', 'encoding',
  'btoa', 'encoding',
  'AbortController', 'events',
  'AbortSignal', 'events',
  'CloseEvent', 'events',
  'CustomEvent', 'events',
  'ErrorEvent', 'events',
  'Event', 'events',
  'EventTarget', 'events',
  'MessageEvent', 'events',
  'Performance', 'performance',
  'PerformanceEntry', 'performance',
  'PerformanceMark', 'performance',
  'PerformanceMeasure', 'performance',
  'PerformanceObserver', 'performance',
  'PerformanceObserverEntryList', 'performance',
  'PerformanceResourceTiming', 'performance',
  'ProgressEvent', 'events',
  'PromiseRejectionEvent', 'events',
  'addEventListener', 'events',
  'dispatchEvent', 'events',
  'performance', 'performance',
  'removeEventListener', 'events',
  'reportError', 'events',
  'Blob', 'blob',
  'File', 'blob',
  'FileReader', 'file-reader',
  'FormData', 'fetch',
  'Headers', 'fetch',
  'Request', 'fetch',
  'Response', 'fetch',
  'fetch', 'fetch',
  'Navigator', 'navigator',
  'navigator', 'navigator',
  'Proxy', 'proxies',
  'WebAssembly', 'web-assembly',
  'Buffer', 'buffer',
  'artifact', 'artifact',
  'fs', 'fs',
  'process', 'process',
  'CompressionStream', 'compression',
  'DecompressionStream', 'compression',
  'ByteLengthQueuingStrategy', 'streams',
  'CountQueuingStrategy', 'streams',
  'ReadableByteStreamController', 'streams',
  'ReadableStream', 'streams',
  'ReadableStreamBYOBReader', 'streams',
  'ReadableStreamBYOBRequest', 'streams',
  'ReadableStreamDefaultController', 'streams',
  'ReadableStreamDefaultReader', 'streams',
  'TextDecoderStream', 'streams',
  'TextEncoderStream', 'streams',
  'TransformStream', 'streams',
  'TransformStreamDefaultController', 'streams',
  'WritableStream', 'streams',
  'WritableStreamDefaultController', 'streams',
  'WritableStreamDefaultWriter', 'streams',
  'MessageChannel', 'messaging',
  'MessagePort', 'messaging',
  'structuredClone', 'structured-clone',
  'URL', 'url',
  'URLSearchParams', 'url',
  'URLPattern', 'url-pattern',
  'Crypto', 'web-crypto',
  'CryptoKey', 'web-crypto',
  'SubtleCrypto', 'web-crypto',
  'crypto', 'web-crypto',
];

/** Globals that only scripts have, all in the part `modules`. */
export const SCRIPT_GLOBALS = ['require', 'module', 'exports', '__filename', '__dirname'];

/** Calls `tell` for each global that every run has. */
export function eachGlobal(tell: (name: string, part: string) => void): void {
  for (let at = 0; at < LIST.length; at += 2) tell(LIST[at] as string, LIST[at + 1] as string);
}

/** Returns the part of a global; undefined for any other name. */
export function partOfGlobal(name: string): string | undefined {
  for (let at = 0; at < LIST.length; at += 2) if (LIST[at] === name) return LIST[at + 1];
  for (let at = 0; at < SCRIPT_GLOBALS.length; at += 1) if (SCRIPT_GLOBALS[at] === name) return 'modules';
  return undefined;
}
