/**
 * Checks the `Host` and the origin of requests, and sets the headers that protect answers from other origins.
 */
import { isIPv4 } from 'node:net';
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { API_HEADER, API_VERSION } from '../core/api-header.ts';
import { TreeboxError } from '../core/errors.ts';

/** A host of the forms that addresses have, with or without a port. */
const HOST = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i;

/** RFC 9112 section 3.2: a request of HTTP/1.1 without Host is refused, and one with several or with none that is one. */
export function requireHost({ raw }: FastifyRequest, _: FastifyReply, done: (error?: Error) => void): void {
  const { rawHeaders } = raw;
  const hosts: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.toLowerCase() === 'host') hosts.push(rawHeaders[at + 1] as string);
  if (hosts.length === 1 && HOST.test(hosts[0] as string)) done();
  else if (hosts.length === 0 && raw.httpVersion === '1.0') done();
  else if (hosts.length === 0)
    done(new TreeboxError('bad_request', 'the Host header is missing: HTTP/1.1 requires one'));
  else done(new TreeboxError('bad_request', 'the Host header must be one host, with or without a port'));
}

/**
 * A hook for servers without a token: the name that a request is sent to must mean this machine, or be one of `allowed`.
 * A page may have its own name mean 127.0.0.1 (DNS rebinding), and would count as this server's own.
 */
export function requireOwnHost(allowed: readonly string[]): onRequestHookHandler {
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  return ({ headers }, _, done) => {
    const name = (headers.host ?? 'localhost').replace(/:\d+$/, '').toLowerCase();
    if (isLoopbackName(name) || names.has(name)) done();
    else
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

/** Those of the standard headers that are the same on every answer. */
const SAME_HEADERS = { [API_HEADER]: API_VERSION, 'cross-origin-resource-policy': 'same-origin' } as const;

/**
 * The headers that every answer bears: who answers, by which the command line tells a treebox from whatever else may
 * listen at an address; the request's id; and that pages of other sites may make no use of it.
 */
export function standardHeaders(requestId: string): Record<string, string> {
  return { ...SAME_HEADERS, 'x-request-id': requestId };
}

/** Puts them on an answer. */
export function sayWhoAnswers({ id }: FastifyRequest, reply: FastifyReply, done: () => void): void {
  reply.headers(standardHeaders(id));
  done();
}

/**
 * Refuses what a page of another site has its reader's browser send or read. Browsers say so by `Sec-Fetch-Site` wherever
 * a server may go without a token, and by `Origin`. Following a link is not refused.
 */
export function refuseOtherSites(request: FastifyRequest, _: FastifyReply, done: (error?: Error) => void): void {
  const { headers, method } = request;
  const { 'sec-fetch-site': site = 'none', 'sec-fetch-mode': mode, 'sec-fetch-dest': destination, origin } = headers;
  const isReading = method === 'GET' || method === 'HEAD';
  const isOwn = site === 'none' || site === 'same-origin';
  const isLink = isReading && mode === 'navigate' && (destination ?? 'document') === 'document';
  const isOwnOrigin = origin === undefined || [headers.host, request.host].includes(hostOf(origin));
  // The protocol's endpoint answers for itself.
  if (((isOwn || isLink) && isOwnOrigin) || isMcp(request)) done();
  else done(new TreeboxError('bad_request', "a page of another site may not send this: use the service's own address"));
}

/**
 * A hook for `/mcp`: the origin of a page must be this server's own, one of this machine, or one of `allowed`. Clients
 * that are no browsers send none.
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

/** The host of an origin with its port as a `Host` header has it; undefined for one that is not an address. */
function hostOf(origin: string): string | undefined {
  return /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase();
}

/** Returns whether a request goes to the Model Context Protocol's endpoint. */
function isMcp({ url }: FastifyRequest): boolean {
  return /^\/mcp(?:\/all)?(?:\?|$)/.test(url);
}

/** Where the caller reached this server: a proxy on the same machine may say it. */
export function originOf({ protocol, host, headers, socket }: FastifyRequest): string {
  const { localAddress = '', localPort } = socket;
  const here = `${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
  const known = [host, headers.host].find((text) => text !== undefined && HOST.test(text)) ?? here;
  return `${protocol === 'https' ? 'https' : 'http'}://${known}`;
}
