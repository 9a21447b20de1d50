/**
 * Cycles of `require` through ES modules, which Node refuses: a module can't be used before it has been evaluated.
 *
 * The engine knows what is being evaluated and refuses it; what is looked for here is the import that Node names, and
 * CommonJS files, of which the engine sees no more than the modules that stand for them.
 */
import type { LinkableModule } from './linkable-module.ts';
import type { RequiredModule } from './module-graph.ts';
import { importedInCycle, type ModuleNotFound } from './resolve-errors.ts';

export interface RequireCycle {
  readonly isCommonJs: boolean;
  readonly refusal: ModuleNotFound;
}

/**
 * Finds the first import, among the modules that a `require` has added, of a file that may be in the middle of its
 * evaluation.
 * @param from the file that requires, null where none does
 * @param running CommonJS files that have begun and not ended
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
