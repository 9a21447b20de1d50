/**
 * The examples as a reader gets them: their packages installed, run against a real server, with a model that follows a
 * script where a key would be needed.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Treebox } from '../../src/client/index.ts';
import { linkPackage, ROOT } from '../support/documentation.ts';
import { type Script, startModel } from '../support/scripted-model.ts';
import { TestServer } from '../support/server.ts';

const run = promisify(execFile);

const MISTAKE = 'fs.writeFileSync("/primes.json", JSON.stringify(primes(20)))';
const MENDED = `
  const primes = (max: number) => [...Array(max + 1).keys()].filter((n) => n > 1 && ![2, 3].some((d) => n > d && n % d === 0));
  fs.writeFileSync("/primes.json", JSON.stringify(primes(20)));
  primes(20).length`;
const PRIMES = '[2,3,5,7,11,13,17,19]';

/** With MCP the tools have other names and arguments. */
const script: Script = (calls, last, tools) => {
  const isMcp = !tools.includes('run_code');
  const call = (code: string) =>
    isMcp ? { tool: 'run_js', args: { code, fs: 'agent', push: 'agent' } } : { tool: 'run_code', args: { code } };
  if (calls === 0) return call(MISTAKE);
  if (last.includes('primes is not defined')) return call(MENDED);
  return { answer: `There are ${/result: (\d+)/.exec(last)?.[1]}.` };
};

let folder: string;
let server: TestServer;
let model: { url: string; server: Server };
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
  await cp(join(ROOT, 'examples'), folder, { recursive: true });
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  // The package itself is what is tested: it comes from the sources.
  delete manifest.dependencies.treebox;
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await run('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder });
  await linkPackage(folder);
  server = await TestServer.start();
  model = await startModel(script);
  env = {
    ...process.env,
    TREEBOX_SERVER: server.url,
    OPENAI_API_KEY: 'scripted',
    OPENAI_BASE_URL: `${model.url}/v1`,
    ANTHROPIC_API_KEY: 'scripted',
    ANTHROPIC_BASE_URL: model.url,
    PYTHONPATH: join(ROOT, 'clients/python'),
    PYTHONDONTWRITEBYTECODE: '1',
  };
}, 300_000);
afterAll(async () => {
  model?.server.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs an example to its end; answers what it printed. */
async function printed(command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout, stderr } = await run(command, args, { cwd: folder, env: { ...env, ...more } });
  expect(stderr).toBe('');
  return stdout;
}

const labelOf = (name: string) => new Treebox({ server: server.url }).label(name);

test.for(['ai-sdk.ts', 'openai.ts', 'anthropic.ts', 'langchain.ts', 'agent.py'])(
  'agents/%s: makes a mistake, mends it, and its work is a commit',
  { timeout: 120_000 },
  async (file) => {
    const label = `agent-${file}`;
    const [command, path] = [file.endsWith('.py') ? 'python3' : process.execPath, `agents/${file}`];
    expect(await printed(command, [path, 'Count the primes up to 20.'], { LABEL: label })).toBe(
      'There are 8. (3 steps)\n',
    );
    expect(await labelOf(label).files.read('primes.json')).toBe(PRIMES);
    expect(await labelOf(label).log()).toHaveLength(1);
  },
);

test('agents/mcp.ts: does the same with the tools that the server offers', { timeout: 120_000 }, async () => {
  expect(await printed(process.execPath, ['agents/mcp.ts'])).toBe('There are 8. (3 steps)\n');
  expect(await labelOf('agent').files.read('primes.json')).toBe(PRIMES);
});

test('parallel/parallel.ts: branches are merged, and the conflict is settled', { timeout: 120_000 }, async () => {
  expect((await printed(process.execPath, ['parallel/parallel.ts'])).split('\n')).toEqual([
    'author: merged',
    'translator: merged',
    'stylist: conflict in index.md, settled to ours',
    'tester: merged',
    'about.md',
    'index.md',
    'test',
    '',
  ]);
  expect(await labelOf('team/main').files.read('index.md')).toContain('Willkommen');
});

test('nightly/nightly.sh: makes the report once a day, however often it is started', { timeout: 120_000 }, async () => {
  const report = await readFile(join(folder, 'nightly/report.js'), 'utf8');
  const files = { '/sales.csv': 'north,3\nsouth,4\n', '/report.js': report };
  await new Treebox({ server: server.url }).run('', { fs: 'sales', push: 'sales', files });
  const answers = [await printed('nightly/nightly.sh', []), await printed('nightly/nightly.sh', [])].map((text) =>
    JSON.parse(text),
  );
  expect(answers[0]).toMatchObject({ outcome: 'completed', result: '7', push: { status: 'advanced' } });
  expect(answers[1].execution_id).toBe(answers[0].execution_id);
  expect(await labelOf('sales').files.read('report.md')).toBe('# Sales\n\n7 in all, from 2 regions\n');
  expect(await labelOf('sales').log()).toHaveLength(2);
});

test('ci/gate.ts: merges proposals whose tests pass, and no others', { timeout: 120_000 }, async () => {
  const tb = new Treebox({ server: server.url });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the guest's
  const test = "const { add } = require('./add.js'); if (add(2, 2) !== 4) throw new Error(`2 + 2 is ${add(2, 2)}`)";
  await tb.run('', {
    fs: 'main',
    push: 'main',
    files: { '/add.js': 'exports.add = (a, b) => a + b;\n', '/test.js': test },
  });
  const gate = spawn(process.execPath, ['ci/gate.ts'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => gate.once('exit', resolve));
  let told = '';
  gate.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const propose = async (name: string, source: string) => {
    await tb.label(name).createFrom('main');
    await tb.label(name).files.write('add.js', source);
  };
  try {
    // It says so before the server has heard of it: what comes too early is proposed again.
    for (let n = 0; !(told.includes(': merged') && told.includes(': refused')); n++) {
      expect(n).toBeLessThan(60);
      await propose(`proposals/bad-${n}`, `exports.add = (a, b) => a - b; // ${n}\n`);
      await propose(`proposals/good-${n}`, `exports.add = (a, b) => a + b; // ${n}\n`);
      await once(gate.stdout, 'data', { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    }
  } finally {
    gate.kill('SIGTERM');
  }
  expect(await ended).toBe(0);
  expect(told).toMatch(/^proposals\/bad-\d+: refused: .*2 \+ 2 is 0/m);
  expect(told).not.toMatch(/^proposals\/bad-\d+: merged/m);
  expect(await tb.label('main').files.read('add.js')).toMatch(/^exports\.add = \(a, b\) => a \+ b; \/\/ \d+$/m);
});

test('the examples have the types of the packages that they use', { timeout: 180_000 }, async () => {
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { typeRoots: [join(ROOT, 'node_modules/@types')] },
    include: ['**/*.ts'],
    exclude: ['node_modules'],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const done = await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder]).catch(
    (error: { stdout: string }) => error,
  );
  expect(done.stdout).toBe('');
});
