/**
 * The part by which a run loads other files: `require`, `import()`, `import.meta`, and the linking of ES modules.
 */
import { DynamicImports } from '../dynamic-imports.ts';
import type { Internals } from '../internals.ts';
import { moduleEntrance } from '../module-operations.ts';
import { Modules } from '../modules.ts';
import { createRunHandle } from '../run-handle.ts';
import { type FileHandle, SourceHandles } from '../source-handles.ts';

export default function create(internals: Internals) {
  const { askModules, builtin, given, hideName, load, run, runnable } = internals;
  const modules = new Modules(askModules, builtin, () => given().main);
  const imports = new DynamicImports(askModules);
  const handles = new SourceHandles(modules, imports, runnable);

  /** The handle of the source that the run starts with. */
  let main: FileHandle | undefined;
  const file = (path: string, handleName: string) => {
    hideName(handleName);
    const made = handles.make(path, (name, binding, isGlobal) =>
      (load('state') as Pick<FileHandle, 'declare'>).declare(name, binding, isGlobal),
    );
    if (path === given().main) main ??= made;
    return made;
  };
  const handle = createRunHandle({ run, modules, imports, builtin, file, main: () => main });

  let scope: ReturnType<Modules['scriptScope']> | undefined;
  const inScope = () => {
    scope ??= modules.scriptScope();
    return scope;
  };
  return {
    imports,
    handles,
    /** Loads the imports of an earlier run. */
    again: modules.again,
    enter: moduleEntrance({ modules, imports, run, handle, builtin }),
    requireFrom: (path: string) => modules.requireFrom(path),
    get require() {
      return inScope().require;
    },
    get module() {
      return inScope().module;
    },
    get exports() {
      return inScope().exports;
    },
    get __filename() {
      return inScope().__filename;
    },
    get __dirname() {
      return inScope().__dirname;
    },
  };
}

export type ModulesPart = ReturnType<typeof create>;
