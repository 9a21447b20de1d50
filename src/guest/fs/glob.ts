/**
 * `fs.glob`: paths by pattern. Layer 0, guest side; a part of its own, since few runs need it.
 *
 * minimatch, which Node uses too, turns a pattern into what each component of a path must match; this walks folders
 * along it. A name that starts with a dot matches only where the pattern says so. Symbolic links are followed where a
 * pattern names one or a part of it matches one, never by `**`.
 * @see https://nodejs.org/api/fs.html#fspromisesglobpattern-options
 */
import { GLOBSTAR, Minimatch } from 'minimatch';
import type { FsContext } from './context.ts';
import { Dirent } from './dirent.ts';
import { invalidArgType } from './errors.ts';
import { type Listing, listFolder } from './folder-operations.ts';
import { dirName, joinPath, resolvePath, toPath } from './paths.ts';
import { checkBoolean, checkInteger, checkObject } from './validate.ts';

const MATCH_OPTIONS = {
  nonegate: true,
  nocomment: true,
  optimizationLevel: 2,
  windowsPathsNoEscape: true,
  platform: 'linux',
} as const;

/** What one component of a path has to match. */
type Component = string | typeof GLOBSTAR | { test(name: string): boolean };

type Exclude = (entry: unknown) => unknown;

interface GlobOptions {
  readonly cwd: string;
  readonly withFileTypes: boolean;
  readonly followSymlinks: boolean;
  readonly maxDepth: number;
  /** Asked before a folder is entered. */
  readonly excludeName: Exclude | undefined;
  readonly isExcluded: (path: string) => boolean;
}

/**
 * @param pattern one pattern or several
 * @returns the walk, which gives the paths that match, each once
 */
export function glob(context: FsContext, pattern: unknown, given?: unknown): () => unknown[] {
  const options = toGlobOptions(given);
  const patterns = toStrings(pattern, 'patterns').map((text) => new Minimatch(text, MATCH_OPTIONS));
  return () => {
    const walk = new Walk(context, options);
    for (const { set } of patterns) for (const components of set) walk.start(components as Component[]);
    return options.withFileTypes ? walk.entries() : [...walk.found];
  };
}

class Walk {
  readonly found = new Set<string>();
  readonly #context: FsContext;
  readonly #options: GlobOptions;
  readonly #seen = new Set<string>();

  constructor(context: FsContext, options: GlobOptions) {
    this.#context = context;
    this.#options = options;
  }

  start(components: Component[]): void {
    this.#seen.clear();
    if (components[0] === '' && components.length > 1) this.#step('/', components, 1, false, []);
    else if (components.length > 1 || components[0] !== '') this.#step('', components, 0, false, []);
  }

  entries(): Dirent[] {
    return [...this.found].map((path) => {
      const full = this.#full(path);
      const kind = this.#context.call('kind', full) as string;
      return new Dirent(full.slice(full.lastIndexOf('/') + 1), kind, dirName(joinPath(this.#options.cwd, path)));
    });
  }

  /**
   * Matches the components from `index` on, below a folder.
   * @param starred whether `**` came before, after which links are not followed
   * @param trail the folders entered, to tell a cycle of links
   */
  #step(path: string, components: Component[], index: number, starred: boolean, trail: readonly string[]): void {
    const key = `${index} ${path}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const component = components[index] as Component;
    const isLast = index === components.length - 1;
    if (component === GLOBSTAR) this.#anyDepth(path, components, index, trail);
    else if (component === '') this.#addFolder(path);
    else if (typeof component === 'string') this.#named(path, component, components, index, starred, trail);
    else {
      const { names, kinds } = this.#list(path);
      for (let at = 0; at < names.length; at += 1) {
        const name = names[at] as string;
        if (!component.test(name)) continue;
        const below = join(path, name);
        if (isLast) this.#add(below);
        else this.#enter(below, kinds[at] as string, components, index + 1, starred, trail);
      }
    }
  }

  #named(
    path: string,
    name: string,
    components: Component[],
    index: number,
    starred: boolean,
    trail: readonly string[],
  ): void {
    const below = join(path, name);
    const kind = this.#context.call('kindIfAny', this.#full(below)) as string | null;
    if (kind === null) return;
    if (index === components.length - 1) this.#add(below);
    else this.#enter(below, kind, components, index + 1, starred, trail);
  }

  #anyDepth(path: string, components: Component[], index: number, trail: readonly string[]): void {
    const isLast = index === components.length - 1;
    if (!isLast) this.#step(path, components, index + 1, true, trail);
    else if (path !== '' || components.length === 1) this.#add(path);
    const { names, kinds } = this.#list(path);
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at] as string;
      const kind = kinds[at] as string;
      const below = join(path, name);
      if (name.startsWith('.') || this.#isSkipped(name, kind, below)) continue;
      if (isLast) this.#add(below);
      this.#enter(below, kind, components, index, true, trail);
    }
  }

  /** Goes on below a folder, or below a link to one where links are followed. */
  #enter(
    path: string,
    kind: string,
    components: Component[],
    index: number,
    starred: boolean,
    trail: readonly string[],
  ): void {
    const { followSymlinks, maxDepth } = this.#options;
    const full = this.#full(path);
    if (kind === 'f' || (kind === 'l' && starred && !followSymlinks)) return;
    if (kind === 'l' && !this.#context.call('isFolder', full)) return;
    if (depthOf(path) >= maxDepth || this.#options.isExcluded(full) || this.#isSkipped(path, kind, path)) return;
    if (!followSymlinks) {
      this.#step(path, components, index, starred, trail);
      return;
    }
    const real = this.#context.call('realpath', full) as string;
    if (!trail.includes(real)) this.#step(path, components, index, starred, [...trail, real]);
  }

  #isSkipped(name: string, kind: string, path: string): boolean {
    const { excludeName, withFileTypes } = this.#options;
    if (!excludeName) return false;
    if (!withFileTypes) return Boolean(excludeName(name));
    return Boolean(excludeName(new Dirent(path.slice(path.lastIndexOf('/') + 1), kind, dirName(this.#full(path)))));
  }

  #addFolder(path: string): void {
    if (this.#context.call('isFolder', this.#full(path))) this.#add(path);
  }

  #add(path: string): void {
    if (this.#options.isExcluded(this.#full(path)) || depthOf(path) > this.#options.maxDepth) return;
    this.found.add(path === '' ? '.' : path);
  }

  /** What a folder holds; nothing when it can't be read. */
  #list(path: string): Listing {
    try {
      return listFolder(this.#context, this.#full(path));
    } catch {
      return { names: [], kinds: '' };
    }
  }

  #full(path: string): string {
    return resolvePath(path.startsWith('/') ? path : `${this.#options.cwd}/${path}`);
  }
}

function join(path: string, name: string): string {
  return path === '' ? joinPath('.', name) : joinPath(path, name);
}

function depthOf(path: string): number {
  return path.split('/').filter((component) => component !== '' && component !== '.').length;
}

function toStrings(value: unknown, name: string): readonly string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) throw invalidArgType(name, 'of type string', value);
  for (const [at, item] of value.entries()) {
    if (typeof item !== 'string') throw invalidArgType(`${name}[${at}]`, 'of type string', item);
  }
  return value;
}

function toGlobOptions(given: unknown): GlobOptions {
  const {
    cwd = '.',
    withFileTypes,
    followSymlinks = false,
    maxDepth = Infinity,
    exclude,
  } = checkObject(given ?? {}, 'options');
  const root = toPath(cwd, 'options.cwd');
  if (maxDepth !== Infinity) checkInteger(maxDepth, 'options.maxDepth', 0);
  const byName = typeof exclude === 'function' ? (exclude as Exclude) : undefined;
  const patterns = exclude === undefined || exclude === null || byName ? [] : toStrings(exclude, 'options.exclude');
  const matchers = patterns.map((pattern) => {
    const full = pattern.startsWith('/') ? pattern : `${resolvePath(root)}/${pattern}`;
    return new Minimatch(full, MATCH_OPTIONS);
  });
  return {
    cwd: root,
    withFileTypes: Boolean(withFileTypes),
    followSymlinks: checkBoolean(followSymlinks, 'options.followSymlinks'),
    maxDepth: maxDepth as number,
    excludeName: byName,
    isExcluded: (path) => matchers.some((matcher) => matcher.match(path)),
  };
}
