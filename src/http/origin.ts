/**
 * What a request says of where it goes and where it comes from, and an answer of who gives it. Layer 6.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { API_HEADER, API_VERSION } from '../core/api-header.ts';
import { TreeboxError } from '../core/errors.ts';

/** A host of the forms that addresses have, with or without a port. */
const HOST = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i;

/** RFC 9112 section 3.2: a request of HTTP/1.1 without Host is refused, and one with several or with none that is one. */
export function requireHost({ raw }: FastifyRequest, _: FastifyReply, done: (error?: Error) => void): void {
  const { rawHeaders } = raw;
  const hosts = rawHeaders.filter((_value, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'host');
  if (hosts.length === 1 && HOST.test(hosts[0] as string)) done();
  else if (hosts.length === 0 && raw.httpVersion === '1.0') done();
  else if (hosts.length === 0) done(new TreeboxError('bad_request', 'the Host header is missing: HTTP/1.1 wants one'));
  else done(new TreeboxError('bad_request', 'the Host header must be one host, with or without a port'));
}

/** Lets the command line tell a treebox from whatever else may listen at an address. */
export function sayWhoAnswers(_: FastifyRequest, reply: FastifyReply, done: () => void): void {
  reply.header(API_HEADER, API_VERSION);
  done();
}

/**
 * Refuses what a page of another site has its reader's browser send: it can be sent without a word to this server, whose
 * answer the page would not get to see. Browsers say so wherever a server may go without a token.
 */
export function refuseOtherSites(request: FastifyRequest, _: FastifyReply, done: (error?: Error) => void): void {
  const { 'sec-fetch-site': site = 'none' } = request.headers;
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  if (isReading || site === 'none' || site === 'same-origin') done();
  else done(new TreeboxError('bad_request', "a page of another site may not send this: use the service's own address"));
}

/** Where the caller reached this server: a proxy on the same machine may say it. */
export function originOf({ protocol, host, headers, socket }: FastifyRequest): string {
  const { localAddress = '', localPort } = socket;
  const here = `${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
  const known = [host, headers.host].find((text) => text !== undefined && HOST.test(text)) ?? here;
  return `${protocol === 'https' ? 'https' : 'http'}://${known}`;
}
