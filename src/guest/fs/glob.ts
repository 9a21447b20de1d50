/**
 * `fs.glob`: finds paths by pattern. It is a separate part, because few runs need it.
 *
 * minimatch, which Node uses too, converts a pattern to one matcher for each component of a path. This module walks the
 * folders that match. A name that starts with a dot matches only if the pattern has the dot. The walk follows a
 * symbolic link only if the pattern names it before any `**`, or if `followSymlinks` is set.
 * @see https://nodejs.org/api/fs.html#fspromisesglobpattern-options
 */
import { GLOBSTAR, Minimatch } from 'minimatch';
import type { FsContext } from './context.ts';
import { Dirent } from './dirent.ts';
import { invalidArgType } from './errors.ts';
import { type Listing, listFolder } from './listing.ts';
import { dirName, joinPath, resolvePath, toPath } from './paths.ts';
import { checkBoolean, checkInteger, checkObject } from './validate.ts';

const MATCH_OPTIONS = {
  nonegate: true,
  nocomment: true,
  optimizationLevel: 2,
  windowsPathsNoEscape: true,
  platform: 'linux',
} as const;

/**
 * Returns whether a path matches a pattern, as `path.matchesGlob` does.
 * @param platform `win32` accepts backslashes too
 */
export function matches(path: string, pattern: string, platform: string): boolean {
  return new Minimatch(pattern, { ...MATCH_OPTIONS, platform: platform as 'linux' }).match(path);
}

/** Pattern for one component of a path. */
type Component = string | typeof GLOBSTAR | { test(name: string): boolean };

type Exclude = (entry: unknown) => unknown;

interface GlobOptions {
  readonly cwd: string;
  readonly withFileTypes: boolean;
  readonly followSymlinks: boolean;
  readonly maxDepth: number;
  /** Returns true for a name, or its `Dirent`, that the walk must skip. */
  readonly excludeName: Exclude | undefined;
  readonly isExcluded: (path: string) => boolean;
}

/**
 * @param pattern one pattern or several
 * @returns the walk, which yields each matching path once
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

/** The position of a walk in a pattern. */
interface Position {
  /** Path relative to the folder that the walk starts from; empty for that folder itself. */
  readonly path: string;
  /** Index of the next component of the pattern. */
  readonly index: number;
  /** True after a `**`: from there on, the walk follows no links. */
  readonly starred: boolean;
  /** Real paths of the entered folders, to detect a cycle of links. */
  readonly trail: readonly string[];
}

class Walk {
  readonly found = new Set<string>();
  readonly #context: FsContext;
  readonly #options: GlobOptions;
  #components: readonly Component[] = [];
  /** Positions in the current pattern that the walk has already visited. */
  readonly #seen = new Set<string>();

  constructor(context: FsContext, options: GlobOptions) {
    this.#context = context;
    this.#options = options;
  }

  start(components: readonly Component[]): void {
    this.#components = components;
    this.#seen.clear();
    if (components[0] !== '') this.#step({ path: '', index: 0, starred: false, trail: [] });
    else if (components.length > 1) this.#step({ path: '/', index: 1, starred: false, trail: [] });
  }

  entries(): Dirent[] {
    return [...this.found].map((path) => {
      const full = this.#full(path);
      const kind = this.#context.call('kind', full) as string;
      return new Dirent(full.slice(full.lastIndexOf('/') + 1), kind, dirName(joinPath(this.#options.cwd, path)));
    });
  }

  #step(position: Position): void {
    const { path, index } = position;
    const key = `${index} ${path}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const component = this.#components[index] as Component;
    if (component === GLOBSTAR) this.#anyDepth(position);
    else if (component === '') this.#addFolder(path);
    else if (typeof component === 'string') this.#named(position, component);
    else this.#matching(position, component);
  }

  #named(position: Position, name: string): void {
    const path = join(position.path, name);
    const kind = this.#kindOf(this.#full(path));
    if (kind === undefined) return;
    const next = { ...position, path, index: position.index + 1 };
    // A final `**` also matches the path before it, which may be a file.
    const closes = this.#isLast(next) && this.#components[next.index] === GLOBSTAR;
    if (this.#isLast(position) || closes) this.#add(path, closes && kind === 'd');
    if (!this.#isLast(position)) this.#enter(next, kind, !position.starred);
  }

  #matching(position: Position, component: { test(name: string): boolean }): void {
    const { names, kinds } = this.#list(position.path);
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at] as string;
      if (!component.test(name)) continue;
      const path = join(position.path, name);
      if (this.#isLast(position)) this.#add(path);
      else this.#enter({ ...position, path, index: position.index + 1 }, kinds[at] as string, false);
    }
  }

  #anyDepth(position: Position): void {
    const isLast = this.#isLast(position);
    const isAlone = this.#components.length === 1;
    if (!isLast) this.#step({ ...position, index: position.index + 1, starred: true });
    else if (position.path !== '') this.#add(position.path, true);
    else if (isAlone && this.#kindOf(this.#full('')) !== undefined) this.#add('');
    const { names, kinds } = this.#list(position.path);
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at] as string;
      const kind = kinds[at] as string;
      const path = join(position.path, name);
      if (name.startsWith('.') || this.#isSkipped(name, kind, path)) continue;
      if (isLast) this.#add(path, kind === 'd');
      this.#enter({ ...position, path, starred: true }, kind, false);
    }
  }

  #isLast({ index }: Position): boolean {
    return index === this.#components.length - 1;
  }

  /** Continues below a folder, or below a link to a folder if the walk follows it. */
  #enter(position: Position, kind: string, follows: boolean): void {
    const { path, trail } = position;
    const { followSymlinks, maxDepth } = this.#options;
    const full = this.#full(path);
    if (kind === 'f' || (kind === 'l' && !follows && !followSymlinks)) return;
    if (kind === 'l' && !this.#context.call('isFolder', full)) return;
    if (depthOf(path) >= maxDepth || this.#options.isExcluded(full) || this.#isSkipped(path, kind, path)) return;
    if (!followSymlinks) {
      this.#step(position);
      return;
    }
    const real = this.#context.call('realpath', full) as string;
    if (!trail.includes(real)) this.#step({ ...position, trail: [...trail, real] });
  }

  #isSkipped(name: string, kind: string, path: string): boolean {
    const { excludeName, withFileTypes } = this.#options;
    if (!excludeName) return false;
    if (!withFileTypes) return Boolean(excludeName(name));
    return Boolean(excludeName(new Dirent(path.slice(path.lastIndexOf('/') + 1), kind, dirName(this.#full(path)))));
  }

  #addFolder(path: string): void {
    const full = this.#full(path);
    if (this.#kindOf(full) !== undefined && this.#context.call('isFolder', full)) this.#add(path, true);
  }

  /**
   * @param asFolder whether the path is found as a folder: an exclude pattern that ends in `/**` then excludes it too
   */
  #add(path: string, asFolder = false): void {
    const { isExcluded, maxDepth } = this.#options;
    const full = this.#full(path);
    if (isExcluded(full) || (asFolder && isExcluded(`${full}/`)) || depthOf(path) > maxDepth) return;
    this.found.add(path === '' ? '.' : path);
  }

  #kindOf(full: string): string | undefined {
    try {
      return this.#context.call('kind', full) as string;
    } catch {
      return undefined;
    }
  }

  /** Lists a folder; empty when it can't be read. */
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
