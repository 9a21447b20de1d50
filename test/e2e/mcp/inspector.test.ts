/**
 * The Inspector's command line against a real server, over HTTP and over standard streams. npm fetches it: it is too large to be installed
 * with the rest.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../../support/server.ts';

const INSPECTOR = '@modelcontextprotocol/inspector@2.12.0';
const PROGRAM = new URL('../../../bin/treebox', import.meta.url).pathname;
/** Long enough to fetch it the first time. */
const TIMEOUT_MS = 240_000;

let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await TestServer.start();
  folder = await mkdtemp(join(tmpdir(), 'treebox-inspector-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function inspect(...args: string[]): Promise<unknown> {
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH: path, MCP_CATALOG_PATH: join(folder, 'catalog.json') };
  const command = ['-y', INSPECTOR, '--cli', ...args];
  const { stdout } = await promisify(execFile)('npx', command, { cwd: folder, env, maxBuffer: 1 << 24 });
  return JSON.parse(stdout);
}

const WAYS: readonly (readonly [string, () => readonly string[]])[] = [
  ['HTTP', () => [`${server.url}/mcp`]],
  ['stdio', () => [PROGRAM, 'mcp', '--data', join(folder, 'data')]],
];

describe.each(WAYS)('%s', (_name, target) => {
  test('tools/list: all tools, without an error in a schema', { timeout: TIMEOUT_MS }, async () => {
    // With --strict, a schema that clients can't take ends it with 6.
    const { tools } = (await inspect(...target(), '--method', 'tools/list', '--strict')) as { tools: object[] };
    expect(tools).toHaveLength(10);
    expect(tools[0]).toMatchObject({ name: 'run_js', inputSchema: { type: 'object' } });
  });

  test('tools/call: a run and its result', { timeout: TIMEOUT_MS }, async () => {
    const call = ['--method', 'tools/call', '--tool-name', 'run_js', '--tool-arg', 'code=6 * 7'];
    expect(await inspect(...target(), ...call)).toMatchObject({
      content: [{ type: 'text', text: expect.stringContaining('result: 42') }],
    });
  });

  test('resources/list: the guide and the labels', { timeout: TIMEOUT_MS }, async () => {
    expect(await inspect(...target(), '--method', 'resources/list')).toMatchObject({
      resources: [{ uri: 'treebox://guide' }, { uri: 'treebox://labels' }],
    });
  });
});
