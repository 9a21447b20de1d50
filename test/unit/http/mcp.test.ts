/**
 * The endpoint of MCP, when what it needs can't be loaded at first.
 */
import { expect, test, vi } from 'vitest';
import { TestApp } from '../../support/test-app.ts';

test('/mcp: a library that could not be loaded is loaded again for the next request', async () => {
  let loads = 0;
  vi.doMock('@modelcontextprotocol/server', async (original) => {
    loads += 1;
    if (loads === 1) throw new Error('EMFILE: too many open files');
    return await original();
  });
  await using app = new TestApp();
  const headers = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };
  const payload = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
  };
  expect((await app.call('POST', '/mcp', { headers, payload })).status).toBe(500);
  const again = await app.call('POST', '/mcp', { headers, payload });
  expect([again.status, again.text]).toEqual([200, expect.stringContaining('"serverInfo"')]);
  app.errors.splice(0);
});
