/**
 * A scripted agent does the README's whole job by MCP alone: look, search, edit, run, see the diff, push, merge a conflict.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectHttp, type McpAnswer, type McpClient, nextOf } from '../../support/mcp.ts';
import { TestServer } from '../../support/server.ts';

const CALLS_MAX = 12;

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.close());

test('an agent does the whole job in at most 12 calls', async () => {
  const client = await connectHttp('auto', `${server.url}/mcp`);
  const agent = new Agent(client);

  const made = await agent.call('run_js', {
    fs: 'main',
    code: 'await fs.mkdir("/src"); await fs.writeFile("/src/a.ts", "export const a = 1;\\n"); await fs.writeFile("/notes.md", "one\\ntwo\\nthree\\n")',
    push: 'main',
    message: 'start',
  });
  expect(made.text).toMatch(/^push: advanced, main is at commit [0-9a-f]{40}$/m);

  const labels = await agent.call('fs_labels', {});
  expect(labels.structured).toMatchObject({ labels: [{ name: 'main' }] });
  expect(JSON.parse(labels.content[0]?.text ?? '')).toEqual(labels.structured);
  const found = await agent.call('fs_search', { fs: 'main', pattern: 'two' });
  expect(found.text).toContain('notes.md:2: two');
  const read = await agent.call('fs_read', { fs: 'main', path: 'notes.md' });
  expect(read.text).toMatch(/2\s+two/);

  await agent.call('fs_push', { op: 'create', label: 'try', from: 'main' });
  const edited = await agent.call('fs_edit', {
    fs: 'try',
    edits: [{ path: 'notes.md', replace: { old: 'two', new: 'TWO' } }],
    push: 'try',
  });
  expect(edited.text).toMatch(/^push: advanced, try/m);
  const ran = await agent.call('run_js', {
    fs: 'main',
    code: 'await fs.writeFile("/notes.md", (await fs.readFile("/notes.md", "utf8")).replace("two", "zwei")); console.log("done"); 7',
    push: { label: 'main' },
  });
  expect(ran.text).toContain('result: 7');
  const diff = await agent.call('fs_diff', { from: 'try', to: 'main', patch: true });
  expect(diff.text).toContain('-TWO\n+zwei');

  const conflict = await agent.call('fs_merge', { ours: 'try', theirs: 'main', push: 'main' });
  expect(conflict.isError).toBe(false);
  expect(conflict.text).toContain('<<<<<<<');
  const next = nextOf(conflict.text) as { name: string; args: { resolutions: object } };
  const settled = { ...next.args, resolutions: { 'notes.md': { text: 'one\nTWO, zwei\nthree\n' } } };
  const merged = await agent.call(next.name, settled);
  expect(merged.text).toMatch(/\npush: advanced, main is at commit/);
  const after = await agent.call('fs_read', { fs: 'main', path: 'notes.md' });
  expect(after.text).toContain('TWO, zwei');
  expect(agent.calls).toBeLessThanOrEqual(CALLS_MAX);
  await client.close();
});

class Agent {
  calls = 0;
  readonly #client: McpClient;

  constructor(client: McpClient) {
    this.#client = client;
  }

  call(name: string, args: Record<string, unknown>): Promise<McpAnswer> {
    this.calls += 1;
    return this.#client.call(name, args);
  }
}

test('run_js: a picture that the code hands out is an image block', async () => {
  const client = await connectHttp('auto', `${server.url}/mcp`);
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=';
  const code = `artifact('dot', 'image/png', Buffer.from('${png}', 'base64')); artifact('note', 'text/plain', 'hello')`;
  const { content } = await client.call('run_js', { code });
  expect(content).toContainEqual({ type: 'image', data: png, mimeType: 'image/png' });
  expect(content.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/^artifact note: text\/plain, 5 bytes, treebox:/),
  );
  await client.close();
});

test('run_js: what was refused or rejected is an answer with the next step', async () => {
  const client = await connectHttp('auto', `${server.url}/mcp`);
  const code = 'await fs.writeFile("/x", "1")';
  await client.call('run_js', { fs: 'other', code, push: 'other' });
  const stale = await client.call('fs_push', { label: 'other', ca_id: '4b825dc642cb6eb9a060e54bf8d69288fbee4904' });
  expect(stale.isError).toBe(true);
  expect(stale.text).toMatch(/^rejected: other exists already; it is at [0-9a-f]{40}\nnext: fs_merge /);
  const slow = await client.call('run_js', { code: 'for (;;);', timeout_secs: 1 });
  expect(slow.isError).toBe(true);
  expect(slow.text).toContain('timed out after 1 s');
  expect(slow.text).toContain('raise timeout_secs');
  const unknown = await client.call('run_js', { fs: '0'.repeat(40), code: '1' });
  expect(unknown.isError).toBe(true);
  await client.close();
});

test('run_js: a run that is not done is told with the call that goes on, and get_execution cancels it', async () => {
  const client = await connectHttp('legacy', `${server.url}/mcp`);
  const going = await client.call('run_js', {
    code: 'await new Promise((r) => setTimeout(r, 60_000))',
    wait_secs: 1,
    timeout_secs: 120,
  });
  expect(going.text).toMatch(/^still running/);
  const next = nextOf(going.text) as { name: string; args: Record<string, unknown> };
  const ended = await client.call(next.name, { ...next.args, cancel: true });
  expect(ended.text).toMatch(/^cancelled/);
  expect(ended.isError).toBe(false);
  await client.close();
});

test("/mcp/all: the given system's names work", async () => {
  const client = await connectHttp('auto', `${server.url}/mcp/all`);
  await client.call('run_js', { code: 'var kept = 1', session: 'given', tags: { kind: 'test' } });
  expect(JSON.parse((await client.call('list_sessions', {})).text)).toMatchObject({ sessions: [{ name: 'given' }] });
  const runs = JSON.parse((await client.call('list_session_snapshots', { session: 'given' })).text) as {
    executions: { execution_id: string; heap: string }[];
  };
  const heap = runs.executions[0]?.heap as string;
  expect(JSON.parse((await client.call('get_heap_tags', { heap })).text).tags).toEqual({ kind: 'test' });
  await client.call('set_heap_tags', { heap, tags: { kind: 'other' } });
  expect(JSON.parse((await client.call('query_heaps_by_tags', { tags: { kind: 'other' } })).text).heaps).toMatchObject([
    { key: heap },
  ]);
  await client.call('delete_heap_tags', { heap });
  const id = runs.executions[0]?.execution_id as string;
  expect(JSON.parse((await client.call('get_execution_output', { execution_id: id })).text)).toMatchObject({
    data: '',
  });
  expect(JSON.parse((await client.call('cancel_execution', { execution_id: id })).text)).toMatchObject({ ok: false });
  await client.call('run_js', { code: 'artifact("k", "text/plain", "hi")' });
  expect((await client.call('get_artifact', { key: 'k' })).text).toBe('hi');
  await client.call('run_js', { code: 'artifact("later", "text/plain", "hi")' });
  const page = async (given: object) => JSON.parse((await client.call('list_artifacts', { limit: 1, ...given })).text);
  const newest = await page({});
  expect(newest.artifacts).toMatchObject([{ key: 'later' }]);
  expect((await page({ after: newest.next })).artifacts).toMatchObject([{ key: 'k' }]);
  const empty = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
  await client.call('fs_label', { name: 'given', ca_id: empty });
  expect(JSON.parse((await client.call('fs_pull', { label: 'given' })).text)).toMatchObject({ ca_id: empty });
  expect(JSON.parse((await client.call('fs_log', { label: 'given' })).text).log).toHaveLength(1);
  expect((await client.call('fs_reset', { label: 'given', ca_id: empty })).isError).toBe(false);
  expect((await client.call('fs_ls', { prefix: 'giv' })).text).toContain('"given"');
  await client.close();
});
