/**
 * Finds cycles of `require` through ES modules. Node refuses them: a module can't be used before it has been evaluated.
 *
 * The engine knows which modules are being evaluated and refuses them. This file finds the import that Node names in
 * its error, and handles CommonJS files: the engine sees only the modules that stand for them.
 */
import type { LinkableModule } from './linkable-module.ts';
import type { RequiredModule } from './module-graph.ts';
import { importedInCycle, type ModuleNotFound } from './resolve-errors.ts';

export interface RequireCycle {
  readonly isCommonJs: boolean;
  readonly refusal: ModuleNotFound;
}

/**
 * Searches the modules that a `require` added for the first import of a file whose evaluation may still be in
 * progress.
 * @param from the requiring file; null when there is none
 * @param running CommonJS files that have begun and have not ended
 */
export function cycleIn(
  { module, added }: RequiredModule,
  from: string | null,
  running: readonly string[],
): RequireCycle | undefined {
  const begun = new Set(running);
  const evaluated = new Set(from === null ? begun : [...begun, from]);
  const seen = new Set<LinkableModule>();
  const search = (importing: LinkableModule): RequireCycle | undefined => {
    if (!added.has(importing) || seen.has(importing)) return undefined;
    seen.add(importing);
    for (const [specifier, linked] of importing.links) {
      const isCommonJs = added.has(linked) && begun.has(linked.file);
      if (isCommonJs || (!added.has(linked) && reaches(linked, evaluated, new Set()))) {
        const kind = isCommonJs ? 'CommonJS Module' : 'Module';
        return { isCommonJs, refusal: importedInCycle(kind, specifier, importing.file) };
      }
      const deeper = search(linked);
      if (deeper) return deeper;
    }
    return undefined;
  };
  return search(module);
}

function reaches(module: LinkableModule, files: ReadonlySet<string>, seen: Set<LinkableModule>): boolean {
  if (seen.has(module)) return false;
  seen.add(module);
  return files.has(module.file) || [...module.links.values()].some((linked) => reaches(linked, files, seen));
}
