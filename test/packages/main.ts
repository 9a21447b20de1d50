/**
 * `npm run packages -- [NAME…] [--work FOLDER] [--failures FILE] [--update]`: runs programs with packages from npm in
 * treebox, at the default limits, and in plain Node on the same files, and compares what both print.
 *
 * Each program runs as it is, with `import`, and with `require` in its place. What passes is compared with `passes.json`,
 * which may only grow; what does not has its reason in `reasons.json`. FOLDER keeps what npm has installed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '../support/api.ts';
import { TestServer } from '../support/server.ts';
import { type Program, programNames, readProgram } from './program.ts';

const PASSES = new URL('passes.json', import.meta.url);
const REASONS = new URL('reasons.json', import.meta.url);
const NPM = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
const NODE_TIMEOUT_MS = 120_000;
const TAR_BYTES_MAX = 1024 ** 3;
const OUTPUT_BYTES = 4_000_000;

interface Verdict {
  readonly form: string;
  /** Whether its program says why a run can't have the package, so that a failure does not count. */
  readonly isExpected: boolean;
  /** Why it does not pass; null when it does. */
  readonly failure: string | null;
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    work: { type: 'string', default: join(tmpdir(), 'treebox-packages') },
    failures: { type: 'string' },
    update: { type: 'boolean', default: false },
  },
});
const work = resolve(values.work);

/** Installs what a program needs, once. @returns the folder */
function install({ name, install: packages }: Program): string {
  const folder = join(work, name);
  const done = join(folder, '.installed');
  if (existsSync(done)) return folder;
  mkdirSync(folder, { recursive: true });
  const lock = new URL(`locks/${name}.json`, import.meta.url);
  const hasLock = existsSync(lock);
  const manifest: Record<string, unknown> = { name: 'smoke', private: true };
  if (hasLock) {
    copyFileSync(lock, join(folder, 'package-lock.json'));
    const { packages: locked } = JSON.parse(readFileSync(lock, 'utf8')) as {
      packages: Record<string, Record<string, unknown>>;
    };
    manifest.dependencies = locked['']?.dependencies;
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  execFileSync('npm', hasLock ? ['ci', ...NPM] : ['install', ...NPM, ...packages], { cwd: folder, stdio: 'pipe' });
  writeFileSync(done, '');
  return folder;
}

/** What a program prints in plain Node; undefined where Node can't run it. */
function onNode(folder: string, form: string, source: string, given: Program['env']): string | undefined {
  const file = form === 'require' ? 'smoke.cjs' : 'smoke.mjs';
  writeFileSync(join(folder, file), form === 'require' ? `(async () => { ${source}\n})();` : source);
  rmSync(join(folder, 'out'), { recursive: true, force: true });
  const env = { PATH: process.env.PATH, TZ: 'UTC', LANG: 'en_US.UTF-8', NO_COLOR: '', FORCE_COLOR: '0', ...given };
  const options = { cwd: folder, env, encoding: 'utf8', timeout: NODE_TIMEOUT_MS, maxBuffer: TAR_BYTES_MAX } as const;
  const { status, stdout } = spawnSync(process.execPath, [file], options);
  return status === 0 ? stdout : undefined;
}

async function judge(url: string, program: Program): Promise<Verdict[]> {
  const folder = install(program);
  const client = new Client(url);
  const tar = execFileSync('tar', ['-C', folder, '-cf', '-', 'package.json', 'node_modules'], {
    maxBuffer: TAR_BYTES_MAX,
  });
  // npm holds this process up for so long that the server lets a kept connection go.
  const headers = { 'content-type': 'application/x-tar', connection: 'close' };
  const imported = await fetch(`${url}/api/fs/snapshots`, { method: 'POST', headers, body: tar });
  const { ca_id: fs } = (await imported.json()) as { ca_id: string };
  const verdicts: Verdict[] = [];
  for (const [form, source] of Object.entries(program.forms)) {
    const node = onNode(folder, form, source, program.env);
    if (node === undefined) continue;
    const { execution_id, status, error } = await client.exec({ code: source, fs, env: program.env });
    const page = await client.get(
      `/api/executions/${execution_id}/output?stream=stdout&byte_offset=0&byte_limit=${OUTPUT_BYTES}`,
    );
    const { data } = page.body as { data: string };
    const isSame = data.trim() === node.trim();
    const failure = status !== 'completed' ? `${status}: ${error}` : isSame ? null : 'it prints something else';
    verdicts.push({ form: `${program.name} ${form}`, isExpected: program.expected !== undefined, failure });
  }
  client.close();
  return verdicts;
}

const server = await TestServer.start();
const verdicts: Verdict[] = [];
try {
  for (const name of positionals.length > 0 ? positionals : programNames()) {
    const judged = await judge(server.url, readProgram(name));
    for (const { form, failure } of judged)
      console.log(`${form}: ${failure === null ? 'pass' : failure.split('\n', 1)[0]}`);
    verdicts.push(...judged);
  }
} finally {
  await server.close();
}

const before = new Set(existsSync(PASSES) ? (JSON.parse(readFileSync(PASSES, 'utf8')) as string[]) : []);
const reasons = JSON.parse(readFileSync(REASONS, 'utf8')) as Record<string, string>;
const passed = verdicts.filter(({ failure }) => failure === null).map(({ form }) => form);
const failed = verdicts.filter(({ failure }) => failure !== null);
for (const kind of ['import', 'require']) {
  const of = verdicts.filter(({ form }) => form.endsWith(` ${kind}`));
  const passing = of.filter(({ failure }) => failure === null).length;
  const counting = of.filter(({ failure, isExpected }) => failure === null || !isExpected).length;
  const share = ((100 * passing) / counting).toFixed(2);
  console.log(`${kind}: ${passing} of ${of.length} pass, of ${counting} that a run can have (${share} %)`);
}
console.log(`${passed.length} of ${verdicts.length} pass`);
if (values.failures !== undefined)
  writeFileSync(values.failures, failed.map(({ form, failure }) => `${form}\n  ${failure}\n`).join('\n'));
const lost = failed.filter(({ form }) => before.has(form));
const unexplained = failed.filter(
  ({ form }) => reasons[form] === undefined && reasons[form.split(' ', 1)[0] ?? ''] === undefined,
);
for (const { form } of lost) console.error(`${form} passed before`);
for (const { form } of unexplained) console.error(`${form} fails, and reasons.json does not say why`);
if (values.update)
  writeFileSync(PASSES, `${JSON.stringify([...new Set([...before, ...passed])].toSorted(), null, 2)}\n`);
else if (lost.length > 0 || unexplained.length > 0) process.exitCode = 1;
