/**
 * The parts of Node's `http` and `https` that need no network: agents, and messages from Node's own library.
 */
import common from 'node-library/_http_common';
import incoming from 'node-library/_http_incoming';
import outgoing from 'node-library/_http_outgoing';
import server from 'node-library/_http_server';
import type { Behaviour } from './build.ts';

type Fields = Record<string, unknown>;

const HTTP_PORT = 80;
const HTTPS_PORT = 443;

/** Takes exports of Node's own library unchanged. */
function taken(
  from: Readonly<Record<string, unknown>>,
  ...names: readonly string[]
): Record<string, { make(): unknown }> {
  return Object.fromEntries(names.map((name) => [name, { make: () => from[name] }]));
}

function completeAgent(agent: Fields, given: unknown, protocol: string, port: number): void {
  const options = Object.assign(Object.create(null) as object, { path: null, noDelay: true }, given) as Fields;
  const empty = () => Object.create(null) as object;
  Object.assign(agent, {
    options,
    defaultPort: port,
    protocol,
    requests: empty(),
    sockets: empty(),
    freeSockets: empty(),
    keepAliveMsecs: options.keepAliveMsecs ?? 1000,
    keepAlive: options.keepAlive ?? false,
    maxSockets: options.maxSockets ?? Number.POSITIVE_INFINITY,
    maxFreeSockets: options.maxFreeSockets ?? 256,
    scheduling: options.scheduling ?? 'lifo',
    maxTotalSockets: options.maxTotalSockets ?? Number.POSITIVE_INFINITY,
    totalSocketCount: 0,
  });
}

function nameOf(options: Fields = {}): string {
  const { host, port, localAddress, family, socketPath } = options;
  let name = `${host ?? 'localhost'}:${port ?? ''}:${localAddress ?? ''}`;
  if (family === 4 || family === 6) name += `:${family}`;
  return socketPath ? `${name}:${socketPath}` : name;
}

export function httpBehaviour(builtin: (name: string) => unknown): Behaviour {
  const made = (module: string, name: string, ...args: unknown[]) =>
    Reflect.construct((builtin(module) as Record<string, new () => object>)[name] as new () => object, args);
  const globalAgent = { keepAlive: true, scheduling: 'lifo', timeout: 5000 };
  const agents: Record<string, object> = {};
  const agentOf = (module: string) => ({
    make: () => {
      agents[module] ??= made(module, 'Agent', globalAgent);
      return agents[module];
    },
  });
  const http = {
    ...taken(outgoing, 'OutgoingMessage', 'validateHeaderName', 'validateHeaderValue'),
    ...taken(incoming, 'IncomingMessage'),
    ...taken(server, 'ServerResponse'),
    setMaxIdleHTTPParsers: () => undefined,
    createServer: (...args: unknown[]) => made('http', 'Server', ...args),
    globalAgent: agentOf('http'),
    Agent: {
      construct(this: Fields, options: unknown) {
        completeAgent(this, options, 'http:', HTTP_PORT);
      },
      prototype: { getName: nameOf, destroy() {} },
    },
    Server: {
      construct(this: Fields, options: unknown, listener: unknown) {
        const onRequest = typeof options === 'function' ? options : listener;
        const { on } = this as unknown as { on(event: string, listener: unknown): void };
        if (typeof onRequest === 'function') Reflect.apply(on, this, ['request', onRequest]);
        Object.assign(this, { timeout: 0, keepAliveTimeout: 5000, maxHeadersCount: null, headersTimeout: 60_000 });
        Object.assign(this, { requestTimeout: 300_000, maxRequestsPerSocket: 0 });
      },
      prototype: {
        close(this: object, done?: unknown) {
          const { Server } = builtin('net') as { Server: { prototype: { close(done?: unknown): unknown } } };
          return Reflect.apply(Server.prototype.close, this, [done]);
        },
        setTimeout(this: unknown) {
          return this;
        },
        closeAllConnections() {},
        closeIdleConnections() {},
      },
    },
  };
  const https = {
    globalAgent: agentOf('https'),
    createServer: (...args: unknown[]) => made('https', 'Server', ...args),
    Agent: {
      construct(this: Fields, options: unknown) {
        completeAgent(this, options, 'https:', HTTPS_PORT);
      },
      parentArguments: (options: unknown) => [options],
      prototype: { getName: nameOf },
    },
    Server: { construct: http.Server.construct, prototype: http.Server.prototype },
  };
  return {
    http,
    https,
    _http_agent: { globalAgent: http.globalAgent },
    _http_common: taken(
      common,
      ...['_checkInvalidHeaderChar', '_checkIsHttpToken', 'chunkExpression', 'continueExpression', 'kIncomingMessage'],
      ...['freeParser', 'isLenient', 'calculateLenientFlags', 'kSkipPendingData', 'parsers', 'prepareError'],
    ),
    _http_incoming: taken(incoming, 'kDetachAbortSignal', 'readStart', 'readStop'),
    _http_outgoing: taken(outgoing, 'kHighWaterMark', 'kUniqueHeaders', 'parseUniqueHeadersOption'),
    _http_server: taken(server, 'kServerResponse'),
  } as unknown as Behaviour;
}
