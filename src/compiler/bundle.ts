/**
 * Everything that esbuild does for treebox. The only importer of esbuild.
 *
 * esbuild treats guest sources as plain text: it strips types and JSX, and never resolves or reads a file for them.
 */
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parse as lex, init as lexerReady } from 'es-module-lexer';
import { build, type Loader, type Message, type Plugin, type TransformOptions, transform } from 'esbuild';
import { cutText } from '../core/cut-text.ts';
import { ERROR_TEXT_MAX } from '../core/limits.ts';
import { builtins, type PartMember } from '../guest/builtins.ts';
import { NESTING_MAX, nestsTooDeeply } from './nesting.ts';
import { COPIED, isOfLibrary, libraryFile, NODE_LIBRARY, textOf } from './node-library.ts';
import type { Compiled, CompileFailure, GuestLibrary } from './protocol.ts';

const GUEST = new URL('../guest/', import.meta.url);
/**
 * Folders of packages: the program's own, and the folder that a workspace shares. esbuild gets them as a setting, because
 * inside the walls (`src/walls`) it can't list the folders above the program.
 */
const PACKAGES = [new URL('../../node_modules', import.meta.url).pathname, folderOfPackages()];

/** The specifiers with which libraries import Node's built-ins; some end with a slash to mean a package. */
const BUILTIN = new RegExp(`^(?:node:)?(${Object.keys(builtins()).join('|')})/?$`);

/** The module of the guest library that saves the built-in objects of the language. */
const LANGUAGE_FILE = /\/src\/guest\/language\.ts$/;

/** Matches the export at the end of a bundled module. */
const DEFAULT_EXPORT = /export\s*\{\s*([\w$]+) as default\s*\};?\s*$/;

/** Bundles one module of the guest library as the body of a function that returns its default export, its only export. */
async function bundleModule(path: string, plugins: Plugin[]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [new URL(path, GUEST).pathname],
    bundle: true,
    nodePaths: PACKAGES,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'esnext',
    // The library must not use `process` while it is evaluated: a part may be loaded before the run that `process` describes.
    define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"', 'process.platform': '"linux"' },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'silent',
    plugins,
  });
  const text = outputFiles[0]?.text ?? '';
  if (!DEFAULT_EXPORT.test(text)) throw new Error(`${path} has another export than its default`);
  return `"use strict";${text.replace(DEFAULT_EXPORT, 'return $1;')}`;
}

async function bundleBoot(): Promise<string> {
  return `(()=>{${await bundleModule('boot.ts', [])}})()`;
}

/** Bundles a part as a function of `internals`, through which the part reaches other parts. A call evaluates the part. */
async function bundlePart(part: string): Promise<string> {
  const text = await bundleModule(`parts/${part}.ts`, [nodeLibrary(part), sharedBuiltins(part), bootsLanguage()]);
  return `(internals=>(()=>{${text}})()(internals))`;
}

/** Gives a part the built-in objects that boot saved: guest code may have changed them before the part is evaluated. */
function bootsLanguage(): Plugin {
  return {
    name: 'boots-language',
    setup(bundle) {
      bundle.onLoad({ filter: LANGUAGE_FILE }, () => ({
        contents: 'export const { language: LANGUAGE } = internals;',
      }));
    },
  };
}

/**
 * Redirects a library's import of a built-in module to the part that has the module, so that an isolate has one
 * `EventEmitter` and one `Buffer`.
 */
function sharedBuiltins(part: string): Plugin {
  return {
    name: 'shared-builtins',
    setup(bundle) {
      bundle.onResolve({ filter: BUILTIN }, ({ path, importer }) => {
        const name = BUILTIN.exec(path)?.[1] ?? '';
        const own = builtins()[name]?.part === part || importer.includes(`/node_modules/${name}/`);
        return own ? undefined : { path: name, namespace: 'part' };
      });
      // readable-stream imports this package in place of a class that is a global here.
      bundle.onResolve({ filter: /^abort-controller$/ }, ({ path }) => ({ path, namespace: 'global' }));
      bundle.onLoad({ filter: /^/, namespace: 'global' }, () => ({ contents: 'module.exports = globalThis;' }));
      bundle.onLoad({ filter: /^/, namespace: 'part' }, ({ path }) => {
        const { part: other, member } = builtins()[path] as PartMember;
        return { contents: `module.exports = internals.load(${JSON.stringify(other)})[${JSON.stringify(member)}];` };
      });
    },
  };
}

/** Finds the files of Node's library for one part. They may also import built-in modules of the same part. */
function nodeLibrary(part: string): Plugin {
  return {
    name: 'node-library',
    setup(bundle) {
      bundle.onResolve({ filter: NODE_LIBRARY }, ({ path }) => {
        const found = libraryFile(path);
        return found === undefined ? undefined : { path: found };
      });
      bundle.onResolve({ filter: BUILTIN }, ({ path, importer }) => {
        const found = isOfLibrary(importer) && builtins()[path]?.part === part ? libraryFile(path) : undefined;
        return found === undefined ? undefined : { path: found };
      });
      bundle.onLoad({ filter: COPIED }, async ({ path }) => ({ contents: await textOf(path), loader: 'js' }));
    },
  };
}

/**
 * Bundles the guest library from its sources.
 * @returns texts that are expressions: `boot` evaluates to the boot function, a part to its factory
 */
export async function bundleGuestLibrary(): Promise<GuestLibrary> {
  const files = (await readdir(new URL('parts/', GUEST))).filter((name) => name.endsWith('.ts'));
  const names = files.map((name) => name.slice(0, -'.ts'.length));
  const [boot, ...texts] = await Promise.all([bundleBoot(), ...names.map(bundlePart)]);
  const parts: Record<string, string> = Object.create(null);
  for (const [at, name] of names.entries()) parts[name] = texts[at] ?? '';
  return { boot, parts };
}

/** Entry files of a runner process and its output thread, without extensions. */
const RUNNER_FILES = ['main', 'output-worker'];
/** Matches the relative path of one of our own files in an import or a URL. */
const OWN_PATH = /(['"])(\.\.?\/[\w./-]+)\.ts\1/g;

/** Replaces `.ts` by `.js` in the paths of our own files in a built text. */
export function withBuiltPaths(text: string): string {
  return text.replace(OWN_PATH, '$1$2.js$1');
}

/**
 * Bundles the runner's program from its sources: two files load in a third of the time of 150 files.
 * @returns texts by file name; the process starts with `main.js`
 */
export async function bundleRunner(): Promise<Record<string, string>> {
  const { outputFiles } = await build({
    entryPoints: RUNNER_FILES.map((name) => new URL(`../runner/${name}.ts`, import.meta.url).pathname),
    bundle: true,
    packages: 'external',
    write: false,
    outdir: '/',
    format: 'esm',
    platform: 'node',
    target: 'node24',
    logLevel: 'silent',
  });
  return Object.fromEntries(outputFiles.map(({ path, text }) => [path.slice(1), withBuiltPaths(text)] as const));
}

/**
 * Strips types and JSX from a source, and lowers decorators and `accessor`, which V8 does not have.
 * @param file the name used in the source map and in error positions
 * @param tsconfig JSON text of the `tsconfig.json` that applies to it; null when none does
 */
export async function compileSource(
  source: string,
  file: string,
  tsconfig: string | null = null,
): Promise<Compiled | CompileFailure> {
  if (nestsTooDeeply(source)) {
    const message = `nested too deeply: more than ${NESTING_MAX} brackets are open at once`;
    return { ok: false, message, line: 1, column: 1, isTypeScript: true };
  }
  let furthest: Failure | undefined;
  // TSX can't express a generic arrow or an angle-bracket cast, so plain TypeScript is tried first.
  for (const loader of ['ts', 'tsx'] as const) {
    const compiled = await transformed(source, file, loader, tsconfig);
    if (compiled.ok) return compiled;
    if (!furthest || compiled.line > furthest.line) furthest = compiled;
  }
  const asJavaScript = await transformed(source, file, 'jsx', null);
  const { line, column } = furthest as Failure;
  const isTypeScript = asJavaScript.ok || asJavaScript.line !== line || asJavaScript.column !== column;
  return { ...(furthest as Failure), isTypeScript };
}

/**
 * Matches `import x = require('y')` where a statement may begin. It skips no line breaks before `import`, because each
 * line begins a new search.
 */
const IMPORT_EQUALS =
  /(?:^|[;{}]|\*\/)[^\S\n\r\u2028\u2029]*(?:export\s+)?import\s+[\p{ID_Start}$_][\p{ID_Continue}$]*\s*=\s*require\s*\(/mu;
/** Matches `export = x` where a statement may begin. */
const EXPORT_EQUALS = /(?:^|[;{}]|\*\/)[^\S\n\r\u2028\u2029]*export\s*=(?![=>])/m;
/** Definition of `require` in a module, as TypeScript writes it. */
const REQUIRE =
  'import{createRequire as $createRequire}from"node:module";const require=$createRequire(import.meta.url);';

/** Returns how to compile a source so that CommonJS features work; undefined when the code works unchanged. */
async function commonJsOptions(source: string, code: string): Promise<TransformOptions | undefined> {
  const exports = EXPORT_EQUALS.test(source) && code.includes('module.exports =');
  if (!exports && !IMPORT_EQUALS.test(source)) return undefined;
  await lexerReady;
  const [, , , isModule] = lex(code);
  if (!isModule) return undefined;
  return exports ? { format: 'cjs' } : { banner: REQUIRE };
}

/** Matches esbuild's output for `export = x`. */
const EXPORTED_NAME = /^module\.exports = ([\p{ID_Start}$_][\p{ID_Continue}$]*);$/mu;

/** Removes `export =` of a name that is only a type and is therefore no longer declared. */
function withoutTypeExport(source: string, code: string): string {
  const exported = EXPORTED_NAME.exec(code);
  const name = exported?.[1]?.replaceAll('$', '\\$');
  if (!exported || !new RegExp(`\\b(?:interface|type|namespace)\\s+${name}(?![\\p{ID_Continue}$])`, 'u').test(source))
    return code;
  const uses = code.match(new RegExp(`(?<![\\p{ID_Continue}$])${name}(?![\\p{ID_Continue}$])`, 'gu'));
  return uses?.length === 1 ? code.replace(exported[0], ';') : code;
}

type Failure = Omit<CompileFailure, 'isTypeScript'>;

async function transformed(
  source: string,
  file: string,
  loader: Loader,
  tsconfig: string | null,
): Promise<Compiled | Failure> {
  try {
    const options: TransformOptions & { sourcemap: 'external' } = {
      loader,
      target: 'esnext',
      supported: { decorators: false },
      sourcefile: file,
      sourcemap: 'external',
      sourcesContent: false,
      logLevel: 'silent',
      ...(tsconfig !== null && { tsconfigRaw: tsconfig }),
    };
    const plain = await transform(source, options);
    const asCommonJs = await commonJsOptions(source, plain.code);
    const { code, map } = asCommonJs ? await transform(source, { ...options, ...asCommonJs }) : plain;
    return { ok: true, code: withoutTypeExport(source, code), map };
  } catch (error) {
    const first = (error as { errors?: Message[] }).errors?.[0];
    if (!first) throw error;
    const { line = 1, column = 0 } = first.location ?? {};
    return { ok: false, message: cutText(first.text, ERROR_TEXT_MAX), line, column: column + 1 };
  }
}

function folderOfPackages(): string {
  const file = createRequire(import.meta.url).resolve('esbuild');
  return file.slice(0, file.lastIndexOf('/node_modules/') + '/node_modules'.length);
}
