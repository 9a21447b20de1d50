/**
 * Bindings that are imports. A state contains the specifier and the imported name. A later run loads the module when it
 * first uses the binding.
 */
import type { BindingKind, ImportOrigin, StateImport } from './format.ts';
import { arraySort, isArray, ownKeys, stringify } from './primordials.ts';

/** Finds and loads the modules of bindings. */
export interface ImportLoader {
  /** Finds a module. @throws the error of the import or `require` if there is no such module */
  find(how: ImportOrigin['how'], specifier: string, from: string): void;
  /**
   * Returns whether a later run can load the module synchronously: false for a module with top-level `await`.
   */
  canLoad(how: ImportOrigin['how'], specifier: string, from: string): boolean;
  /** Returns the module's namespace or exports. */
  load(how: ImportOrigin['how'], specifier: string, from: string): unknown;
}

/** The import that a binding holds. */
export interface ImportSource {
  readonly how: ImportOrigin['how'];
  readonly specifier: string;
  readonly from: string;
  readonly path: readonly string[];
  /** True if the binding comes from an earlier run. */
  readonly isRestored: boolean;
}

/** Reads an import from a source's declaration. @param from absolute path of the source */
export function importSource(origin: readonly [string, string, readonly string[]], from: string): ImportSource {
  const { 0: how, 1: specifier, 2: path } = origin;
  return { how: how as ImportOrigin['how'], specifier, from, path, isRestored: false };
}

/** Returns a function that loads an import at its first call. The value of an `import` is read anew at each call. */
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

/** Writes imports in the state's format, sorted by name; empty if there are none. */
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

/** Returns whether a value is a state's list of imports. */
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

/** Describes why an import of an earlier run no longer exists. */
export function goneReason({ how, specifier }: ImportSource, error: unknown): string {
  const message = (error as { message?: unknown } | null | undefined)?.message;
  return `${how} of ${stringify(specifier)}: ${typeof message === 'string' ? message : 'it can not be found'}`;
}
