/**
 * `treebox mcp`: serves the Model Context Protocol over standard input and output, and registers itself with clients.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Api, apiOver } from '../../client/api.ts';
import { retrying } from '../../client/retry.ts';
import { ALL_TOOLS, TOOLS } from '../../mcp/tools/index.ts';
import type { GlobalOptions } from '../context.ts';
import { EXIT, Failure } from '../failure.ts';
import { CLIENTS } from '../mcp/client-configurations.ts';
import { EmbeddedServer } from '../mcp/embedded-server.ts';

const SERVER = new URL('../../main.ts', import.meta.url);
const DEFAULT_DATA = './repo-data';
/** Placeholder for the embedded server's address in requests: its port is known only once it runs. */
const EMBEDDED = 'http://127.0.0.1';

const EXAMPLES = `
Examples:
  treebox mcp                                      an embedded server on ./repo-data
  treebox mcp --data ~/work                        the same on another folder
  treebox mcp --server http://127.0.0.1:8080       connects to a running server
  treebox mcp install                              prints the configuration for every known client
  treebox mcp install claude-code --data ~/work    prints the configuration for Claude Code`;

export function addMcp(program: CommandUnknownOpts): void {
  const mcp = program
    .command('mcp')
    .description('serve the Model Context Protocol over stdin and stdout, for AI agents')
    .option('--data <folder>', `data folder of an embedded server (${DEFAULT_DATA}); not with --server`)
    .option('--all', 'also offer tools under the names of an older interface')
    .action((options, command) => serve(options, command))
    .addHelpText('after', EXAMPLES);
  mcp
    .command('install')
    .description('print how to register this server with a client')
    .argument('[client]', Object.keys(CLIENTS).join(', '))
    .option('--data <folder>', `data folder of an embedded server (${DEFAULT_DATA}); not with --server`)
    .action((client, options, command) => install(client, options, command));
}

interface McpOptions {
  readonly data?: string | undefined;
  readonly all?: true | undefined;
}

async function serve({ data, all }: McpOptions, command: CommandUnknownOpts): Promise<void> {
  const { url, token } = remoteOf(command, data);
  const embedded = url === undefined ? new EmbeddedServer(program(), data ?? DEFAULT_DATA) : undefined;
  // Start the server now, so that the client shows an error immediately. Until the first call it would show no error.
  await embedded?.address();
  const { serveStandardStreams } = await import('../../mcp/stdio.ts');
  const onProblem = (error: Error) => process.stderr.write(`treebox mcp: ${error.message}\n`);
  const api = embedded ? embeddedApi(embedded) : remoteApi(url as string, token);
  const handle = serveStandardStreams({ api, tools: all ? ALL_TOOLS : TOOLS, onProblem });
  const end = async () => {
    await handle.close();
    await embedded?.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
  process.stdin.once('end', () => void end());
  // The client has closed our output, so nobody reads answers any more.
  process.stdout.once('error', () => void end());
  await new Promise(() => undefined);
}

/** Returns the running server given on the command line. @throws Failure when a data folder is given as well */
function remoteOf(command: CommandUnknownOpts, data: string | undefined) {
  const { TREEBOX_SERVER, TREEBOX_TOKEN } = process.env;
  const { server, token } = command.optsWithGlobals() as GlobalOptions;
  if (server !== undefined && data !== undefined) {
    throw new Failure(
      EXIT.usage,
      '--data starts an embedded server and --server connects to a running one; give only one of them',
    );
  }
  const url = data === undefined ? (server ?? (TREEBOX_SERVER || undefined)) : undefined;
  return { url: url?.replace(/\/+$/, ''), token: token ?? (TREEBOX_TOKEN || undefined) };
}

function remoteApi(url: string, token: string | undefined): Api {
  return apiOver(url, retrying(fetch), token === undefined ? {} : { authorization: `Bearer ${token}` });
}

function embeddedApi(server: EmbeddedServer): Api {
  const send = async (request: Request) => {
    const address = await server.address();
    return await fetch(new Request(request.url.replace(EMBEDDED, address), request));
  };
  return apiOver(EMBEDDED, retrying(send), { authorization: `Bearer ${server.token}` });
}

function program(): URL {
  if (existsSync(SERVER)) return SERVER;
  throw new Failure(EXIT.usage, 'this program contains no server; name a running server with --server URL');
}

function install(client: string | undefined, { data }: McpOptions, command: CommandUnknownOpts): void {
  const { url, token } = remoteOf(command, data);
  const target = url === undefined ? ['--data', resolve(data ?? DEFAULT_DATA)] : ['--server', url];
  const endpoint = {
    command: ['npx', '-y', 'treebox', 'mcp', ...target],
    url: url === undefined ? undefined : `${url}/mcp`,
    token: url === undefined ? undefined : token,
  };
  const names = client === undefined ? Object.keys(CLIENTS) : [client];
  const texts = names.map((name) => {
    const text = CLIENTS[name]?.(endpoint);
    if (text !== undefined) return client === undefined ? `## ${name}\n${text}\n` : text;
    throw new Failure(
      EXIT.usage,
      `there is no client ${JSON.stringify(name)}; the clients are ${Object.keys(CLIENTS).join(', ')}`,
    );
  });
  process.stdout.write(`${texts.join('\n')}\n`);
}
