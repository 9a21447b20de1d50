/**
 * The `exports` and `imports` of a package, as Node reads them.
 *
 * @see https://nodejs.org/api/esm.html#resolution-algorithm-specification
 */
import {
  importNotDefined,
  invalidConfig,
  invalidSpecifier,
  invalidTarget,
  ModuleNotFound,
  notExported,
} from './resolve-errors.ts';

/** A parsed `package.json` and its folder. */
export interface Package {
  /** Ends without a slash, except for the root. */
  readonly folder: string;
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** Target of a map: a file's URL, or the name of another package or built-in module. */
export type MapTarget = { readonly kind: 'url'; readonly url: URL } | { readonly kind: 'bare'; readonly name: string };

/** A segment that no target may have: empty, `.`, `..` or `node_modules`, percent-encoded or not. */
const SEGMENT =
  '(?:\\.|%2e)(?:\\.|%2e)?|(?:n|%6e)(?:o|%6f)(?:d|%64)(?:e|%65)(?:_|%5f)(?:m|%6d)(?:o|%6f)(?:d|%64)(?:u|%75)(?:l|%6c)(?:e|%65)(?:s|%73)';
const REFUSED_SEGMENT = new RegExp(`(?:^|\\\\|/)(?:${SEGMENT})(?:\\\\|/|$)`, 'i');

/** One lookup in one package. */
interface Lookup {
  readonly folder: string;
  /** The importing file; null for `require`, whose errors do not name it. */
  readonly base: string | null;
  readonly isImport: boolean;
  readonly conditions: ReadonlySet<string>;
}

/**
 * Finds a subpath in `exports`.
 * @param subpath `.` or `./x`
 * @throws ModuleNotFound
 */
export function findExport(
  { folder, manifest }: Package,
  subpath: string,
  base: string | null,
  conditions: ReadonlySet<string>,
): MapTarget {
  const lookup = { folder: withSlash(folder), base, isImport: false, conditions };
  const { exports } = manifest;
  const map = isMainAlone(exports, lookup) ? { '.': exports } : (exports as Record<string, unknown>);
  const found = findIn(map, subpath, lookup);
  if (found === null || found === undefined) throw notExported(lookup.folder, subpath, base);
  return found;
}

/**
 * Finds a specifier that begins with `#` in `imports`.
 * @param scope the package of the importing file
 * @throws ModuleNotFound
 */
export function findImport(
  scope: Package | undefined,
  specifier: string,
  base: string,
  conditions: ReadonlySet<string>,
): MapTarget {
  if (specifier === '#' || specifier.endsWith('/'))
    throw invalidSpecifier(specifier, 'is not a valid internal imports specifier name', base);
  const imports = scope?.manifest.imports;
  if (scope && typeof imports === 'object' && imports !== null) {
    const lookup = { folder: withSlash(scope.folder), base, isImport: true, conditions };
    const found = findIn(imports as Record<string, unknown>, specifier, lookup);
    if (found) return found;
  }
  throw importNotDefined(specifier, scope && withSlash(scope.folder), base);
}

/** Returns whether `exports` describes only the package's main file, without subpaths. */
function isMainAlone(exports: unknown, { folder, base }: Lookup): boolean {
  if (typeof exports === 'string' || Array.isArray(exports)) return true;
  if (typeof exports !== 'object' || exports === null) return false;
  const [first, ...rest] = Object.keys(exports).map((key) => !key.startsWith('.'));
  if (rest.some((isCondition) => isCondition !== first)) {
    throw invalidConfig(
      `${folder}package.json`,
      base && fileUrl(base).href,
      '"exports" cannot contain some keys starting with \'.\' and some not. The exports object must either be an ' +
        'object of package subpath keys or an object of main entry condition name keys only.',
    );
  }
  return first ?? false;
}

function findIn(map: Record<string, unknown>, name: string, lookup: Lookup): MapTarget | null | undefined {
  const isPlain = !name.includes('*') && (lookup.isImport || !name.endsWith('/'));
  if (isPlain && Object.hasOwn(map, name)) return targetOf(map[name], '', name, false, lookup);
  let best = '';
  for (const key of Object.keys(map)) {
    const star = key.indexOf('*');
    if (star < 0 || star !== key.lastIndexOf('*') || name.length < key.length) continue;
    if (!name.startsWith(key.slice(0, star)) || !name.endsWith(key.slice(star + 1))) continue;
    if (isMoreSpecific(key, best)) best = key;
  }
  if (best === '') return undefined;
  const star = best.indexOf('*');
  const matched = name.slice(star, name.length - (best.length - star - 1));
  return targetOf(map[best], matched, best, true, lookup);
}

/** Returns whether a pattern goes before another: by the text before its star, then by its length. */
function isMoreSpecific(key: string, other: string): boolean {
  if (other === '') return true;
  const [before, otherBefore] = [key.indexOf('*'), other.indexOf('*')];
  return before === otherBefore ? key.length > other.length : before > otherBefore;
}

/** @returns null for a target that forbids the subpath, undefined when none of its conditions holds */
function targetOf(
  target: unknown,
  matched: string,
  key: string,
  isPattern: boolean,
  lookup: Lookup,
): MapTarget | null | undefined {
  const { folder, base, isImport, conditions } = lookup;
  if (typeof target === 'string') return textTarget(target, matched, key, isPattern, lookup);
  if (Array.isArray(target)) return firstOf(target, matched, key, isPattern, lookup);
  if (typeof target === 'object' && target !== null) {
    for (const name of Object.keys(target)) {
      if (String(Number(name) >>> 0) === name)
        throw invalidConfig(
          `${folder}package.json`,
          base && fileUrl(base).href,
          '"exports" cannot contain numeric property keys.',
        );
    }
    for (const [condition, inner] of Object.entries(target)) {
      if (condition !== 'default' && !conditions.has(condition)) continue;
      const found = targetOf(inner, matched, key, isPattern, lookup);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (target === null) return null;
  throw invalidTarget(folder, key, String(target), isImport, base);
}

/** Returns the first valid target of a list, whether or not its file exists. */
function firstOf(
  targets: readonly unknown[],
  matched: string,
  key: string,
  isPattern: boolean,
  lookup: Lookup,
): MapTarget | null | undefined {
  let last: ModuleNotFound | null | undefined = targets.length === 0 ? null : undefined;
  for (const target of targets) {
    try {
      const found = targetOf(target, matched, key, isPattern, lookup);
      if (found) return found;
      if (found === null) last = null;
    } catch (error) {
      if (!(error instanceof ModuleNotFound) || error.code !== 'ERR_INVALID_PACKAGE_TARGET') throw error;
      last = error;
    }
  }
  if (last) throw last;
  return last;
}

function textTarget(target: string, matched: string, key: string, isPattern: boolean, lookup: Lookup): MapTarget {
  const { folder, base, isImport } = lookup;
  const refuse = () => invalidTarget(folder, key, target, isImport, base);
  if (!target.startsWith('./')) {
    const isBare = isImport && !target.startsWith('../') && !target.startsWith('/') && !URL.canParse(target);
    if (isBare || (isImport && target.startsWith('node:')))
      return { kind: 'bare', name: isPattern ? target.replaceAll('*', () => matched) : target };
    throw refuse();
  }
  if (REFUSED_SEGMENT.test(target.slice(2))) throw refuse();
  const root = fileUrl(folder);
  const resolved = new URL(target, root);
  if (!resolved.pathname.startsWith(root.pathname)) throw refuse();
  if (matched === '') return { kind: 'url', url: resolved };
  if (REFUSED_SEGMENT.test(matched)) {
    const request = key.replace('*', () => matched);
    const map = isImport ? 'imports' : 'exports';
    const reason = `request is not a valid match in pattern "${key}" for the "${map}" resolution of ${folder}package.json`;
    throw invalidSpecifier(request, reason, base);
  }
  return { kind: 'url', url: new URL(resolved.href.replaceAll('*', () => matched)) };
}

function withSlash(folder: string): string {
  return folder.endsWith('/') ? folder : `${folder}/`;
}

/** Returns the URL of a file, or of a folder with a trailing slash; a `data:` URL is returned unchanged. */
export function fileUrl(path: string): URL {
  return path.startsWith('data:') ? new URL(path) : new URL(`file://${path.split('/').map(escapeSegment).join('/')}`);
}

function escapeSegment(segment: string): string {
  return segment.replace(/[%\\\n\r\t?#]/g, encodeURIComponent);
}
