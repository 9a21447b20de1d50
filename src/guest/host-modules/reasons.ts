/**
 * Node's modules that need a host, with the reasons why a run can't do their work.
 *
 * Each family is one part of the guest library. Its modules have all of Node's exports, whose shapes are generated from
 * Node (`shapes/*.gen.ts`). An export without behaviour throws when it is called.
 */

const NO_NETWORK = 'a run has no network';
const NO_PROCESSES = 'a run can start no processes';
const NO_ENGINE = 'a run can not reach the engine that runs it';
const NO_RESOURCES = 'a run does not follow asynchronous resources';
const NO_NATIVE_CODE = 'a run can load no native code';
const NO_REPORTS = 'a run prints its tests in one form';

/** Reasons by part and module. */
export const HOST_MODULES = {
  network: {
    net: NO_NETWORK,
    tls: NO_NETWORK,
    http: NO_NETWORK,
    https: NO_NETWORK,
    http2: NO_NETWORK,
    dgram: NO_NETWORK,
    dns: NO_NETWORK,
    'dns/promises': NO_NETWORK,
    _http_agent: NO_NETWORK,
    _http_client: NO_NETWORK,
    _http_common: NO_NETWORK,
    _http_incoming: NO_NETWORK,
    _http_outgoing: NO_NETWORK,
    _http_server: NO_NETWORK,
    _tls_common: NO_NETWORK,
    _tls_wrap: NO_NETWORK,
  },
  processes: {
    child_process: NO_PROCESSES,
    cluster: NO_PROCESSES,
    domain: NO_RESOURCES,
  },
  engine: {
    inspector: NO_ENGINE,
    'inspector/promises': NO_ENGINE,
    repl: NO_ENGINE,
    trace_events: NO_ENGINE,
    wasi: 'a run has no system for WebAssembly to call; instantiate the module with imports of your own',
    ffi: NO_NATIVE_CODE,
    sea: 'a run is not a program of one file',
    sqlite: 'a run has no database; keep data in files',
    'test/reporters': NO_REPORTS,
  },
  v8: { v8: NO_ENGINE },
} as const satisfies Record<string, Record<string, string>>;
