/**
 * The identity of `process`: the input of the run, and nothing about the machine.
 */
import type { GivenRun } from '../border.ts';
import { textEnvironment } from './environment.ts';

/** The version of Node that the guest's language and library match. */
const VERSION = 'v26.0.0';

/** Node's feature flags, as they apply to a run. */
const FEATURES = {
  inspector: false,
  debug: false,
  uv: false,
  ipv6: false,
  tls_alpn: false,
  tls_sni: false,
  tls_ocsp: false,
  tls: false,
  cached_builtins: true,
  require_module: false,
  typescript: 'transform',
};

/** The fields of `process` that are plain values. */
export function identity({ main, args, env }: GivenRun, languageProxy: ProxyConstructor) {
  return {
    arch: 'x64',
    argv: ['node', main, ...args],
    argv0: 'node',
    config: { target_defaults: {}, variables: {} },
    debugPort: 9229,
    domain: null,
    env: textEnvironment(env, languageProxy),
    execArgv: [],
    execPath: '/node',
    features: FEATURES,
    moduleLoadList: [],
    mainModule: undefined,
    pid: 1,
    ppid: 0,
    platform: 'linux',
    release: { name: 'node' },
    sourceMapsEnabled: true,
    title: 'node',
    version: VERSION,
    versions: { node: VERSION.slice(1) },
  };
}
