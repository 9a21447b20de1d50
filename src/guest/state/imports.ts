/**
 * Bindings that are imports: kept as what was imported and from where, and loaded again when a later run first uses
 * them.
 */
import type { BindingKind, ImportOrigin, StateImport } from './format.ts';
import { arraySort, isArray, ownKeys, stringify } from './primordials.ts';

/** How modules are found and loaded for a binding. */
export interface ImportLoader {
  /** @throws what the import or `require` would throw where there is nothing */
  find(how: ImportOrigin['how'], specifier: string, from: string): void;
  /**
   * Tells whether a later run can load at once what this one has loaded: not so where the module waits at its top
   * level.
   */
  canLoad(how: ImportOrigin['how'], specifier: string, from: string): boolean;
  /** Gives the namespace or the exports. */
  load(how: ImportOrigin['how'], specifier: string, from: string): unknown;
}

/** An import as a binding has it. */
export interface ImportSource {
  readonly how: ImportOrigin['how'];
  readonly specifier: string;
  readonly from: string;
  readonly path: readonly string[];
  /** True when it was taken over from an earlier run. */
  readonly isRestored: boolean;
}

/** Reads what a source's declaration says of an import. @param from absolute path of the source */
export function importSource(origin: readonly [string, string, readonly string[]], from: string): ImportSource {
  const { 0: how, 1: specifier, 2: path } = origin;
  return { how: how as ImportOrigin['how'], specifier, from, path, isRestored: false };
}

/** Gives a function that loads an import at its first call; what `import` leads to is read anew at each. */
export function lateValue({ how, specifier, from, path }: ImportSource, loader: ImportLoader): () => unknown {
  let isLoaded = false;
  let loaded: unknown;
  return () => {
    if (!isLoaded) {
      loaded = loader.load(how, specifier, from);
      if (how !== 'import') loaded = memberAt(loaded, path);
      isLoaded = true;
    }
    return how === 'import' ? memberAt(loaded, path) : loaded;
  };
}

function memberAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (let at = 0; at < path.length; at += 1) found = (found as Record<string, unknown>)[path[at] as string];
  return found;
}

/** Writes imports, sorted by name, as a state has them; empty when there are none. */
export function importsText(
  imports: Readonly<Record<string, ImportSource>>,
  kindOf: (name: string) => BindingKind,
): string {
  const names = ownKeys(imports) as string[];
  arraySort(names);
  let text = '';
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] as string;
    const { how, specifier, from, path } = imports[name] as ImportSource;
    let members = '';
    for (let step = 0; step < path.length; step += 1) members += `${step === 0 ? '' : ','}${stringify(path[step])}`;
    const fields = `"${kindOf(name)}","${how}",${stringify(specifier)},${stringify(from)},[${members}]`;
    text += `${at === 0 ? '' : ','}[${stringify(name)},${fields}]`;
  }
  return text;
}

/** Tells whether a state's list of imports is one. */
export function areImports(list: unknown): list is readonly StateImport[] {
  if (!isArray(list)) return false;
  for (let at = 0; at < list.length; at += 1) {
    const entry: unknown = list[at];
    if (!isArray(entry) || entry.length !== 6) return false;
    for (let field = 0; field < 5; field += 1) if (typeof entry[field] !== 'string') return false;
    if (entry[2] !== 'import' && entry[2] !== 'require' && entry[2] !== 'createRequire') return false;
    const path: unknown = entry[5];
    if (!isArray(path)) return false;
    for (let step = 0; step < path.length; step += 1) if (typeof path[step] !== 'string') return false;
  }
  return true;
}

/** Says why an import of an earlier run is not there any more. */
export function goneReason({ how, specifier }: ImportSource, error: unknown): string {
  const message = (error as { message?: unknown } | null | undefined)?.message;
  return `${how} of ${stringify(specifier)}: ${typeof message === 'string' ? message : 'it can not be found'}`;
}
