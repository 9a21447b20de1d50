/**
 * From a specifier to a file of the volume, by Node's rules plus TypeScript's extensions. Layer 3.
 *
 * Nothing outside the volume is ever looked at, and what is not found names itself and what was tried.
 * @see https://nodejs.org/api/esm.html#resolution-algorithm-specification and modules.html#all-together
 */
import { dirname, join } from 'node:path/posix';
import { exports as resolveExports, imports as resolveImports } from 'resolve.exports';
import { builtinName } from '../guest/builtins.ts';
import { ELSEWHERE, whyAbsent } from './absent-modules.ts';

/** Extensions tried, in this order, for a specifier that names no file as it is. */
const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.jsx', '.json'];
/** What TypeScript writes for a file that is still in source form: `./x.js` may mean `./x.ts`. */
const SOURCE_OF: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

/** What resolution needs to see of a volume. */
export interface VolumeFiles {
  /** What a path names, symbolic links followed. */
  kind(path: string): 'file' | 'folder' | undefined;
  /** A file's text. */
  read(path: string): string;
  /** The path with every symbolic link resolved, so that one file is one module. */
  realpath(path: string): string;
}

export type Resolved =
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string };

/** A specifier that leads nowhere. */
export class ModuleNotFound extends Error {
  override readonly name = 'Error';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export class Resolver {
  readonly #files: VolumeFiles;

  constructor(files: VolumeFiles) {
    this.#files = files;
  }

  /**
   * Finds what a specifier names.
   * @param from absolute path of the importing file
   * @param how `import` or `require`: which conditions of a package's `exports` hold
   * @throws ModuleNotFound
   */
  resolve(specifier: string, from: string, how: 'import' | 'require'): Resolved {
    const name = builtinName(specifier);
    if (name !== undefined) return { kind: 'builtin', name };
    if (ELSEWHERE.test(specifier)) throw absent(specifier, from);
    if (specifier.startsWith('file://')) return this.#path(decodeURIComponent(specifier.slice(7)), specifier, from);
    if (/^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..') {
      const base = specifier.startsWith('/') ? '/' : dirname(from);
      return this.#path(join(base, specifier), specifier, from);
    }
    if (specifier.startsWith('#')) return this.#internal(specifier, from, how);
    return this.#package(specifier, from, how);
  }

  /** The nearest `package.json` above a file, parsed. */
  packageOf(path: string): { readonly folder: string; readonly manifest: Record<string, unknown> } | undefined {
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const manifest = this.#manifest(folder);
      if (manifest) return { folder, manifest };
      if (folder === '/') return undefined;
    }
  }

  #path(path: string, specifier: string, from: string): Resolved {
    const tried: string[] = [];
    const found = this.#asFile(path, tried) ?? this.#asFolder(path, tried);
    if (found !== undefined) return { kind: 'file', path: this.#files.realpath(found) };
    throw new ModuleNotFound(
      'ERR_MODULE_NOT_FOUND',
      `Cannot find module '${specifier}' imported from ${from}: tried ${tried.join(', ')}`,
    );
  }

  #asFile(path: string, tried: string[]): string | undefined {
    const candidates = path.endsWith('/') ? [] : [path, ...EXTENSIONS.map((extension) => path + extension)];
    for (const [written, sources] of Object.entries(SOURCE_OF)) {
      if (path.endsWith(written)) candidates.push(...sources.map((source) => path.slice(0, -written.length) + source));
    }
    for (const candidate of candidates) {
      if (this.#files.kind(candidate) === 'file') return candidate;
      tried.push(candidate);
    }
    return undefined;
  }

  #asFolder(path: string, tried: string[]): string | undefined {
    if (this.#files.kind(path) !== 'folder') return undefined;
    const main = this.#manifest(path)?.main;
    if (typeof main === 'string') {
      const target = join(path, main);
      const found = this.#asFile(target, tried) ?? this.#asFile(join(target, 'index'), tried);
      if (found !== undefined) return found;
    }
    return this.#asFile(join(path, 'index'), tried);
  }

  #internal(specifier: string, from: string, how: 'import' | 'require'): Resolved {
    const owner = this.packageOf(from);
    const targets =
      owner && resolved(() => resolveImports(owner.manifest, specifier, { require: how === 'require' }) || undefined);
    const target = targets?.[0];
    if (!owner || target === undefined) {
      throw new ModuleNotFound(
        'ERR_PACKAGE_IMPORT_NOT_DEFINED',
        `Package import '${specifier}' is not defined in the "imports" of the package.json nearest to ${from}`,
      );
    }
    if (!target.startsWith('.')) return this.#package(target, from, how);
    return this.#path(join(owner.folder, target), specifier, from);
  }

  #package(specifier: string, from: string, how: 'import' | 'require'): Resolved {
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
    const subpath = `.${specifier.slice(name.length)}`;
    const self = this.packageOf(from);
    if (self?.manifest.name === name && self.manifest.exports !== undefined) {
      return this.#exported(self.folder, self.manifest, subpath, specifier, from, how);
    }
    const tried: string[] = [];
    for (let above = dirname(from); ; above = dirname(above)) {
      const folder = join(above, 'node_modules', name);
      if (this.#files.kind(folder) === 'folder') {
        const manifest = this.#manifest(folder);
        if (manifest?.exports !== undefined && manifest.exports !== null) {
          return this.#exported(folder, manifest, subpath, specifier, from, how);
        }
        return this.#path(join(folder, subpath), specifier, from);
      }
      tried.push(folder);
      if (above === '/') break;
    }
    if (whyAbsent(specifier) !== undefined) throw absent(specifier, from);
    throw new ModuleNotFound(
      'ERR_MODULE_NOT_FOUND',
      `Cannot find package '${name}' imported from ${from}: tried ${tried.join(', ')}; packages are files of the ` +
        'volume, there is no network to fetch them from',
    );
  }

  #exported(
    folder: string,
    manifest: Record<string, unknown>,
    subpath: string,
    specifier: string,
    from: string,
    how: 'import' | 'require',
  ): Resolved {
    const targets = resolved(
      () =>
        resolveExports(manifest, subpath, { require: how === 'require', conditions: ['node', 'module-sync'] }) ||
        undefined,
    );
    for (const target of targets ?? []) {
      const path = join(folder, target);
      if (this.#files.kind(path) === 'file') return { kind: 'file', path: this.#files.realpath(path) };
    }
    throw new ModuleNotFound(
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
      `Package subpath '${subpath}' of '${specifier}', imported from ${from}, is not exported by ${folder}/package.json`,
    );
  }

  #manifest(folder: string): Record<string, unknown> | undefined {
    const path = join(folder, 'package.json');
    if (this.#files.kind(path) !== 'file') return undefined;
    try {
      return JSON.parse(this.#files.read(path)) as Record<string, unknown>;
    } catch (error) {
      throw new ModuleNotFound(
        'ERR_INVALID_PACKAGE_CONFIG',
        `Invalid package config ${path}: ${(error as Error).message}`,
      );
    }
  }
}

/** The library throws where nothing matches; here that is an ordinary answer. */
function resolved(work: () => readonly string[] | undefined): readonly string[] | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function absent(specifier: string, from: string): ModuleNotFound {
  const why = whyAbsent(specifier);
  return new ModuleNotFound('ERR_UNKNOWN_BUILTIN_MODULE', `No module '${specifier}', imported from ${from}: ${why}`);
}
