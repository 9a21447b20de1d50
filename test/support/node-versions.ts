/**
 * Other versions of Node.js than the tests' own, from npm.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './documentation.ts';

const OWN_MAJOR = process.versions.node.split('.')[0] as string;

/**
 * Brings a version of Node.js.
 * @param major such as `24`
 * @param folder absolute path of a folder that it may be installed into
 * @returns an environment in whose path it comes first
 */
export async function withNode(major: string, folder: string): Promise<NodeJS.ProcessEnv> {
  const prefix = join(folder, `node-${major}`);
  const bin = major === OWN_MAJOR ? join(ROOT, 'node_modules/.bin') : join(prefix, 'node_modules/node/bin');
  if (major !== OWN_MAJOR) {
    await mkdir(prefix, { recursive: true });
    // Its script fetches the program itself.
    await writeFile(join(prefix, 'package.json'), '{"private": true, "allowScripts": {"node": true}}');
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', `node@${major}`], { cwd: prefix });
  }
  const env: NodeJS.ProcessEnv = { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) };
  // What `npm test` sets would reach the npm that is started.
  for (const name of Object.keys(env)) if (/^npm_/i.test(name)) delete env[name];
  return env;
}
