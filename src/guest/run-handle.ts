/**
 * The handle by which modules that the host generates call the run; see `src/runner/isolate/module-linker.ts`.
 */
import type { DynamicImports } from './dynamic-imports.ts';
import type { RunEnding } from './internals.ts';
import { LANGUAGE } from './language.ts';
import type { Modules } from './modules.ts';
import type { FileHandle } from './source-handles.ts';

const { hasOwn } = LANGUAGE;

export interface RunHandle {
  /** Receives the namespace of the module that the run started with, after its evaluation. */
  ended(namespace: object): void;
  /** Receives the namespace that an `import()` waits for. */
  imported(id: number, namespace: unknown): void;
  /** Evaluates a module that `require` loads, and records the error if it throws. */
  evaluated(evaluate: () => unknown): void;
  /** Receives the namespace of a module that `require` loads. */
  received(namespace: object): void;
  /** Throws the error of a module that has failed. The module has been evaluated or is in evaluation. */
  probed(evaluate: () => unknown): void;
  /** Returns a property of a CommonJS file's exports; undefined if reading it throws. */
  member(exports: unknown, name: string): unknown;
  /** Returns the handle of one file. @param name identifier by which the file's text refers to the handle */
  file(path: string, name: string): object;
  require(path: string): unknown;
  builtin(name: string): unknown;
}

/** Parts of the run that the handle gives access to. */
interface Needs extends Pick<RunHandle, 'builtin' | 'file'> {
  readonly run: RunEnding;
  readonly modules: Modules;
  readonly imports: DynamicImports;
  /** Returns the handle of the source that the run starts with, once there is one. */
  main(): FileHandle | undefined;
}

/** Makes the handle. */
export function createRunHandle({ run, modules, imports, builtin, file, main }: Needs): RunHandle {
  return {
    ended: (namespace) =>
      run.finish(hasOwn(namespace, 'default') ? (namespace as { default: unknown }).default : main()?.value),
    imported: (id, namespace) => imports.settle(id, namespace),
    evaluated: (evaluate) => modules.evaluated(evaluate),
    probed: (evaluate) => modules.probed(evaluate),
    received: (namespace) => modules.received(namespace),
    member: (exports, name) => {
      try {
        return (exports as Record<string, unknown> | null | undefined)?.[name];
      } catch {
        return undefined;
      }
    },
    file,
    require: (path) => modules.requireFile(path),
    builtin,
  };
}
