/**
 * Builds the package into `dist`: the sources as JavaScript with their types, the guest library and the console bundled.
 * A checkout does not need the package: everything runs from the sources.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { transform } from 'esbuild';
import { bundleGuestLibrary, bundleRunner, withBuiltPaths } from '../src/compiler/bundle.ts';
import { bundleConsole } from '../src/http/console-assets.ts';
import { ASSETS } from '../src/http/docs.ts';

const ROOT = join(import.meta.dirname, '..');
const OUT = join(ROOT, 'dist/package');
/** Sources that are bundled, or that only a checkout runs. */
const LEFT_OUT = ['src/console/**', 'src/exec-once.ts', 'src/guest/parts/**'];

async function buildSources(): Promise<void> {
  const files = globSync(['src/**/*.ts', 'vfs/**/*.ts'], { cwd: ROOT, exclude: LEFT_OUT });
  await Promise.all(
    files.map(async (file) => {
      const source = await readFile(join(ROOT, file), 'utf8');
      const { code } = await transform(source, { loader: 'ts', target: 'node24', format: 'esm', sourcefile: file });
      const target = join(OUT, file.replace(/\.ts$/, '.js'));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, withBuiltPaths(code));
    }),
  );
}

async function buildBundles(): Promise<void> {
  await writeFile(join(OUT, 'src/guest-library.json'), JSON.stringify(await bundleGuestLibrary()));
  for (const [name, text] of Object.entries(await bundleRunner())) await writeFile(join(OUT, 'src/runner', name), text);
  const folder = join(OUT, 'src/console-built');
  await mkdir(folder, { recursive: true });
  for (const [name, content] of await bundleConsole()) await writeFile(join(folder, name), content);
}

/** Copies the two files of Swagger UI that the API reference needs; its package is ten times as large. */
async function buildReference(): Promise<void> {
  const folder = join(OUT, 'src/reference-built');
  await mkdir(folder, { recursive: true });
  const names = Object.keys(ASSETS);
  await Promise.all(names.map((name) => cp(join(ROOT, 'node_modules/swagger-ui-dist', name), join(folder, name))));
}

function buildTypes(): void {
  const { status } = spawnSync(
    join(ROOT, 'node_modules/.bin/tsc'),
    ['-p', join(ROOT, 'bin/tsconfig.types.json'), '--outDir', join(OUT, 'types')],
    { stdio: 'inherit' },
  );
  if (status !== 0) throw new Error('the types could not be built');
}

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await buildSources();
await buildBundles();
await buildReference();
buildTypes();
for (const file of ['package.json', 'openapi.json', 'tsconfig.json', 'THREAT_MODEL.md', 'CHANGELOG.md'])
  await cp(join(ROOT, file), join(OUT, file));
await cp(join(ROOT, 'docs'), join(OUT, 'docs'), { recursive: true });
process.exit(0);
