/**
 * The part that holds the harmless parts of Node's `process`. Layer 0, guest side.
 */
import EventEmitter from 'events';
import type { Internals } from '../internals.ts';

const SECOND_MS = 1000;
const NS_PER_MS = 1_000_000;

/** What the guest's language and library are those of. */
const VERSION = 'v26.0.0';

export default function create({ host, timers }: Internals) {
  const startedAt = Date.now() - host.now();
  const hrtime = (since?: readonly [number, number]): [number, number] => {
    const now = host.now();
    const seconds = Math.floor(now / SECOND_MS);
    const nanoseconds = Math.floor((now % SECOND_MS) * NS_PER_MS);
    if (!since) return [seconds, nanoseconds];
    const borrow = nanoseconds < since[1] ? 1 : 0;
    return [seconds - since[0] - borrow, nanoseconds - since[1] + borrow * SECOND_MS * NS_PER_MS];
  };
  hrtime.bigint = () => BigInt(Math.floor(host.now() * NS_PER_MS));
  const writable = (fd: number) => ({
    fd,
    isTTY: false,
    write: (text: unknown) => {
      host.write(String(text));
      return true;
    },
  });
  const process = Object.assign(Object.create(EventEmitter.prototype) as object, {
    arch: 'x64',
    argv: ['node', '/main.ts'],
    argv0: 'node',
    env: {},
    execArgv: [],
    execPath: '/node',
    exitCode: undefined as number | undefined,
    pid: 1,
    ppid: 0,
    platform: 'linux',
    release: { name: 'node' },
    title: 'node',
    version: VERSION,
    versions: { node: VERSION.slice(1) },
    stdout: writable(1),
    stderr: writable(2),
    cwd: () => '/',
    emitWarning: (warning: unknown) => host.write(`[WARN] ${String(warning)}\n`),
    exit: (code?: number | string) => host.exit(Number(code ?? process.exitCode ?? 0)),
    hrtime,
    memoryUsage: () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }),
    nextTick: (callback: (...args: unknown[]) => unknown, ...args: unknown[]) => {
      if (typeof callback === 'function') return timers.nextTick(callback, args);
      const error = new TypeError('The "callback" argument must be of type function.');
      throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
    },
    umask: () => 0o022,
    uptime: () => (Date.now() - startedAt) / SECOND_MS,
  });
  Object.defineProperty(process, Symbol.toStringTag, { value: 'process', configurable: true });
  return { process };
}
