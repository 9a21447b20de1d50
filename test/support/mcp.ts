/**
 * The official clients of the Model Context Protocol, connected to a server in every way that there is.
 */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as FormerClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as FormerStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as FormerHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const PROGRAM = new URL('../../bin/treebox', import.meta.url).pathname;
const IDENTITY = { name: 'test', version: '1' };

/** What a test asks of a client, whichever it is. */
export interface McpClient {
  tools(): Promise<readonly { readonly name: string; readonly description?: string | undefined }[]>;
  call(name: string, args: Record<string, unknown>): Promise<McpAnswer>;
  close(): Promise<void>;
}

export interface McpAnswer {
  readonly text: string;
  readonly isError: boolean;
  readonly content: readonly {
    readonly type: string;
    readonly text?: string;
    readonly data?: string;
    readonly mimeType?: string;
  }[];
  readonly structured: unknown;
}

/** The ways in which the official clients negotiate. */
export const MODES = ['legacy', 'auto', 'pinned', 'former'] as const;
export type Mode = (typeof MODES)[number];

export interface StdioCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Connects over HTTP. @param url the endpoint's */
export async function connectHttp(mode: Mode, url: string, token?: string): Promise<McpClient> {
  const requestInit = token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } };
  if (mode === 'former') {
    const client = new FormerClient(IDENTITY);
    await client.connect(new FormerHttp(new URL(url), { requestInit }) as never);
    return await wrap(client as never);
  }
  const client = newClient(mode);
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
  return await wrap(client);
}

/** Connects to `treebox mcp` over its standard streams. */
export function connectStdio(mode: Mode, { args }: Pick<StdioCommand, 'args'>): Promise<McpClient> {
  return connectCommand(mode, { command: PROGRAM, args: ['mcp', ...args] });
}

/** Starts a command and connects to it over its standard streams. */
export async function connectCommand(mode: Mode, { command, args, env = {} }: StdioCommand): Promise<McpClient> {
  const started = { command, args: [...args], env: { ...(process.env as Record<string, string>), ...env } };
  if (mode === 'former') {
    const client = new FormerClient(IDENTITY);
    await client.connect(new FormerStdio(started) as never);
    return await wrap(client as never);
  }
  const client = newClient(mode);
  await client.connect(new StdioClientTransport(started));
  return await wrap(client);
}

function newClient(mode: Exclude<Mode, 'former'>): Client {
  return new Client(IDENTITY, {
    versionNegotiation: { mode: mode === 'pinned' ? { pin: '2026-07-28' } : mode },
  });
}

/** A client that has seen the tools, and so checks their answers by their schemas. */
async function wrap(client: Client): Promise<McpClient> {
  await client.listTools();
  return {
    tools: async () => (await client.listTools()).tools,
    call: async (name, args) => {
      const result = await client.callTool({ name, arguments: args });
      const content = (result.content ?? []) as McpAnswer['content'];
      return {
        text: content.map(({ text }) => text ?? '').join('\n'),
        isError: result.isError === true,
        content,
        structured: result.structuredContent,
      };
    },
    close: () => client.close(),
  };
}

/** The call that a line `next: tool {…}` of an answer names. */
export function nextOf(text: string): { readonly name: string; readonly args: Record<string, unknown> } | undefined {
  const [, name = '', args = ''] = /^next: (\w+) (\{.*\})$/m.exec(text) ?? [];
  return name === '' ? undefined : { name, args: JSON.parse(args) as Record<string, unknown> };
}
