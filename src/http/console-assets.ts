/**
 * The console's files: bundled from the sources at the first request, or taken from the npm package.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const SOURCE = new URL('../console/', import.meta.url).pathname;
/** The folder into which `npm run build` bundles the console; its files are served unchanged. */
const BUILT = new URL('../console-built/', import.meta.url).pathname;

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
};

const compress = promisify(gzip);

export interface ConsoleFile {
  readonly type: string;
  readonly content: Buffer;
  readonly compressed: Buffer;
}

/** Files by name; the page is `page.html`, the others have their content's hash in their names. */
export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>;

let files: Promise<ConsoleFiles> | undefined;

/** Returns the console's files. If bundling fails, the next call tries again. */
export function consoleFiles(): Promise<ConsoleFiles> {
  files ??= (existsSync(BUILT) ? readBuilt() : bundle()).catch((error) => {
    files = undefined;
    throw error;
  });
  return files;
}

async function readBuilt(): Promise<ConsoleFiles> {
  const names = await readdir(BUILT);
  return await packed(await Promise.all(names.map(async (name) => [name, await readFile(join(BUILT, name))] as const)));
}

/** Bundles the sources. @returns names and contents */
export async function bundleConsole(): Promise<(readonly [string, Buffer])[]> {
  const { build, stop } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    entryPoints: { main: join(SOURCE, 'main.tsx'), style: join(SOURCE, 'style.css') },
    outdir: '/',
    bundle: true,
    splitting: true,
    format: 'esm',
    write: false,
    metafile: true,
    minify: true,
    legalComments: 'none',
    target: 'es2022',
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  // Otherwise esbuild's process would run as long as this one.
  await stop();
  const entry = (source: string) => {
    const found = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint?.endsWith(source));
    return found?.[0].split('/').at(-1) ?? '';
  };
  const template = await readFile(join(SOURCE, 'page.html'), 'utf8');
  const page = template.replace('{{script}}', entry('main.tsx')).replace('{{style}}', entry('style.css'));
  const assets = outputFiles.map(({ path, contents }) => [path.slice(1), Buffer.from(contents)] as const);
  return [['page.html', Buffer.from(page)], ...assets];
}

async function bundle(): Promise<ConsoleFiles> {
  return await packed(await bundleConsole());
}

async function packed(contents: readonly (readonly [string, Buffer])[]): Promise<ConsoleFiles> {
  const entries = contents.map(async ([name, content]): Promise<[string, ConsoleFile]> => {
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    return [name, { type, content, compressed: await compress(content, { level: 9 }) }];
  });
  return new Map(await Promise.all(entries));
}
