/**
 * The Model Context Protocol at `/mcp`, and at `/mcp/all` also with the tool names of the older interface.
 *
 * The protocol's library handles requests; this file only converts requests and responses. Tools call the API within the
 * process, with the rights of the request. The library and the tools are loaded at the first request, because they take as
 * long to load as the rest of the server.
 */
import { Readable } from 'node:stream';
import type { McpHttpHandler, McpServerFactory } from '@modelcontextprotocol/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apiOver, type Fetch } from '../client/api.ts';
import { MCP_MESSAGE_MAX_BYTES } from '../core/limits.ts';
import { refuseOtherOrigins } from './origin.ts';

/** Address of the API in the tools' requests. No packet is sent to it. */
const WITHIN = 'http://localhost';
/** Headers of a request that are copied to the tools' requests. */
const PASSED_ON = ['authorization'] as const;
/** Headers that the web server sets itself. */
const NOT_COPIED = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive']);

export interface McpRouteOptions {
  /** True when the server needs a token. */
  readonly isPrivate: boolean;
  /** Names of other hosts whose pages may call the endpoints. */
  readonly allowedHosts: readonly string[];
}

export function addMcpRoutes(app: FastifyInstance, { isPrivate, allowedHosts }: McpRouteOptions): void {
  const send = injectInto(app);
  const serve =
    (set: 'TOOLS' | 'ALL_TOOLS'): McpServerFactory =>
    async ({ era, requestInfo }) => {
      const [{ makeServer }, { [set]: tools }] = await Promise.all([
        import('../mcp/server.ts'),
        import('../mcp/tools/index.ts'),
      ]);
      const headers: Record<string, string> = {};
      for (const name of PASSED_ON) {
        const value = requestInfo?.headers.get(name);
        if (value) headers[name] = value;
      }
      return makeServer({ era }, { api: apiOver(WITHIN, send, headers), tools, transport: 'http', isPrivate });
    };
  mountMcp(app, { '/mcp': serve('TOOLS'), '/mcp/all': serve('ALL_TOOLS') }, allowedHosts);
}

/**
 * Mounts protocol servers.
 * @param servers makes the server of a request, by the endpoint's path
 * @param allowedHosts names of other hosts whose pages may call the endpoints
 */
export function mountMcp(
  app: FastifyInstance,
  servers: Readonly<Record<string, McpServerFactory>>,
  allowedHosts: readonly string[],
): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', refuseOtherOrigins(allowedHosts));
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MCP_MESSAGE_MAX_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    for (const [url, makeOne] of Object.entries(servers)) {
      let handler: Promise<McpHttpHandler> | undefined;
      const note = (err: Error) => app.log.debug({ err }, 'an MCP request failed');
      scope.addHook('onClose', async () => (await handler)?.close());
      scope.all(url, async (request, reply) => {
        handler ??= makeHandler(makeOne, note).catch((error) => {
          // Let the next request try again: the cause may be temporary, such as a lack of descriptors.
          handler = undefined;
          throw error;
        });
        return await answer(await handler, request, reply);
      });
    }
  });
}

async function makeHandler(makeOne: McpServerFactory, onerror: (error: Error) => void): Promise<McpHttpHandler> {
  const { createMcpHandler } = await import('@modelcontextprotocol/server');
  return createMcpHandler(makeOne, { maxRequestBodySize: MCP_MESSAGE_MAX_BYTES, onerror });
}

/** Makes a `fetch` that calls the application without a connection. */
function injectInto(app: FastifyInstance): Fetch {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = request.body ? Buffer.from(await request.arrayBuffer()) : undefined;
    const answer = await app.inject({
      method: request.method as 'GET',
      url: pathname + search,
      headers: Object.fromEntries(request.headers),
      ...(body && { payload: body }),
      signal: request.signal,
    });
    const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((text): [string, string] => [name, String(text)]),
    );
    const isBodiless = answer.statusCode === 204 || answer.statusCode === 304;
    return new Response(isBodiless ? null : new Uint8Array(answer.rawPayload), { status: answer.statusCode, headers });
  };
}

async function answer(handler: McpHttpHandler, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const { status, headers, body } = await handler.fetch(webRequest(request, gone.signal));
  reply.code(status);
  for (const [name, value] of headers) if (!NOT_COPIED.has(name)) reply.header(name, value);
  if (!body) return reply.send();
  return reply.send(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]));
}

function webRequest(request: FastifyRequest, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const body = request.body instanceof Buffer ? new Uint8Array(request.body) : null;
  return new Request(`${WITHIN}${request.url}`, { method: request.method, headers, body, signal });
}
