/**
 * The parts of Node's `net`, `dns` and `tls` that need no network.
 */
import { codedError } from '../web/errors.ts';
import { internals } from '../web/realm.ts';
import type { Behaviour } from './build.ts';

interface Emitting {
  once(event: string, listener: () => void): void;
  emit(event: string): boolean;
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const V4 = `(?:${OCTET}\\.){3}${OCTET}`;
const SEGMENT = '[0-9a-fA-F]{1,4}';
const IPV4 = new RegExp(`^${V4}$`);
/** The same pattern as in Node: each line is one position of the `::`. */
const IPV6 = new RegExp(
  `^(?:${[
    `(?:${SEGMENT}:){7}(?:${SEGMENT}|:)`,
    `(?:${SEGMENT}:){6}(?:${V4}|:${SEGMENT}|:)`,
    `(?:${SEGMENT}:){5}(?::${V4}|(?::${SEGMENT}){1,2}|:)`,
    `(?:${SEGMENT}:){4}(?:(?::${SEGMENT})?:${V4}|(?::${SEGMENT}){1,3}|:)`,
    `(?:${SEGMENT}:){3}(?:(?::${SEGMENT}){0,2}:${V4}|(?::${SEGMENT}){1,4}|:)`,
    `(?:${SEGMENT}:){2}(?:(?::${SEGMENT}){0,3}:${V4}|(?::${SEGMENT}){1,5}|:)`,
    `(?:${SEGMENT}:)(?:(?::${SEGMENT}){0,4}:${V4}|(?::${SEGMENT}){1,6}|:)`,
    `(?::(?:(?::${SEGMENT}){0,5}:${V4}|(?::${SEGMENT}){1,7}|:))`,
  ].join('|')})(?:%[0-9a-zA-Z\\-.:]{1,})?$`,
);

function isIPv4(text: unknown): boolean {
  return IPV4.test(`${text}`);
}

function isIPv6(text: unknown): boolean {
  return IPV6.test(`${text}`);
}

function itself(this: unknown): unknown {
  return this;
}

/** Closes a server that never listened, as Node does: with an error for the callback. */
function closeIdle(this: Emitting, done?: unknown): unknown {
  if (typeof done === 'function') {
    this.once('close', () => {
      Reflect.apply(done, undefined, [codedError(Error, 'ERR_SERVER_NOT_RUNNING', 'Server is not running.')]);
    });
  }
  internals.timers.nextTick(() => this.emit('close'), []);
  return this;
}

/** Milliseconds that Node waits for one address before it tries the next. */
const ATTEMPT_TIMEOUT_MS = 500;

export function netBehaviour(builtin: (name: string) => unknown): Behaviour {
  const settings = { autoSelectFamily: true, attemptTimeout: ATTEMPT_TIMEOUT_MS, order: 'verbatim' };
  const dns = {
    getServers: () => [],
    getDefaultResultOrder: () => settings.order,
    setDefaultResultOrder: (order: unknown) => {
      settings.order = order as string;
    },
  };
  const createServer = (module: string) => (options: unknown, listener: unknown) => {
    const { Server } = builtin(module) as { Server: new (...args: unknown[]) => object };
    return new Server(options, listener);
  };
  return {
    net: {
      isIP: (text) => (isIPv4(text) ? 4 : isIPv6(text) ? 6 : 0),
      isIPv4,
      isIPv6,
      createServer: createServer('net'),
      getDefaultAutoSelectFamily: () => settings.autoSelectFamily,
      setDefaultAutoSelectFamily: (value) => {
        settings.autoSelectFamily = Boolean(value);
      },
      getDefaultAutoSelectFamilyAttemptTimeout: () => settings.attemptTimeout,
      setDefaultAutoSelectFamilyAttemptTimeout: (value) => {
        settings.attemptTimeout = value as number;
      },
      Server: {
        construct(options, listener) {
          const onConnection = typeof options === 'function' ? options : listener;
          const { on } = this as unknown as { on(event: string, listener: unknown): void };
          if (typeof onConnection === 'function') Reflect.apply(on, this, ['connection', onConnection]);
        },
        prototype: {
          address: () => null,
          close: closeIdle,
          ref: itself,
          unref: itself,
          get listening() {
            return false;
          },
        },
      },
      Socket: {
        construct() {
          Object.assign(this, { connecting: false, _hadError: false, server: null });
        },
        parentArguments: (options) => [
          { ...(options as object | undefined), autoDestroy: true, emitClose: false, decodeStrings: false },
        ],
        prototype: {
          setTimeout: itself,
          setNoDelay: itself,
          setKeepAlive: itself,
          ref: itself,
          unref: itself,
          address: () => ({}),
          _destroy(error: unknown, done: (error: unknown) => void) {
            done(error);
          },
          get readyState() {
            return 'closed';
          },
          get pending() {
            return true;
          },
        },
      },
    },
    tls: { Server: { construct() {} }, createServer: createServer('tls') },
    dns: { ...dns },
    'dns/promises': { ...dns },
  };
}
