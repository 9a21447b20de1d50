/**
 * How the common clients are told of an MCP server: the command to run, or the file to write.
 */

/** What a client is to start, or where it is to connect to. */
export interface Endpoint {
  /** The command of a server on standard input and output. */
  readonly command: readonly string[];
  /** The address of a running server's `/mcp`; undefined for one of our own. */
  readonly url: string | undefined;
}

/** A client by the name that `treebox mcp install` takes, with the text to print for it. */
export const CLIENTS: Readonly<Record<string, (endpoint: Endpoint) => string>> = {
  'claude-code': ({ command, url }) =>
    url === undefined
      ? `claude mcp add treebox -- ${shellLine(command)}`
      : `claude mcp add --transport http treebox ${url} --header "Authorization: Bearer $TREEBOX_TOKEN"`,
  'claude-desktop': ({ command }) => `# claude_desktop_config.json\n${servers(stdioEntry(command))}`,
  cursor: (endpoint) => `# .cursor/mcp.json\n${servers(entryOf(endpoint))}`,
  vscode: (endpoint) =>
    `# .vscode/mcp.json\n${json({ servers: { treebox: { type: endpoint.url ? 'http' : 'stdio', ...entryOf(endpoint) } } })}`,
  codex: ({ command: [program = '', ...args] }) =>
    `# ~/.codex/config.toml\n[mcp_servers.treebox]\ncommand = ${JSON.stringify(program)}\nargs = ${JSON.stringify(args)}`,
  'gemini-cli': (endpoint) =>
    `# ~/.gemini/settings.json\n${servers(endpoint.url ? { httpUrl: endpoint.url } : stdioEntry(endpoint.command))}`,
};

function entryOf({ command, url }: Endpoint): Record<string, unknown> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the client replaces it by the variable's value
  return url === undefined ? stdioEntry(command) : { url, headers: { Authorization: 'Bearer ${env:TREEBOX_TOKEN}' } };
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
