/**
 * Resolves a specifier to a file of the volume, by Node's rules.
 *
 * When Node's rules find nothing outside `node_modules`, the rules of TypeScript and bundlers are tried: without an
 * extension, in a folder, `./x.js` for `x.ts`. Nothing outside the volume is ever read.
 * @see https://nodejs.org/api/esm.html#resolution-algorithm-specification and modules.html#all-together
 */
import { basename, dirname, join, resolve as resolvePath } from 'node:path/posix';
import { builtinName } from '../guest/builtins.ts';
import { fileUrl, findExport, findImport, type MapTarget, type Package } from './package-maps.ts';
import {
  importNotFound,
  invalidSpecifier,
  ModuleNotFound,
  requireNotFound,
  unreadableConfig,
  unsupportedFolder,
} from './resolve-errors.ts';
import { Tsconfigs } from './tsconfig.ts';
import type { VolumeFiles } from './volume-files.ts';

/** Extensions that Node's `require` tries, in this order. */
const NODE_EXTENSIONS = ['.js', '.json'];
/** Extensions tried for the user's own files: sources come before their compiled output. */
const SOURCE_EXTENSIONS = ['.ts', '.tsx', '.js', '.json', '.mts', '.cts', '.mjs', '.cjs', '.jsx'];
/** Extensions tried below `node_modules`: those that Node does not try come last. */
const PACKAGE_EXTENSIONS = [...NODE_EXTENSIONS, ...SOURCE_EXTENSIONS.filter((one) => !NODE_EXTENSIONS.includes(one))];
/** Source extensions for the extensions that TypeScript writes: `./x.js` may mean `./x.ts`. */
const SOURCE_OF: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

const IMPORT_CONDITIONS = new Set(['node', 'import', 'module-sync', 'node-addons']);
const REQUIRE_CONDITIONS = new Set(['node', 'require', 'module-sync', 'node-addons']);

/** A specifier that is a path: `/x`, `./x`, `../x`. */
const IS_PATH = /^(?:\/|\.\.?(?:\/|$))/;
/** A file that contains only types. */
const DECLARATIONS = /\.d\.[cm]?ts$/;
/** A percent-encoded path separator. */
const ESCAPED_SEPARATOR = /%2f|%5c/i;
/** A package and the rest of a request, as `require` reads them. */
const PACKAGE_REQUEST = /^((?:@[^/\\%]+\/)?[^./\\%][^/\\%]*)(\/.*)?$/;

export type Resolved =
  | { readonly kind: 'builtin'; readonly name: string }
  /** `suffix` is the query and fragment of the specifier, which make it a separate module. */
  | { readonly kind: 'file'; readonly path: string; readonly suffix: string }
  | { readonly kind: 'data'; readonly url: string };

export class Resolver {
  readonly #files: VolumeFiles;
  readonly #tsconfigs: Tsconfigs;
  /** Last parsed content by path; a run may change the file. */
  readonly #manifests = new Map<string, { readonly text: string; readonly manifest: Record<string, unknown> }>();

  constructor(files: VolumeFiles) {
    this.#files = files;
    this.#tsconfigs = new Tsconfigs(files);
  }

  /**
   * Finds the target of an import.
   * @param from absolute path of the importing file, or its `data:` URL
   * @param how `loose` also applies the rules of TypeScript and bundlers
   * @throws ModuleNotFound
   */
  import(specifier: string, from: string, how: 'exact' | 'loose' = 'loose'): Resolved {
    const builtin = builtinOf(specifier);
    if (builtin) return builtin;
    const aliased = this.#aliased(specifier, from);
    if (aliased) return aliased;
    if (specifier.startsWith('#')) return this.#mapped(this.#internal(specifier, from, IMPORT_CONDITIONS), from);
    const isPath = IS_PATH.test(specifier);
    if (!isPath && !URL.canParse(specifier)) return this.#importPackage(specifier, from, how);
    const base = isPath ? fileUrl(from) : undefined;
    if (base?.protocol === 'data:') throw unsupportedRequest(specifier, from);
    const url = new URL(specifier, base);
    if (url.protocol === 'data:') return { kind: 'data', url: url.href };
    if (url.protocol !== 'file:') throw unsupportedScheme(url.protocol);
    return this.#importUrl(url, from, how);
  }

  /**
   * Finds the target of a `require`.
   * @param from absolute path of the requiring file
   * @param folders the `paths` given to `require.resolve`
   * @throws ModuleNotFound
   */
  require(request: string, from: string, folders?: readonly string[]): Resolved {
    const builtin = builtinOf(request);
    if (builtin) return builtin;
    const aliased = folders ? undefined : this.#aliased(request, from);
    if (aliased) return aliased;
    const hasImports = typeof this.packageOf(from)?.manifest.imports === 'object';
    if (request.startsWith('#') && hasImports) {
      return this.#requireInternal(request, from);
    }
    const own = this.#self(request, from, from, REQUIRE_CONDITIONS);
    const found = own ? this.#exactly(own, from) : this.#search(request, from, folders);
    if (found !== undefined) return file(this.#files.realpath(found));
    throw requireNotFound(request, from);
  }

  /** Returns the folders in which `require` looks for packages. @param folder absolute */
  packageFolders(folder: string): string[] {
    const folders: string[] = [];
    for (let above = folder; ; above = dirname(above)) {
      if (basename(above) !== 'node_modules') folders.push(join(above, 'node_modules'));
      if (above === '/') return folders;
    }
  }

  /** Returns the package that a file belongs to. */
  packageOf(path: string): Package | undefined {
    for (let folder = dirname(path); basename(folder) !== 'node_modules'; folder = dirname(folder)) {
      const found = this.#package(folder);
      if (found) return found;
      if (folder === '/') break;
    }
    return undefined;
  }

  /** Resolves a name by `paths` and `baseUrl` of the importing file's `tsconfig.json`. */
  #aliased(specifier: string, from: string): Resolved | undefined {
    if (IS_PATH.test(specifier) || !from.startsWith('/') || URL.canParse(specifier)) return undefined;
    for (const path of this.#tsconfigs.aliases(specifier, from)) {
      const found = this.#file(path) ?? this.#loosely(path, from);
      if (found !== undefined && !DECLARATIONS.test(found)) return file(this.#files.realpath(found));
    }
    return undefined;
  }

  #importPackage(specifier: string, from: string, how: 'exact' | 'loose' = 'loose'): Resolved {
    const { name } = packageName(specifier, from);
    if (from.startsWith('data:')) throw unsupportedRequest(specifier, from);
    const own = this.#self(specifier, from, from, IMPORT_CONDITIONS);
    if (own) return this.#importUrl(own, from, 'exact');
    for (let above = dirname(from); ; above = dirname(above)) {
      const folder = join(above, 'node_modules', name);
      if (this.#files.kind(folder) === 'folder') return this.#importFolder(folder, specifier, from, how);
      if (above === '/') break;
    }
    throw importNotFound('package', name, from);
  }

  #importFolder(folder: string, specifier: string, from: string, how: 'exact' | 'loose'): Resolved {
    const { subpath } = packageName(specifier, from);
    const found = this.#package(folder, { specifier, base: from });
    if (hasExports(found)) return this.#mapped(findExport(found, subpath, from, IMPORT_CONDITIONS), from);
    if (subpath !== '.') return this.#importUrl(new URL(subpath, fileUrl(`${folder}/`)), from, how);
    const main = (found as Package | undefined)?.manifest.main;
    const named = typeof main === 'string' ? this.#mainOf(join(folder, main)) : undefined;
    const file = named ?? this.#anyOf(join(folder, 'index'), NODE_EXTENSIONS);
    if (file !== undefined) return this.#importUrl(fileUrl(file), from);
    throw importNotFound('package', join(folder, typeof main === 'string' ? main : 'index.js'), from);
  }

  #mainOf(path: string): string | undefined {
    return this.#file(path) ?? this.#anyOf(path, NODE_EXTENSIONS) ?? this.#anyOf(join(path, 'index'), NODE_EXTENSIONS);
  }

  #mapped(target: MapTarget, from: string): Resolved {
    if (target.kind === 'url') return this.#importUrl(target.url, from, 'exact');
    const owner = `${this.packageOf(from)?.folder ?? ''}/package.json`.replace('//', '/');
    return builtinOf(target.name) ?? this.#importPackage(target.name, owner);
  }

  /** Returns the file that an import's URL names. */
  #importUrl(url: URL, from: string, how: 'exact' | 'loose' = 'loose'): Resolved {
    const path = pathOf(url, from);
    const suffix = url.search + url.hash;
    if (!path.endsWith('/') && this.#files.kind(path) === 'file') return file(this.#files.realpath(path), suffix);
    const found = how === 'loose' ? this.#loosely(path, from) : undefined;
    if (found !== undefined) return file(this.#files.realpath(found), suffix);
    if (path.endsWith('/') || this.#files.kind(path) === 'folder') throw unsupportedFolder(path, from, url);
    throw importNotFound('module', path, from, url);
  }

  /** Finds the file for a path by the rules of TypeScript and bundlers. */
  #loosely(path: string, from: string): string | undefined {
    const extensions = isInPackage(from) ? PACKAGE_EXTENSIONS : SOURCE_EXTENSIONS;
    const asFile = path.endsWith('/') ? undefined : (this.#sourceOf(path) ?? this.#anyOf(path, extensions));
    return asFile ?? this.#asFolder(path, extensions);
  }

  #sourceOf(path: string): string | undefined {
    for (const [written, sources] of Object.entries(SOURCE_OF)) {
      if (path.endsWith(written)) return this.#anyOf(path.slice(0, -written.length), sources);
    }
    return undefined;
  }

  #asFolder(path: string, extensions: readonly string[]): string | undefined {
    if (this.#files.kind(path) !== 'folder') return undefined;
    const main = this.#package(path)?.manifest.main;
    const named = typeof main === 'string' && main !== '' ? this.#mainOf(resolvePath(path, main)) : undefined;
    return named ?? this.#anyOf(join(path, 'index'), extensions);
  }

  /** Resolves a package's reference to itself by name. */
  #self(request: string, from: string, base: string | null, conditions: ReadonlySet<string>): URL | undefined {
    const scope = this.packageOf(from);
    const name = scope?.manifest.name;
    if (!hasExports(scope) || typeof name !== 'string') return undefined;
    if (request !== name && !request.startsWith(`${name}/`)) return undefined;
    const target = findExport(scope, `.${request.slice(name.length)}`, base, conditions);
    return target.kind === 'url' ? target.url : undefined;
  }

  #internal(specifier: string, from: string, conditions: ReadonlySet<string>): MapTarget {
    return findImport(this.packageOf(from), specifier, from, conditions);
  }

  #requireInternal(request: string, from: string): Resolved {
    const target = this.#internal(request, from, REQUIRE_CONDITIONS);
    if (target.kind === 'url') return file(this.#files.realpath(this.#exactly(target.url, from)));
    try {
      return this.require(target.name, from);
    } catch (error) {
      if (!(error instanceof ModuleNotFound) || error.code !== 'MODULE_NOT_FOUND') throw error;
      throw requireNotFound(request, from, `Cannot find module '${request}'`);
    }
  }

  /** Returns the file that a package's map names, for `require`: no extension is tried. */
  #exactly(url: URL, from: string): string {
    const path = pathOf(url, from);
    const found = this.#file(path);
    if (found !== undefined) return found;
    throw requireNotFound(path, from, `Cannot find module '${path}'`);
  }

  #search(request: string, from: string, folders: readonly string[] | undefined): string | undefined {
    if (request.startsWith('/')) return this.#requirePath(request, request, from);
    if (/^\.\.?(?:\/|$)/.test(request)) {
      for (const folder of folders ?? [dirname(from)]) {
        const found = this.#requirePath(resolvePath('/', folder, request), request, from);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    for (const folder of folders?.flatMap((one) => this.packageFolders(resolvePath('/', one))) ??
      this.packageFolders(dirname(from))) {
      if (this.#files.kind(folder) !== 'folder') continue;
      const [, name, rest = ''] = PACKAGE_REQUEST.exec(request) ?? [];
      const found = name === undefined ? undefined : this.#package(join(folder, name));
      if (hasExports(found)) {
        const target = findExport(found, `.${rest}`, null, REQUIRE_CONDITIONS);
        if (target.kind === 'url') return this.#exactly(target.url, from);
      }
      const path = this.#requirePath(join(folder, request), request, from);
      if (path !== undefined) return path;
    }
    return undefined;
  }

  /** Finds the file for a path of `require`. @param path absolute; it may name a folder */
  #requirePath(path: string, request: string, from: string): string | undefined {
    const extensions = isInPackage(path) || isInPackage(from) ? PACKAGE_EXTENSIONS : SOURCE_EXTENSIONS;
    const bare = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
    if (!/(?:^|\/)\.{0,2}$/.test(request)) {
      const found = this.#file(bare) ?? this.#anyOf(bare, extensions) ?? this.#sourceOf(bare);
      if (found !== undefined) return found;
    }
    return this.#requireFolder(bare, request, extensions);
  }

  #requireFolder(path: string, request: string, extensions: readonly string[]): string | undefined {
    if (this.#files.kind(path) !== 'folder') return undefined;
    const found = this.#asFolder(path, extensions);
    if (found !== undefined) return found;
    const main = this.#package(path)?.manifest.main;
    if (typeof main !== 'string' || main === '') return undefined;
    const text = `Cannot find module '${resolvePath(path, main)}'. Please verify that the package.json has a valid "main" entry`;
    throw requireNotFound(request, path, text);
  }

  #file(path: string): string | undefined {
    return this.#files.kind(path) === 'file' ? path : undefined;
  }

  #anyOf(path: string, extensions: readonly string[]): string | undefined {
    for (const extension of extensions) {
      const found = this.#file(path + extension);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Returns the `package.json` of a folder. @throws ModuleNotFound when it can't be read */
  #package(folder: string, importing?: { specifier: string; base: string }): Package | undefined {
    const path = join(folder, 'package.json');
    if (this.#files.kind(path) !== 'file') return undefined;
    const text = this.#files.read(path);
    const known = this.#manifests.get(path);
    const manifest = known?.text === text ? known.manifest : parseManifest(text);
    if (manifest === undefined) throw unreadableConfig(path, importing);
    this.#manifests.set(path, { text, manifest });
    return { folder, manifest };
  }
}

/** @returns undefined for a value that is not a JSON object */
function parseManifest(text: string): Record<string, unknown> | undefined {
  try {
    const manifest: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    const isObject = typeof manifest === 'object' && manifest !== null && !Array.isArray(manifest);
    return isObject ? (manifest as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the built-in module that a specifier names; undefined when it names none. @throws ModuleNotFound */
function builtinOf(specifier: string): Resolved | undefined {
  const name = builtinName(specifier);
  if (name !== undefined) return { kind: 'builtin', name };
  if (!specifier.startsWith('node:')) return undefined;
  throw new ModuleNotFound('ERR_UNKNOWN_BUILTIN_MODULE', `No such built-in module: ${specifier}`);
}

function unsupportedScheme(protocol: string): ModuleNotFound {
  const message =
    `Only URLs with a scheme in: file${/^https?:/.test(protocol) ? ' and data' : ', data, and node'} are supported by the ` +
    `default ESM loader. Received protocol '${protocol}'${/^https?:/.test(protocol) ? ': a run has no network, put the files into the volume' : ''}`;
  return new ModuleNotFound('ERR_UNSUPPORTED_ESM_URL_SCHEME', message);
}

function unsupportedRequest(specifier: string, from: string): ModuleNotFound {
  const message =
    `Failed to resolve module specifier "${specifier}" from "${from}": Invalid relative URL or base scheme is not ` +
    'hierarchical.';
  return new ModuleNotFound('ERR_UNSUPPORTED_RESOLVE_REQUEST', message, { name: 'TypeError' });
}

function packageName(specifier: string, from: string): { readonly name: string; readonly subpath: string } {
  const [first = '', second] = specifier.split('/', 2);
  const isScoped = first.startsWith('@');
  const name = isScoped && second !== undefined ? `${first}/${second}` : first;
  if ((isScoped && second === undefined) || /^\.|%|\\/.test(name))
    throw invalidSpecifier(specifier, 'is not a valid package name', from);
  return { name, subpath: `.${specifier.slice(name.length)}` };
}

/** Returns whether a package has a map of exports. A value that is neither a map nor a path is ignored. */
function hasExports(found: Package | undefined): found is Package {
  const exports = found?.manifest.exports;
  return typeof exports === 'string' || (typeof exports === 'object' && exports !== null);
}

function isInPackage(path: string): boolean {
  return path.includes('/node_modules/');
}

function file(path: string, suffix = ''): Resolved {
  return { kind: 'file', path, suffix };
}

/** Returns the path that a URL names. @throws ModuleNotFound for a percent-encoded separator */
function pathOf(url: URL, from: string): string {
  if (ESCAPED_SEPARATOR.test(url.pathname))
    throw invalidSpecifier(url.pathname, 'must not include encoded "/" or "\\" characters', from);
  return decodeURIComponent(url.pathname);
}
