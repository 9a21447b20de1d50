/**
 * Sessions of browsers that have signed in with the token. A session is a random key in a cookie. The server stores its
 * hash, so signing out ends the session, and a restart does not.
 */
import { hash, randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { TreeboxError } from '../core/errors.ts';
import type { ConsoleSessionTable } from '../service/store/console-session-table.ts';
import { isToken } from './auth.ts';

const COOKIE = 'treebox_session';
/** How long a browser stays signed in, in seconds: 7 days. */
export const SESSION_SECS = 7 * 24 * 3_600;
/** A header of the console's requests. A form or link of another site can't send it. */
export const CONSOLE_HEADER = 'treebox-console';

export class ConsoleSessions {
  readonly #table: ConsoleSessionTable;
  readonly #token: string;

  constructor(table: ConsoleSessionTable, token: string) {
    this.#table = table;
    this.#token = token;
  }

  /** Opens a session. @returns its key @throws TreeboxError `unauthorized` for a wrong token */
  async open(token: string): Promise<string> {
    if (!isToken(token, this.#token)) {
      throw new TreeboxError('unauthorized', 'the token is wrong; use the token that the server was started with');
    }
    const key = randomBytes(32).toString('base64url');
    await this.#table.add(this.#nameOf(key), Date.now() + SESSION_SECS * 1_000);
    return key;
  }

  /** Returns whether a request comes from a page of the console in a browser that has signed in. */
  async admits(request: FastifyRequest): Promise<boolean> {
    const key = keyOf(request);
    return key !== undefined && isOwnPage(request) && (await this.#table.has(this.#nameOf(key), Date.now()));
  }

  async close(request: FastifyRequest): Promise<void> {
    const key = keyOf(request);
    if (key !== undefined) await this.#table.remove(this.#nameOf(key));
  }

  /** Returns the stored name of a session. It depends on the token, so a new token ends every session. */
  #nameOf(key: string): string {
    return hash('sha256', `${hash('sha256', this.#token)}.${key}`);
  }
}

/** Makes a `Set-Cookie` value. @param secs how long the browser keeps the cookie; 0 removes it */
export function sessionCookie(key: string, secs: number, protocol: string): string {
  const secure = protocol === 'https' ? '; Secure' : '';
  return `${COOKIE}=${key}; Path=/; Max-Age=${secs}; HttpOnly; SameSite=Strict${secure}`;
}

function keyOf({ headers }: FastifyRequest): string | undefined {
  return new RegExp(`(?:^|; *)${COOKIE}=([\\w-]+)`).exec(headers.cookie ?? '')?.[1];
}

/** Checks that a page of the console sent a request. Only changes need its header: other sites can't see responses to reads. */
function isOwnPage({ method, headers }: FastifyRequest): boolean {
  const isReading = method === 'GET' || method === 'HEAD';
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && !(isReading && site === 'none')) return false;
  return isReading || headers[CONSOLE_HEADER] !== undefined;
}
