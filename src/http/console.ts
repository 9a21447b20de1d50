/**
 * The console at `/` for browsers, its files, and signing in to it. Other clients get the addresses of the API.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import packageJson from '../../package.json' with { type: 'json' };
import { TreeboxError } from '../core/errors.ts';
import { type ConsoleFile, consoleFiles } from './console-assets.ts';
import { type ConsoleSessions, SESSION_SECS, sessionCookie } from './console-session.ts';

/**
 * Makes the content security policy. Scripts, styles and requests are the console's own; images may also come from files
 * that it shows.
 * @param nonce allows the style elements that the editor makes
 */
const policy = (nonce: string) =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; ` +
  "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const ADDRESSES = { docs: '/docs/', openapi: '/openapi.json', mcp: '/mcp', health: '/health' } as const;

/** How long a browser may cache a file whose name has the hash of its content, in seconds: a year. */
const ASSET_KEPT_SECS = 31_536_000;

const NONCE_BYTES = 16;

/** Adds the console's routes. @param sessions undefined when the server needs no token */
export function addConsoleRoutes(app: FastifyInstance, sessions: ConsoleSessions | undefined): void {
  app.get('/', async (request, reply) => {
    reply.header('vary', 'Accept');
    if (wantsPage(request)) return await sendPage(request, reply);
    return reply.send({ name: 'treebox', version: packageJson.version, ...ADDRESSES });
  });
  app.get('/console/*', sendPage);
  app.get<{ Params: { name: string } }>('/console/assets/:name', async (request, reply) => {
    const file = (await consoleFiles()).get(request.params.name);
    if (!file || request.params.name === 'page.html')
      throw new TreeboxError('not_found', 'the console has no such file');
    reply.header('cache-control', `public, max-age=${ASSET_KEPT_SECS}, immutable`);
    return sendFile(file, request, reply);
  });
  app.get('/console/session', async (request, reply) => {
    const signedIn = (await sessions?.admits(request)) === true;
    return reply
      .header('cache-control', 'no-store')
      .send({ token_wanted: sessions !== undefined, signed_in: signedIn });
  });
  app.post<{ Body: unknown }>('/console/session', async (request, reply) => {
    const { token } = (request.body ?? {}) as { token?: unknown };
    if (typeof token !== 'string') throw new TreeboxError('bad_request', 'the body must be {"token": "…"}');
    if (sessions) reply.header('set-cookie', sessionCookie(await sessions.open(token), SESSION_SECS, request.protocol));
    return reply.code(204).send();
  });
  app.delete('/console/session', async (request, reply) => {
    await sessions?.close(request);
    return reply
      .header('set-cookie', sessionCookie('', 0, request.protocol))
      .code(204)
      .send();
  });
}

/** Returns whether a client prefers a page to JSON; only browsers name `text/html`. */
function wantsPage({ headers }: FastifyRequest): boolean {
  return /\btext\/html\b/.test(headers.accept ?? '');
}

async function sendPage(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { type, content } = (await consoleFiles()).get('page.html') as ConsoleFile;
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  reply.headers({
    'content-type': type,
    'cache-control': 'no-store',
    'content-security-policy': policy(nonce),
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  });
  return reply.send(content.toString().replace('{{nonce}}', nonce));
}

function sendFile(
  { type, content, compressed }: ConsoleFile,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  reply.headers({ 'content-type': type, 'x-content-type-options': 'nosniff', vary: 'Accept-Encoding' });
  if (!takesGzip) return reply.send(content);
  return reply.header('content-encoding', 'gzip').send(compressed);
}
