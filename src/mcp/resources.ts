/**
 * Resources that can be read at `treebox://` addresses.
 */
import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError, type Server } from '@modelcontextprotocol/server';
import { type Api, ApiError, answerOf, responseOf } from '../client/api.ts';
import { INSTRUCTIONS } from './guide.ts';

/** Largest file or artifact that is returned whole, in bytes; for a larger one a client uses the API. */
const CONTENT_MAX_BYTES = 4 * 1024 * 1024;

const RESOURCES = [
  { uri: 'treebox://guide', name: 'guide', description: 'How to work with treebox', mimeType: 'text/plain' },
  { uri: 'treebox://labels', name: 'labels', description: 'All labels and their heads', mimeType: 'application/json' },
];

const TEMPLATES = [
  { uriTemplate: 'treebox://fs/{handle}/{+path}', name: 'file', description: 'A file of a tree' },
  {
    uriTemplate: 'treebox://executions/{id}',
    name: 'execution',
    description: 'The record of a run, its whole result included',
  },
  { uriTemplate: 'treebox://artifacts/{id}/{key}', name: 'artifact', description: 'An artifact of a run' },
  { uriTemplate: 'treebox://heaps/{key}', name: 'heap', description: 'Saved variables, readable' },
];

type Contents = { readonly uri: string; readonly mimeType: string } & (
  | { readonly text: string }
  | { readonly blob: string }
);
type Reader = (api: Api, parts: readonly string[], uri: string) => Promise<Contents>;

/** Readers by the first part of an address. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['guide', async (_api, _parts, uri) => ({ uri, mimeType: 'text/plain', text: INSTRUCTIONS })],
  ['labels', async (api, _parts, uri) => json(uri, await answerOf(api.GET('/api/fs/labels')))],
  [
    'executions',
    async (api, [id = ''], uri) =>
      json(uri, await answerOf(api.GET('/api/executions/{id}', { params: { path: { id } } }))),
  ],
  [
    'heaps',
    async (api, [key = ''], uri) =>
      json(uri, await answerOf(api.GET('/api/heaps/{key}', { params: { path: { key } } }))),
  ],
  [
    'artifacts',
    async (api, [id = '', key = ''], uri) => {
      const params = { path: { id, key } };
      return await bytes(uri, api.GET('/api/executions/{id}/artifacts/{key}', { params, parseAs: 'stream' }));
    },
  ],
  [
    'fs',
    async (api, [handle = '', ...path], uri) => {
      const params = { path: { handle, path: path.join('/') } };
      return await bytes(uri, api.GET('/api/fs/snapshots/{handle}/files/{path}', { params, parseAs: 'stream' }));
    },
  ],
]);

export function addResources(server: Server, api: Api, era: 'legacy' | 'modern'): void {
  // Content changes with the store, and may be private to this caller.
  const cache = era === 'modern' ? { ttlMs: 0, cacheScope: 'private' as const } : {};
  server.setRequestHandler('resources/list', () => ({ resources: RESOURCES, ...cache }));
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: TEMPLATES, ...cache }));
  server.setRequestHandler('resources/read', async ({ params: { uri } }) => {
    const [kind = '', ...parts] = partsOf(uri);
    const read = READERS.get(kind);
    if (!read) throw new ResourceNotFoundError(uri);
    try {
      return { contents: [await read(api, parts, uri)], ...cache };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404 || error.status === 410) throw new ResourceNotFoundError(uri, error.message);
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, error.message);
    }
  });
}

function partsOf(uri: string): string[] {
  if (!uri.startsWith('treebox://')) return [];
  try {
    return uri.slice('treebox://'.length).split('/').map(decodeURIComponent);
  } catch {
    // Invalid percent-encoding: there is no such address.
    return [];
  }
}

function json(uri: string, value: unknown): Contents {
  return { uri, mimeType: 'application/json', text: JSON.stringify(value) };
}

async function bytes(uri: string, call: Parameters<typeof responseOf>[0]): Promise<Contents> {
  const response = await responseOf(call);
  const mimeType = response.headers.get('content-type') ?? 'application/octet-stream';
  if (Number(response.headers.get('content-length') ?? 0) > CONTENT_MAX_BYTES) {
    await response.body?.cancel();
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `${uri} is larger than ${CONTENT_MAX_BYTES} bytes; read it in a run, or over HTTP`,
    );
  }
  const content = Buffer.from(await response.arrayBuffer());
  const isText = !content.subarray(0, 8_000).includes(0) && isUtf8(content);
  return isText ? { uri, mimeType, text: content.toString() } : { uri, mimeType, blob: content.toString('base64') };
}

function isUtf8(content: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}
