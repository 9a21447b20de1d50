/**
 * Lists the available built-in modules of Node, and the part of the guest library that contains each.
 */

import { LANGUAGE } from './language.ts';

/** A value that a part exports. */
export interface PartMember {
  readonly part: string;
  readonly member: string;
}

/** Modules that can only be loaded with the prefix `node:`. */
export const BY_SCHEME: readonly string[] = ['ffi', 'sea', 'sqlite', 'test', 'test/reporters'];

const { hasOwn } = LANGUAGE;

let table: Readonly<Record<string, PartMember>> | undefined;

/**
 * Returns the built-in modules: name without `node:` to the part and the export that is the module. The table is
 * created at first use, because most runs don't need it, and creating it takes as long as setting up all timers of an
 * isolate.
 */
export function builtins(): Readonly<Record<string, PartMember>> {
  table ??= makeTable();
  return table;
}

/** Loads a built-in module. @param name without `node:` @returns undefined if there is none */
export function builtinOf(name: string, load: (part: string) => unknown): unknown {
  if (!hasOwn(builtins(), name)) return undefined;
  const { part, member } = builtins()[name] as PartMember;
  return (load(part) as Record<string, unknown>)[member];
}

function makeTable(): Readonly<Record<string, PartMember>> {
  return {
    _http_agent: { part: 'network', member: '_http_agent' },
    _http_client: { part: 'network', member: '_http_client' },
    _http_common: { part: 'network', member: '_http_common' },
    _http_incoming: { part: 'network', member: '_http_incoming' },
    _http_outgoing: { part: 'network', member: '_http_outgoing' },
    _http_server: { part: 'network', member: '_http_server' },
    _tls_common: { part: 'network', member: '_tls_common' },
    _tls_wrap: { part: 'network', member: '_tls_wrap' },
    assert: { part: 'assert', member: 'assert' },
    'assert/strict': { part: 'assert', member: 'strict' },
    async_hooks: { part: 'async-hooks', member: 'asyncHooks' },
    buffer: { part: 'buffer', member: 'buffer' },
    child_process: { part: 'processes', member: 'child_process' },
    cluster: { part: 'processes', member: 'cluster' },
    constants: { part: 'constants', member: 'constants' },
    crypto: { part: 'crypto', member: 'crypto' },
    dgram: { part: 'network', member: 'dgram' },
    diagnostics_channel: { part: 'diagnostics', member: 'diagnosticsChannel' },
    dns: { part: 'network', member: 'dns' },
    'dns/promises': { part: 'network', member: 'dns/promises' },
    domain: { part: 'processes', member: 'domain' },
    events: { part: 'emitter', member: 'EventEmitter' },
    ffi: { part: 'engine', member: 'ffi' },
    fs: { part: 'fs', member: 'fs' },
    'fs/promises': { part: 'fs', member: 'promises' },
    http: { part: 'network', member: 'http' },
    http2: { part: 'network', member: 'http2' },
    https: { part: 'network', member: 'https' },
    inspector: { part: 'engine', member: 'inspector' },
    'inspector/promises': { part: 'engine', member: 'inspector/promises' },
    net: { part: 'network', member: 'net' },
    os: { part: 'os', member: 'os' },
    path: { part: 'path', member: 'path' },
    'path/posix': { part: 'path', member: 'path' },
    'path/win32': { part: 'path', member: 'win32' },
    process: { part: 'process', member: 'process' },
    punycode: { part: 'punycode', member: 'punycode' },
    querystring: { part: 'querystring', member: 'querystring' },
    readline: { part: 'readline', member: 'readline' },
    'readline/promises': { part: 'readline', member: 'promises' },
    repl: { part: 'engine', member: 'repl' },
    sea: { part: 'engine', member: 'sea' },
    sqlite: { part: 'engine', member: 'sqlite' },
    stream: { part: 'stream', member: 'stream' },
    'stream/consumers': { part: 'stream-consumers', member: 'consumers' },
    'stream/promises': { part: 'stream', member: 'promises' },
    'stream/web': { part: 'stream-web', member: 'web' },
    string_decoder: { part: 'string-decoder', member: 'stringDecoder' },
    sys: { part: 'util', member: 'util' },
    'test/reporters': { part: 'engine', member: 'test/reporters' },
    timers: { part: 'timers', member: 'timers' },
    'timers/promises': { part: 'timers', member: 'promises' },
    tls: { part: 'network', member: 'tls' },
    trace_events: { part: 'engine', member: 'trace_events' },
    tty: { part: 'tty', member: 'tty' },
    url: { part: 'legacy-url', member: 'url' },
    util: { part: 'util', member: 'util' },
    'util/types': { part: 'util', member: 'types' },
    v8: { part: 'v8', member: 'v8' },
    wasi: { part: 'engine', member: 'wasi' },
    console: { part: 'console-module', member: 'console' },
    module: { part: 'module-api', member: 'Module' },
    perf_hooks: { part: 'performance', member: 'perfHooks' },
    test: { part: 'test', member: 'test' },
    vm: { part: 'vm', member: 'vm' },
    worker_threads: { part: 'worker-threads', member: 'workerThreads' },
    zlib: { part: 'zlib', member: 'zlib' },
  };
}

/** Returns the name, without `node:`, of the built-in module that a specifier names; undefined if it names none. */
export function builtinName(specifier: string): string | undefined {
  const hasScheme = specifier.startsWith('node:');
  const name = hasScheme ? specifier.slice('node:'.length) : specifier;
  return Object.hasOwn(builtins(), name) && (hasScheme || !BY_SCHEME.includes(name)) ? name : undefined;
}
