/**
 * Which of Node's built-in modules are here, and the part of the guest library that each is in. Layer 0, guest side.
 */

/** A value that a part exports. */
export interface PartMember {
  readonly part: string;
  readonly member: string;
}

/** Name without `node:` to the part and the export that is the module. */
export const BUILTINS: Readonly<Record<string, PartMember>> = {
  assert: { part: 'assert', member: 'assert' },
  'assert/strict': { part: 'assert', member: 'strict' },
  buffer: { part: 'buffer', member: 'buffer' },
  crypto: { part: 'crypto', member: 'crypto' },
  events: { part: 'emitter', member: 'EventEmitter' },
  fs: { part: 'fs', member: 'fs' },
  'fs/promises': { part: 'fs', member: 'promises' },
  os: { part: 'os', member: 'os' },
  path: { part: 'path', member: 'path' },
  'path/posix': { part: 'path', member: 'path' },
  'path/win32': { part: 'path', member: 'win32' },
  process: { part: 'process', member: 'process' },
  querystring: { part: 'querystring', member: 'querystring' },
  stream: { part: 'stream', member: 'stream' },
  'stream/consumers': { part: 'stream-consumers', member: 'consumers' },
  'stream/promises': { part: 'stream', member: 'promises' },
  'stream/web': { part: 'stream-web', member: 'web' },
  string_decoder: { part: 'string-decoder', member: 'stringDecoder' },
  timers: { part: 'timers', member: 'timers' },
  'timers/promises': { part: 'timers', member: 'promises' },
  url: { part: 'legacy-url', member: 'url' },
  util: { part: 'util', member: 'util' },
  'util/types': { part: 'util', member: 'types' },
  zlib: { part: 'zlib', member: 'zlib' },
};
