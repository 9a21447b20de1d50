/**
 * Checks the `Host` and the origin of requests, and sets the headers that protect responses from other origins.
 */
import { isIPv4 } from 'node:net';
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { API_HEADER, API_VERSION } from '../core/api-header.ts';
import { TreeboxError } from '../core/errors.ts';

/** A host name or an IP address, with or without a port. */
const HOST = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i;

const HOST_HEADER = 'host';

/** Refuses an HTTP/1.1 request without `Host`, and any request with several or an invalid one (RFC 9112 section 3.2). */
export function requireHost({ raw }: FastifyRequest, _: FastifyReply, done: (error?: Error) => void): void {
  const { rawHeaders } = raw;
  const hosts: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === HOST_HEADER.length && name.toLowerCase() === HOST_HEADER)
      hosts.push(rawHeaders[at + 1] as string);
  }
  if (hosts.length === 1 && HOST.test(hosts[0] as string)) done();
  else if (hosts.length === 0 && raw.httpVersion === '1.0') done();
  else if (hosts.length === 0)
    done(new TreeboxError('bad_request', 'the Host header is missing: HTTP/1.1 requires one'));
  else done(new TreeboxError('bad_request', 'the Host header must be one host, with or without a port'));
}

/**
 * Makes a hook for servers without a token: the `Host` of a request must be a loopback name, or one of `allowed`. Otherwise
 * a page whose own name resolves to 127.0.0.1 (DNS rebinding) would have the same origin as this server.
 */
export function requireOwnHost(allowed: readonly string[]): onRequestHookHandler {
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  /** The last accepted header: clients mostly send the same one. */
  let known: string | undefined;
  return ({ headers: { host = 'localhost' } }, _, done) => {
    if (host === known) {
      done();
      return;
    }
    const name = host.replace(/:\d+$/, '').toLowerCase();
    if (isLoopbackName(name) || names.has(name)) {
      known = host;
      done();
    } else
      done(
        new TreeboxError('bad_request', `the Host is ${name}; it must be a loopback address or one of --allow-host`),
      );
  };
}

function isLoopbackName(name: string): boolean {
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || (name.startsWith('127.') && isIPv4(name))
  );
}

/** The standard headers that are the same in every response. */
const SAME_HEADERS = { [API_HEADER]: API_VERSION, 'cross-origin-resource-policy': 'same-origin' } as const;

/**
 * Returns the headers of every response: the version of the API, by which the command line recognizes a treebox server; the
 * request's id; and a header that forbids pages of other sites to load the response.
 */
export function standardHeaders(requestId: string): Record<string, string> {
  return { ...SAME_HEADERS, 'x-request-id': requestId };
}

/** Sets the standard headers of a response. */
export function sayWhoAnswers({ id }: FastifyRequest, reply: FastifyReply, done: () => void): void {
  reply.headers(standardHeaders(id));
  done();
}

/**
 * Refuses requests that a page of another site makes in a user's browser. Browsers send `Sec-Fetch-Site` to every address
 * where a server needs no token, and `Origin`. A link to this server is not refused.
 */
export function refuseOtherSites(request: FastifyRequest, _: FastifyReply, done: (error?: Error) => void): void {
  const { headers, method } = request;
  const { 'sec-fetch-site': site = 'none', 'sec-fetch-mode': mode, 'sec-fetch-dest': destination, origin } = headers;
  const isReading = method === 'GET' || method === 'HEAD';
  const isOwn = site === 'none' || site === 'same-origin';
  const isLink = isReading && mode === 'navigate' && (destination ?? 'document') === 'document';
  const isOwnOrigin = origin === undefined || [headers.host, request.host].includes(hostOf(origin));
  // `/mcp` has its own check, `refuseOtherOrigins`.
  if (((isOwn || isLink) && isOwnOrigin) || isMcp(request)) done();
  else done(new TreeboxError('bad_request', "a page of another site may not send this: use the service's own address"));
}

/**
 * Makes a hook for `/mcp`: the origin of a page must be this server's own, a loopback name, or one of `allowed`. Clients
 * other than browsers send no `Origin`.
 */
export function refuseOtherOrigins(allowed: readonly string[]): onRequestHookHandler {
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  return ({ headers, host }, _, done) => {
    const { origin } = headers;
    const from = origin === undefined ? undefined : hostOf(origin);
    const name = from?.replace(/:\d+$/, '') ?? '';
    const isOurs = [headers.host, host].includes(from) || isLoopbackName(name) || names.has(name);
    if (origin === undefined || isOurs) done();
    else
      done(new TreeboxError('other_origin', `the origin ${origin} is not accepted; name its host with --allow-host`));
  };
}

/** Returns the host and port of an origin, in the form of a `Host` header; undefined when it is not an HTTP origin. */
function hostOf(origin: string): string | undefined {
  return /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase();
}

/** Returns whether a request goes to the Model Context Protocol's endpoint. */
function isMcp({ url }: FastifyRequest): boolean {
  return /^\/mcp(?:\/all)?(?:\?|$)/.test(url);
}

/** Returns the address at which the caller reached this server. A proxy on the same machine may set it by headers. */
export function originOf({ protocol, host, headers, socket }: FastifyRequest): string {
  const { localAddress = '', localPort } = socket;
  const here = `${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
  const known = [host, headers.host].find((text) => text !== undefined && HOST.test(text)) ?? here;
  return `${protocol === 'https' ? 'https' : 'http'}://${known}`;
}
