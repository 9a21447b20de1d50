/**
 * Many agents on one server: real runs that push to one label lose nothing, judged by git.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from '../support/api.ts';
import { git } from '../support/real-git.ts';
import { TestServer } from '../support/server.ts';

const AGENTS = 50;

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.close());

test(`push: ${AGENTS} agents that run and push to one label with on_conflict merge lose nothing`, async () => {
  const client = new Client(server.url);
  // Each agent changes a line of its own in one file, far from the others', and writes a file of its own.
  const setUp = `fs.writeFileSync('/list', Array.from({ length: ${AGENTS} }, (_, at) => at + '\\n.\\n.\\n.\\n').join(''))`;
  await client.call('POST', '/api/exec', { code: setUp, fs: 'main', push: { label: 'main' }, wait_secs: 30 });
  const run = async (at: number) => {
    const agent = new Client(server.url);
    const code = `
      const lines = fs.readFileSync('/list', 'utf8').split('\\n');
      lines[${4 * at}] = 'agent ${at}';
      fs.writeFileSync('/list', lines.join('\\n'));
      fs.mkdirSync('/agents', { recursive: true });
      fs.writeFileSync('/agents/${at}', '${at}');
      ${at}`;
    const push = { label: 'main', on_conflict: 'merge', message: `agent ${at}` };
    let { status, body } = await agent.call('POST', '/api/exec', { code, fs: 'main', push, wait_secs: 60 });
    if (status === 202) ({ status, body } = await agent.get(`/api/executions/${body.execution_id}?wait=60`));
    agent.close();
    return { status, body };
  };
  const answers = await Promise.all(Array.from({ length: AGENTS }, (_, at) => run(at)));
  for (const { status, body } of answers) {
    expect({ status, result: body.outcome, error: body.error }).toEqual({
      status: 200,
      result: 'completed',
      error: null,
    });
    expect(['advanced', 'merged']).toContain(body.push.status);
  }
  client.close();
  const messages = git(server.repository, ['log', '--first-parent', '--format=%s', 'main']).split('\n');
  expect(messages.toSorted().slice(0, AGENTS)).toEqual(
    Array.from({ length: AGENTS }, (_, at) => `agent ${at}`).toSorted(),
  );
  expect(messages).toHaveLength(AGENTS + 1);
  const commits = git(server.repository, ['log', '--first-parent', `--max-count=${AGENTS}`, '--format=%H', 'main']);
  expect(new Set(answers.map(({ body }) => body.push.commit))).toEqual(new Set(commits.split('\n')));
  const files = git(server.repository, ['ls-tree', '-r', '--name-only', 'main', 'agents/']).split('\n');
  expect(files.toSorted()).toEqual(Array.from({ length: AGENTS }, (_, at) => `agents/${at}`).toSorted());
  const list = git(server.repository, ['show', 'main:list']).split('\n');
  expect(list.filter((_, line) => line % 4 === 0)).toEqual(Array.from({ length: AGENTS }, (_, at) => `agent ${at}`));
}, 180_000);
