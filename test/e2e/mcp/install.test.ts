/**
 * What `treebox mcp install` prints is read as each client reads it; then the printed command is started, or the printed address connected
 * to, and a tool called.
 */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse as parseToml } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLIENTS } from '../../../src/cli/mcp/client-configurations.ts';
import { connectCommand, connectHttp, type McpClient } from '../../support/mcp.ts';
import { addNpx } from '../../support/npx.ts';
import { TestServer } from '../../support/server.ts';

const run = promisify(execFile);
const PROGRAM = new URL('../../../bin/treebox', import.meta.url).pathname;
const TOKEN = 'a-token/of=ours';
/** Prints its arguments, one a line. */
const CLAUDE = '#!/bin/sh\nprintf "%s\\n" "$@"\n';

/** What a client has understood. */
interface Understood {
  readonly command?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly url?: string;
  /** The header `Authorization`. */
  readonly authorization?: string;
}

let open: TestServer;
let guarded: TestServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'treebox-install-'));
  await addNpx(folder);
  await writeFile(join(folder, 'claude'), CLAUDE);
  await chmod(join(folder, 'claude'), 0o755);
  [open, guarded] = await Promise.all([TestServer.start(), TestServer.start({ args: ['--token', TOKEN] })]);
});
afterAll(async () => {
  await open.close();
  await guarded.close();
  await rm(folder, { recursive: true, force: true });
});

/** An environment in which the client runs; only some of them hand it on. */
function environment(token?: string): NodeJS.ProcessEnv {
  const path = [folder, dirname(process.execPath), process.env.PATH].join(delimiter);
  const { TREEBOX_TOKEN: _token, TREEBOX_SERVER: _server, ...rest } = process.env;
  return { ...rest, PATH: path, ...(token !== undefined && { TREEBOX_TOKEN: token }) };
}

interface Entry extends Understood {
  readonly type?: string;
  readonly httpUrl?: string;
  readonly bearer_token_env_var?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The clients' ways to read what is printed for them. @param token what `TREEBOX_TOKEN` is, or what the client's user types */
const READERS: Readonly<Record<string, (printed: string, token?: string) => Promise<Understood>>> = {
  'claude-code': async (printed, token) => {
    const { stdout } = await run('sh', ['-c', printed], { env: environment(token) });
    const words = stdout.trim().split('\n');
    expect(words.slice(0, 2)).toEqual(['mcp', 'add']);
    const separator = words.indexOf('--');
    if (separator >= 0) return { command: words[separator + 1] as string, args: words.slice(separator + 2) };
    expect(words.slice(2, 5)).toEqual(['--transport', 'http', 'treebox']);
    const header = words[words.indexOf('--header') + 1]?.replace('Authorization: ', '');
    return { url: words[5] as string, ...(words.includes('--header') && { authorization: header as string }) };
  },
  'claude-desktop': async (printed) => entryIn(printed, 'mcpServers'),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the client replaces it by the variable's value
  cursor: async (printed, token) => withHeader(entryIn(printed, 'mcpServers'), '${env:TREEBOX_TOKEN}', token),
  vscode: async (printed, token) => {
    const entry = entryIn(printed, 'servers');
    expect(entry.type).toBe(entry.url === undefined ? 'stdio' : 'http');
    const asked = (JSON.parse(withoutComment(printed)) as { inputs?: { id: string }[] }).inputs?.map(({ id }) => id);
    return withHeader(entry, `\${input:${asked?.[0]}}`, token);
  },
  codex: async (printed, token) => {
    const { mcp_servers } = parseToml(printed) as unknown as { mcp_servers: { treebox: Entry } };
    const { bearer_token_env_var: name, ...entry } = mcp_servers.treebox;
    return { ...entry, ...(name !== undefined && { authorization: `Bearer ${environment(token)[name]}` }) };
  },
  'gemini-cli': async (printed, token) => {
    const { httpUrl, ...entry } = entryIn(printed, 'mcpServers');
    return withHeader({ ...entry, ...(httpUrl && { url: httpUrl }) }, '$TREEBOX_TOKEN', token);
  },
};

function withoutComment(printed: string): string {
  return printed.replace(/^#.*\n/, '');
}

function entryIn(printed: string, key: string): Entry {
  return (JSON.parse(withoutComment(printed)) as Record<string, { treebox: Entry }>)[key]?.treebox as Entry;
}

/** @param form how the client's files name the token */
function withHeader({ headers, ...entry }: Entry, form: string, token = ''): Understood {
  const authorization = headers?.Authorization?.replace(form, token);
  return { ...entry, ...(authorization !== undefined && { authorization }) };
}

async function connect({ command, args, env, url, authorization }: Understood): Promise<McpClient> {
  if (url !== undefined) return connectHttp('auto', url, authorization?.replace(/^Bearer /, ''));
  return connectCommand('auto', { command: command as string, args: args ?? [], env: { PATH: pathOf(), ...env } });
}

function pathOf(): string {
  return environment().PATH as string;
}

async function printed(args: readonly string[], token?: string): Promise<string> {
  return (await run(PROGRAM, ['mcp', 'install', ...args], { env: environment(token), cwd: folder })).stdout;
}

test('every client that is printed for has a reader here', () => {
  expect(Object.keys(READERS).toSorted()).toEqual(Object.keys(CLIENTS).toSorted());
});

describe.each(Object.keys(READERS))('%s', (name) => {
  const read = READERS[name] as (typeof READERS)[string];

  async function works(understood: Understood): Promise<void> {
    const client = await connect(understood);
    try {
      expect((await client.call('run_js', { code: '6 * 7' })).text).toContain('result: 42');
    } finally {
      await client.close();
    }
  }

  test('a server of its own', async () => {
    const understood = await read(await printed(['--data', join(folder, `data of ${name}`), name]));
    expect(understood.command).toBe('npx');
    await works(understood);
  });

  test('a running server', async () => {
    const understood = await read(await printed(['--server', open.url, name]));
    expect(understood).not.toHaveProperty('authorization');
    await works(understood);
  });

  test('a running server with a token, which is in what is printed only where nothing else helps', async () => {
    const text = await printed(['--server', guarded.url, name], TOKEN);
    expect(text.includes(TOKEN)).toBe(name === 'claude-desktop');
    await works(await read(text, TOKEN));
  });
});

test('without a name, all of them are printed', async () => {
  const all = await printed([]);
  expect([...all.matchAll(/^## (.*)$/gm)].map(([, name]) => name)).toEqual(Object.keys(CLIENTS));
});
