/**
 * Registration of an MCP server with the common clients: the command to run, or the file to write.
 *
 * A token stays in the variable `TREEBOX_TOKEN`, or the client asks for it. Only a client that supports neither gets
 * the token in its file.
 */

/** The command that a client starts, or the address to which it connects. */
export interface Endpoint {
  /** The command of a server on standard input and output. */
  readonly command: readonly string[];
  /** The address of a running server's `/mcp`; undefined for an embedded server. */
  readonly url: string | undefined;
  /** The running server's token; undefined when it needs none. */
  readonly token: string | undefined;
}

/** A client, by its name in `treebox mcp install`, with the text to print for it. */
export const CLIENTS: Readonly<Record<string, (endpoint: Endpoint) => string>> = {
  'claude-code': ({ command, url, token }) =>
    url === undefined
      ? `claude mcp add treebox -- ${shellLine(command)}`
      : `claude mcp add --transport http treebox ${url}${token === undefined ? '' : ' --header "Authorization: Bearer $TREEBOX_TOKEN"'}`,
  // Claude Desktop connects to local servers only over standard streams, and reads no variables.
  'claude-desktop': ({ command, token }) =>
    `# claude_desktop_config.json\n${servers({ ...stdioEntry(command), ...(token !== undefined && { env: { TREEBOX_TOKEN: token } }) })}`,
  cursor: (endpoint) =>
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the client replaces it by the variable's value
    `# .cursor/mcp.json\n${servers(entryOf(endpoint, 'url', '${env:TREEBOX_TOKEN}'))}`,
  vscode: (endpoint) => `# .vscode/mcp.json\n${json(visualStudioCode(endpoint))}`,
  codex: (endpoint) => `# ~/.codex/config.toml\n[mcp_servers.treebox]\n${codexLines(endpoint).join('\n')}`,
  'gemini-cli': (endpoint) => `# ~/.gemini/settings.json\n${servers(entryOf(endpoint, 'httpUrl', '$TREEBOX_TOKEN'))}`,
};

function visualStudioCode(endpoint: Endpoint): object {
  const { url, token } = endpoint;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the client replaces it by what its user types
  const entry = entryOf(endpoint, 'url', '${input:treebox-token}');
  const ask = { type: 'promptString', id: 'treebox-token', description: 'token of treebox', password: true };
  return {
    servers: { treebox: { type: url === undefined ? 'stdio' : 'http', ...entry } },
    ...(token !== undefined && { inputs: [ask] }),
  };
}

function codexLines({ command: [program = '', ...args], url, token }: Endpoint): string[] {
  if (url === undefined) return [`command = ${JSON.stringify(program)}`, `args = ${JSON.stringify(args)}`];
  return [`url = ${JSON.stringify(url)}`, ...(token === undefined ? [] : ['bearer_token_env_var = "TREEBOX_TOKEN"'])];
}

/** @param key the client's name for an address @param token placeholder of the token in the client's files */
function entryOf({ command, url, token: wanted }: Endpoint, key: string, token: string): Record<string, unknown> {
  if (url === undefined) return stdioEntry(command);
  return { [key]: url, ...(wanted !== undefined && { headers: { Authorization: `Bearer ${token}` } }) };
}

function stdioEntry([command, ...args]: readonly string[]): Record<string, unknown> {
  return { command, args };
}

function servers(entry: Record<string, unknown>): string {
  return json({ mcpServers: { treebox: entry } });
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function shellLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}
