/**
 * The part that holds Node's `os`: fixed values, which reveal nothing about the real machine.
 */
import type { HostValue } from '../border.ts';
import type { Internals } from '../internals.ts';
import { refusals } from '../not-here.ts';
import { ask } from '../web/ask.ts';
import { invalidArgument } from '../web/errors.ts';
import { adopt } from '../web/realm.ts';

/** Makes a frozen object without a prototype, like Node's tables of constants. */
function table(entries: HostValue): Readonly<Record<string, number>> {
  return Object.freeze({ __proto__: null, ...Object.fromEntries(entries as [string, number][]) } as never);
}

export default function create(internals: Internals) {
  adopt(internals);
  const names = ['dlopen', 'errno', 'priority', 'signals'];
  const tables = names.map((name) => [name, table(ask('os.constants', name))] as const);
  const constants = { __proto__: null, UV_UDP_REUSEADDR: 4, ...Object.fromEntries(tables) };
  const os = {
    arch: () => 'x64',
    availableParallelism: () => 1,
    cpus: () => [{ model: 'unknown', speed: 0, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } }],
    endianness: () => 'LE',
    freemem: () => 0,
    getPriority: (pid: unknown = 0) => {
      if (typeof pid !== 'number') throw invalidArgument('pid', 'of type number', pid);
      return 0;
    },
    homedir: () => '/',
    hostname: () => 'localhost',
    loadavg: () => [0, 0, 0],
    machine: () => 'x86_64',
    networkInterfaces: () => ({}),
    platform: () => 'linux',
    release: () => '',
    tmpdir: () => '/tmp',
    totalmem: () => 0,
    type: () => 'Linux',
    uptime: () => 0,
    userInfo: () => ({ uid: 0, gid: 0, username: 'root', homedir: '/', shell: null }),
    version: () => '',
    ...refusals('os'),
  };
  for (const name of ['arch', 'endianness', 'homedir', 'hostname', 'platform', 'release', 'tmpdir', 'type'] as const) {
    Object.defineProperty(os[name], Symbol.toPrimitive, { value: os[name] });
  }
  const fixed = (value: unknown) => ({ value, enumerable: true, configurable: true, writable: false });
  return {
    os: Object.defineProperties(os, { constants: fixed(constants), EOL: fixed('\n'), devNull: fixed('/dev/null') }),
  };
}
