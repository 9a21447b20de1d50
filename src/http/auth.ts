/**
 * Checks the token: `Authorization: Bearer` for the API, and also HTTP Basic with the token as the password for git.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { TreeboxError } from '../core/errors.ts';

/** Prefix of git's addresses. git can send only Basic. */
const GIT_PREFIX = '/git/';
/** Addresses that need no token: for supervisors, for the documentation, and for the page that asks for the token. */
const OPEN_PATHS: ReadonlySet<string> = new Set(['/', '/health', '/openapi.json', '/docs']);
const OPEN_FOLDERS = /^\/(?:docs|console)\//;

const BEARER = /^bearer +(\S+) *$/i;
const BASIC = /^basic +(\S+) *$/i;

/**
 * Makes a hook that refuses requests without the token.
 * @param admits returns whether a request without the token is accepted, because its browser has signed in
 */
export function requireToken(
  token: string,
  admits: (request: FastifyRequest) => Promise<boolean>,
): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const path = request.url.split('?', 1)[0] as string;
    const given = givenToken(request, path.startsWith(GIT_PREFIX));
    const isOpen = OPEN_PATHS.has(path) || OPEN_FOLDERS.test(path);
    if (isOpen || (given === undefined ? await admits(request) : isToken(given, token))) return;
    challenge(reply, path);
    throw new TreeboxError('unauthorized', 'the token is missing or wrong: send Authorization: Bearer TOKEN');
  };
}

/** Compares in constant time, which does not even reveal the token's length. */
export function isToken(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token));
}

function givenToken(request: FastifyRequest, basicToo: boolean): string | undefined {
  const header = request.headers.authorization ?? '';
  const bearer = BEARER.exec(header)?.[1];
  if (bearer !== undefined || !basicToo) return bearer;
  const credentials = Buffer.from(BASIC.exec(header)?.[1] ?? '', 'base64').toString();
  const colon = credentials.indexOf(':');
  return colon < 0 ? undefined : credentials.slice(colon + 1);
}

function challenge(reply: FastifyReply, path: string): void {
  reply.header('www-authenticate', `${path.startsWith(GIT_PREFIX) ? 'Basic' : 'Bearer'} realm="treebox"`);
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
