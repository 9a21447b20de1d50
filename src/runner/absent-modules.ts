/**
 * Why a module that exists elsewhere does not exist in a run. Layer 3.
 */
import { isBuiltin } from 'node:module';
import { BUILTINS } from '../guest/builtins.ts';

const NO_NETWORK = 'a run has no network';
const NO_PROCESSES = 'a run can start no processes and no threads';
const NO_ENGINE = 'a run can not reach the engine that runs it';

/** Reasons by the first part of a name of Node's. */
const REASONS: Readonly<Record<string, string>> = {
  dgram: NO_NETWORK,
  dns: NO_NETWORK,
  http: NO_NETWORK,
  http2: NO_NETWORK,
  https: NO_NETWORK,
  net: NO_NETWORK,
  quic: NO_NETWORK,
  tls: NO_NETWORK,
  child_process: NO_PROCESSES,
  cluster: NO_PROCESSES,
  worker_threads: NO_PROCESSES,
  inspector: NO_ENGINE,
  repl: NO_ENGINE,
  trace_events: NO_ENGINE,
  v8: NO_ENGINE,
  vm: NO_ENGINE,
  wasi: NO_ENGINE,
  sqlite: 'a run has no database; keep data in files',
  sea: 'a run is no program of one file',
  test: 'a run has no test runner; use assert',
};

/** Specifiers that mean no file of the volume, whatever follows. */
export const ELSEWHERE = /^(node|https?|data|jsr|npm|bun):/;

/**
 * What to tell of a specifier that means no file of the volume.
 * @returns undefined when it may mean a package of the volume
 */
export function whyAbsent(specifier: string): string | undefined {
  const name = specifier.replace(/^node:/, '');
  if (specifier === name && ELSEWHERE.test(specifier)) return `${NO_NETWORK}: put the files into the volume`;
  if (isBuiltin(specifier)) return REASONS[name.split('/', 1)[0] as string] ?? `it is not here; ${here()}`;
  return specifier === name ? undefined : `Node has no such module; ${here()}`;
}

function here(): string {
  return `the built-in modules here are ${Object.keys(BUILTINS).join(', ')}`;
}
