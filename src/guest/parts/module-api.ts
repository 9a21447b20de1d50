/**
 * The part that holds Node's `module`.
 * @see https://nodejs.org/api/module.html
 */
import { BY_SCHEME, builtinName, builtins } from '../builtins.ts';
import type { Internals } from '../internals.ts';
import { refusals } from '../not-here.ts';
import { codedError } from '../web/errors.ts';
import type { ModulesPart } from './modules.ts';

type Wrapper = readonly [head: string, tail: string];

const WRAPPER: Wrapper = ['(function (exports, require, module, __filename, __dirname) { ', '\n});'];

interface RequireOfFile {
  (request: string): unknown;
  resolve(request: string, options?: object): string;
  readonly cache: object;
  readonly extensions: object;
}

/** States of the compile cache, which a run does not have. */
const CACHE_STATUS = { __proto__: null, FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 };

export default function create({ load, given }: Internals) {
  const { requireFrom } = load('modules') as ModulesPart;
  const names = Object.keys(builtins()).map((name) => (BY_SCHEME.includes(name) ? `node:${name}` : name));

  function createRequire(filename: unknown): unknown {
    const { URL } = load('url') as { URL: new (text: string) => { protocol: string; href: string } };
    const isUrl = filename instanceof URL || (typeof filename === 'string' && filename.startsWith('file://'));
    const { url } = load('legacy-url') as { url: { fileURLToPath(path: unknown): string } };
    const path = isUrl ? url.fileURLToPath(filename) : filename;
    if (typeof path === 'string' && path.startsWith('/')) return requireFrom(path);
    const shown = typeof filename === 'string' ? `'${filename}'` : String(filename);
    const expected = 'must be a file URL object, file URL string, or absolute path string';
    throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument 'filename' ${expected}. Received ${shown}`);
  }

  /** Returns the `require` of a module's file; without a module, that of the source that the run starts with. */
  const requireOf = (parent: { filename?: string | null } | null | undefined) =>
    requireFrom(parent?.filename ?? given().main) as RequireOfFile;

  const Module = function Module(this: Record<string, unknown>, id = '', parent?: unknown): void {
    Object.assign(this, { id, path: id.slice(0, id.lastIndexOf('/')) || '.', exports: {}, parent });
    Object.assign(this, { filename: null, loaded: false, children: [] });
  };
  Object.defineProperty(Module, 'name', { value: 'Module', configurable: true });
  Module.prototype.require = function require(this: { filename?: string | null }, request: string) {
    return requireOf(this)(request);
  };
  Object.assign(Module, {
    Module,
    builtinModules: names.sort(),
    isBuiltin: (specifier: unknown) => typeof specifier === 'string' && builtinName(specifier) !== undefined,
    createRequire,
    _cache: requireOf(null).cache,
    _pathCache: { __proto__: null },
    _extensions: requireOf(null).extensions,
    _load: (request: string, parent?: { filename?: string }) => requireOf(parent)(request),
    _resolveFilename: (request: string, parent?: { filename?: string }, _isMain?: boolean, options?: object) =>
      requireOf(parent).resolve(request, options),
    globalPaths: [],
    wrap: (script: string) => WRAPPER[0] + script + WRAPPER[1],
    wrapper: [...WRAPPER],
    _nodeModulePaths: (from: string) => foldersOf(from),
    _initPaths: () => undefined,
    _preloadModules: () => undefined,
    syncBuiltinESMExports: () => undefined,
    constants: { compileCacheStatus: Object.freeze(CACHE_STATUS) },
    enableCompileCache: () => ({ status: CACHE_STATUS.DISABLED }),
    flushCompileCache: () => undefined,
    getCompileCacheDir: () => undefined,
    findSourceMap: () => undefined,
    getSourceMapsSupport: () => ({ __proto__: null, enabled: true, nodeModules: true, generatedCode: true }),
    setSourceMapsSupport: () => undefined,
    ...refusals('module'),
  });
  return { Module };
}

/** Returns the folders in which `require` looks for packages, from a folder upwards. */
function foldersOf(from: string): string[] {
  const parts = from.split('/').filter((part) => part !== '');
  const folders = parts.map((_, at) => `/${parts.slice(0, parts.length - at).join('/')}`);
  return [...folders.filter((folder) => !folder.endsWith('/node_modules')), ''].map(
    (folder) => `${folder}/node_modules`,
  );
}
