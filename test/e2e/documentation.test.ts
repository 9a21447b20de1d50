/**
 * Every block of the documentation runs as it stands, against a real server: one script a page, so that what an earlier
 * block set is there for a later one.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse as parseToml } from 'smol-toml';
import { expect, test } from 'vitest';
import { type Block, blocksOf, documentationPages, linkPackage, ROOT } from '../support/documentation.ts';
import { addNpx } from '../support/npx.ts';
import { TestServer } from '../support/server.ts';

const run = promisify(execFile);
const ADDRESS = 'http://127.0.0.1:8080';
/** How a block of each language is run, given its file. */
const COMMANDS: Readonly<Record<string, (file: string) => string>> = {
  ts: (file) => `node ${file}`,
  py: (file) => `python3 ${file}`,
  js: (file) => `npx treebox run ${file}`,
};
/** Starting and installing is what the test itself has done. */
const NOT_REPEATED = /^npm install && npm (?:start|test)$/m;
/** The page as one script, with the files of its blocks beside it. */
async function scriptOf(blocks: readonly Block[], folder: string, url: string): Promise<string> {
  const lines: string[] = [];
  for (const { language, text, line } of blocks) {
    if (language === 'text') continue;
    const here = text.replaceAll(ADDRESS, url).replaceAll('/tmp/', `${folder}/`);
    if (language === 'json') JSON.parse(text);
    else if (language === 'toml') parseToml(text);
    else if (language === 'sh') lines.push(`echo "line ${line}" >&2`, here);
    else {
      const command = COMMANDS[language];
      if (!command) throw new Error(`line ${line}: no way is known to run ${language || 'a block without a language'}`);
      const file = `block-${line}.${language}`;
      await writeFile(join(folder, file), here);
      lines.push(`echo "line ${line}" >&2`, command(file));
    }
  }
  return lines.join('\n');
}

/** A folder as a reader would have it: the package installed, the commands on the path. */
async function readersFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'documentation-'));
  await addNpx(join(folder, 'bin'));
  await linkPackage(folder);
  await symlink(join(ROOT, 'node_modules/@modelcontextprotocol'), join(folder, 'node_modules/@modelcontextprotocol'));
  await writeFile(join(folder, 'package.json'), '{"private": true, "type": "module"}');
  return folder;
}

function environmentOf(folder: string, server: TestServer): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: [join(folder, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
    PYTHONPATH: join(ROOT, 'clients/python'),
    PYTHONDONTWRITEBYTECODE: '1',
    TREEBOX_SERVER: server.url,
    GIT_AUTHOR_NAME: 'Reader',
    GIT_AUTHOR_EMAIL: 'reader@localhost',
    GIT_COMMITTER_NAME: 'Reader',
    GIT_COMMITTER_EMAIL: 'reader@localhost',
  };
}

/** `walkthrough.test.ts` runs the quick start, and looks closer. */
const RUN_HERE = documentationPages().filter((page) => page !== 'docs/quick-start.md');

test.concurrent.for(RUN_HERE)('%s: every block runs', { timeout: 180_000 }, async (page, { skip }) => {
  const blocks = blocksOf(page).filter(({ notRun, text }) => notRun === undefined && !NOT_REPEATED.test(text));
  if (blocks.length === 0) return skip('nothing on it can be run');
  const folder = await readersFolder();
  const server = await TestServer.start();
  try {
    const script = await scriptOf(blocks, folder, server.url);
    const done = await run('bash', ['--norc', '-euo', 'pipefail', '-c', script], {
      cwd: folder,
      env: environmentOf(folder, server),
      maxBuffer: 1 << 26,
    }).catch((error: Error & { stdout?: string; stderr?: string }) => error);
    expect(done instanceof Error ? `${done.stderr}\n${done.stdout}` : '').toBe('');
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test.for(documentationPages())('%s: every link leads somewhere', async (page) => {
  const text = (await readFile(join(ROOT, page), 'utf8')).replaceAll(/^```[\s\S]*?^```$/gm, '');
  const missing = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target]) => target as string)
    .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(ROOT, dirname(page), target)));
  expect(missing).toEqual([]);
});
