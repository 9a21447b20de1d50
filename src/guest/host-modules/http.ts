/**
 * What of Node's `http` and `https` needs no network: agents, messages and their headers. Guest side.
 */
import { codedError, invalidArgument } from '../web/errors.ts';
import type { Behaviour } from './build.ts';

type Headers = Map<string, readonly [name: string, value: unknown]>;
type Fields = Record<string, unknown>;

const TOKEN = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
/** Characters that no value of a header may have. */
const NO_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const HTTP_PORT = 80;
const HTTPS_PORT = 443;

function validateHeaderName(name: unknown, label: unknown = 'Header name'): void {
  if (typeof name === 'string' && TOKEN.test(name)) return;
  const message = `${label} must be a valid HTTP token ["${String(name)}"]`;
  throw codedError(TypeError, 'ERR_INVALID_HTTP_TOKEN', message);
}

function validateHeaderValue(name: unknown, value: unknown): void {
  if (value === undefined) {
    const message = `Invalid value "undefined" for header "${String(name)}"`;
    throw codedError(TypeError, 'ERR_HTTP_INVALID_HEADER_VALUE', message);
  }
  if (NO_VALUE.test(`${value}`)) {
    throw codedError(TypeError, 'ERR_INVALID_CHAR', `Invalid character in header content ["${String(name)}"]`);
  }
}

const headersOf = new WeakMap<object, Headers>();

function headers(message: object): Headers {
  const found = headersOf.get(message) ?? new Map();
  headersOf.set(message, found);
  return found;
}

function needName(name: unknown): string {
  if (typeof name !== 'string') throw invalidArgument('name', 'of type string', name);
  return name.toLowerCase();
}

/** The headers of a message that is written, whatever becomes of it. */
const OUTGOING = {
  setHeader(name: unknown, value: unknown) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    headers(this).set(needName(name), [name as string, value]);
    return this;
  },
  setHeaders(given: Iterable<[string, unknown]>) {
    for (const [name, value] of given) OUTGOING.setHeader.call(this as never, name, value);
    return this;
  },
  appendHeader(name: unknown, value: unknown) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    const known = headers(this).get(needName(name));
    const all = known ? [known[1], value].flat() : value;
    headers(this).set(needName(name), [known?.[0] ?? (name as string), all]);
    return this;
  },
  getHeader(name: unknown) {
    return headers(this).get(needName(name))?.[1];
  },
  getHeaderNames() {
    return [...headers(this).keys()];
  },
  getRawHeaderNames() {
    return [...headers(this).values()].map(([name]) => name);
  },
  getHeaders() {
    const entries = [...headers(this)].map(([name, [, value]]) => [name, value]);
    return Object.assign(Object.create(null) as object, Object.fromEntries(entries));
  },
  hasHeader(name: unknown) {
    return headers(this).has(needName(name));
  },
  removeHeader(name: unknown) {
    headers(this).delete(needName(name));
  },
  flushHeaders() {},
  cork() {},
  uncork() {},
  setTimeout(this: unknown) {
    return this;
  },
  destroy(this: Fields) {
    this.destroyed = true;
    return this;
  },
  get headersSent() {
    return false;
  },
  get writableEnded() {
    return false;
  },
  get writableFinished() {
    return false;
  },
  get writableObjectMode() {
    return false;
  },
  get writableLength() {
    return 0;
  },
  get writableCorked() {
    return 0;
  },
};

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

/** An incoming message's fields as they are before anything came in. */
const INCOMING = {
  httpVersionMajor: null,
  httpVersionMinor: null,
  httpVersion: null,
  complete: false,
  rawHeaders: [],
  rawTrailers: [],
  joinDuplicateHeaders: false,
  aborted: false,
  upgrade: null,
  url: '',
  method: null,
  statusCode: null,
  statusMessage: null,
};

const INCOMING_MESSAGE = {
  construct(this: Fields, socket: unknown) {
    Object.assign(this, INCOMING, { socket, rawHeaders: [], rawTrailers: [] });
    for (const name of ['headers', 'trailers', 'headersDistinct', 'trailersDistinct']) {
      const value = name.endsWith('Distinct') ? (Object.create(null) as object) : {};
      Object.defineProperty(this, name, { value, writable: true, enumerable: false, configurable: true });
    }
  },
  parentArguments: (socket: unknown) => [
    { highWaterMark: (socket as { readableHighWaterMark?: number } | undefined)?.readableHighWaterMark },
  ],
  prototype: {
    _read() {},
    _destroy(error: unknown, done: (error: unknown) => void) {
      done(error);
    },
    setTimeout(this: unknown) {
      return this;
    },
    get connection() {
      return (this as unknown as Fields).socket;
    },
  },
};

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
    validateHeaderName,
    validateHeaderValue,
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
        setTimeout(this: unknown) {
          return this;
        },
        closeAllConnections() {},
        closeIdleConnections() {},
      },
    },
    IncomingMessage: INCOMING_MESSAGE,
    OutgoingMessage: {
      construct(this: Fields) {
        Object.assign(this, { destroyed: false, finished: false, writable: true, sendDate: false, req: undefined });
      },
      prototype: OUTGOING,
    },
    ServerResponse: {
      construct(this: Fields, request: unknown) {
        Object.assign(this, { req: request, sendDate: true, statusCode: 200 });
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
  const shared = { globalAgent: http.globalAgent };
  return { http, https, _http_agent: shared, _http_common: headerChecks() } as unknown as Behaviour;
}

function headerChecks(): object {
  return {
    _checkIsHttpToken: (value: unknown) => TOKEN.test(`${value}`),
    _checkInvalidHeaderChar: (value: unknown) => NO_VALUE.test(`${value}`),
  };
}
