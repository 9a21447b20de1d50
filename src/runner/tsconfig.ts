/**
 * Finds the `tsconfig.json` of a source, the options in it for the compiler, and the targets of its `paths` and
 * `baseUrl`.
 *
 * Bases named by `extends` count as in TypeScript. A base that is not in the volume is ignored, since packages are
 * seldom part of a tree.
 * @see https://www.typescriptlang.org/tsconfig/
 */
import { dirname, join, resolve } from 'node:path/posix';
import stripJsonComments from 'strip-json-comments';
import { TSCONFIG_MAX } from './protocol.ts';
import { baseOf } from './tsconfig-base.ts';
import type { VolumeFiles } from './volume-files.ts';

/** Options that the compiler reads. */
const COMPILED = new Set([
  'alwaysStrict',
  'experimentalDecorators',
  'importsNotUsedAsValues',
  'jsx',
  'jsxFactory',
  'jsxFragmentFactory',
  'jsxImportSource',
  'preserveValueImports',
  'strict',
  'target',
  'useDefineForClassFields',
  'verbatimModuleSyntax',
]);

/** Placeholder for the folder of the configuration that was found, also in its bases. */
const CONFIG_FOLDER = `\${configDir}`;

/** Largest number of files of one configuration. */
const CONFIGS_MAX = 64;

/** A configuration with its bases. */
interface Config {
  readonly options: Readonly<Record<string, unknown>>;
  /** Absolute. */
  readonly baseUrl?: string | undefined;
  readonly paths?: Readonly<Record<string, unknown>> | undefined;
  /** The folder of the file that has `paths`. */
  readonly pathsFolder?: string | undefined;
}

interface Reading {
  /** The folder of the configuration that was found. */
  readonly folder: string;
  readonly open: ReadonlySet<string>;
  readonly budget: { left: number };
}

export class Tsconfigs {
  readonly #files: VolumeFiles;
  /** Last read content by path; a run may change the file. */
  readonly #known = new Map<string, { readonly text: string; readonly value: Record<string, unknown> | undefined }>();

  constructor(files: VolumeFiles) {
    this.#files = files;
  }

  /**
   * Returns the compiler's options of the configuration as JSON text; null when there is none, and for files of
   * packages.
   * @param file absolute path, or the name of a file in the root folder
   */
  optionsFor(file: string): string | null {
    const path = this.#pathFor(file);
    if (path === undefined) return null;
    const config = this.#read(path);
    // Pass on a text with an error: the compiler reports the error.
    if (!config) return this.#textOf(path) ?? null;
    const options = Object.fromEntries(Object.entries(config.options).filter(([name]) => COMPILED.has(name)));
    const text = JSON.stringify({ compilerOptions: options });
    return text.length <= TSCONFIG_MAX ? text : null;
  }

  /**
   * Lists the absolute paths that a specifier may mean by `paths` and `baseUrl`, in the order in which to try them.
   * @param from absolute path of the file that asks
   */
  aliases(specifier: string, from: string): string[] {
    const path = this.#pathFor(from);
    const { baseUrl, paths, pathsFolder = '/' } = (path !== undefined && this.#read(path)) || NO_ALIASES;
    const matched = paths && matchOf(paths, specifier);
    if (!matched) return baseUrl === undefined ? [] : [join(baseUrl, specifier)];
    const folder = dirname(path as string);
    return matched.targets.map((target) =>
      placed(
        target.replace('*', () => matched.star),
        baseUrl ?? pathsFolder,
        folder,
      ),
    );
  }

  /** Returns the nearest configuration above a file. */
  #pathFor(file: string): string | undefined {
    for (let folder = dirname(resolve('/', file)); ; folder = dirname(folder)) {
      if (folder.split('/').includes('node_modules')) return undefined;
      const path = join(folder, 'tsconfig.json');
      if (this.#files.kind(path) === 'file') return path;
      if (folder === '/') return undefined;
    }
  }

  #read(path: string): Config | undefined {
    return this.#merged(path, { folder: dirname(path), open: new Set(), budget: { left: CONFIGS_MAX } });
  }

  /** Reads a configuration with its bases. @returns undefined when its own text is not a configuration */
  #merged(path: string, reading: Reading): Config | undefined {
    reading.budget.left -= 1;
    const own = reading.budget.left < 0 || reading.open.has(path) ? undefined : this.#valueOf(path);
    if (!own) return undefined;
    const folder = dirname(path);
    const inner = { ...reading, open: new Set([...reading.open, path]) };
    let config: Config = { options: {} };
    for (const name of [own.extends].flat()) {
      const base = typeof name === 'string' ? baseOf(name, folder, this.#files) : undefined;
      const read = base === undefined ? undefined : this.#merged(base, inner);
      if (read) config = { ...config, ...read, options: { ...config.options, ...read.options } };
    }
    const options = recordIn(own.compilerOptions) ?? {};
    const paths = recordIn(options.paths);
    const { baseUrl } = options;
    return {
      ...config,
      ...(typeof baseUrl === 'string' && { baseUrl: placed(baseUrl, folder, reading.folder) }),
      ...(paths && { paths, pathsFolder: folder }),
      options: { ...config.options, ...options },
    };
  }

  #textOf(path: string): string | undefined {
    const text = this.#files.read(path);
    // A longer configuration is ignored.
    return text.length <= TSCONFIG_MAX ? text : undefined;
  }

  #valueOf(path: string): Record<string, unknown> | undefined {
    const text = this.#textOf(path);
    if (text === undefined) return undefined;
    const known = this.#known.get(path);
    if (known?.text === text) return known.value;
    const value = parsed(text);
    this.#known.set(path, { text, value });
    return value;
  }
}

const NO_ALIASES: Config = { options: {} };

/** @returns undefined for a text that is not a `tsconfig.json` object */
function parsed(text: string): Record<string, unknown> | undefined {
  const bare = stripJsonComments(text.replace(/^\uFEFF/, ''), { trailingCommas: true });
  try {
    return bare.trim() === '' ? {} : recordIn(JSON.parse(bare));
  } catch {
    return undefined;
  }
}

function recordIn(value: unknown): Record<string, unknown> | undefined {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : undefined;
}

/** Returns the path that a text in a configuration means. @param root the folder of the configuration that was found */
function placed(text: string, folder: string, root: string): string {
  return text.startsWith(CONFIG_FOLDER) ? join(root, text.slice(CONFIG_FOLDER.length)) : resolve(folder, text);
}

/** Returns the entry of `paths` that applies: the exact name, else the pattern with the longest prefix. */
function matchOf(
  paths: Readonly<Record<string, unknown>>,
  specifier: string,
): { readonly targets: string[]; readonly star: string } | undefined {
  if (Object.hasOwn(paths, specifier)) return { targets: textsIn(paths[specifier]), star: '' };
  let best: { readonly before: string; readonly after: string; readonly targets: string[] } | undefined;
  for (const [pattern, targets] of Object.entries(paths)) {
    const [before = '', after, more] = pattern.split('*');
    if (after === undefined || more !== undefined || before.length + after.length > specifier.length) continue;
    if (!specifier.startsWith(before) || !specifier.endsWith(after)) continue;
    if (!best || before.length > best.before.length) best = { before, after, targets: textsIn(targets) };
  }
  if (!best) return undefined;
  return { targets: best.targets, star: specifier.slice(best.before.length, specifier.length - best.after.length) };
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
