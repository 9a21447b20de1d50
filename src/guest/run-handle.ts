/**
 * The handle through which modules that the host makes reach the run; see `src/runner/isolate/module-linker.ts`.
 */
import type { DynamicImports } from './dynamic-imports.ts';
import type { RunEnding } from './internals.ts';
import { LANGUAGE } from './language.ts';
import type { Modules } from './modules.ts';
import type { FileHandle } from './source-handles.ts';

const { hasOwn } = LANGUAGE;

export interface RunHandle {
  /** Takes the namespace of the module that the run started with, once it has been run to its end. */
  ended(namespace: object): void;
  /** Takes the namespace that an `import()` waits for. */
  imported(id: number, namespace: unknown): void;
  /** Evaluates a module that `require` asked for, and takes what it threw. */
  evaluated(evaluate: () => unknown): void;
  /** Takes the namespace of such a module. */
  received(namespace: object): void;
  /** Throws what a module has failed with that has been evaluated or is being evaluated. */
  probed(evaluate: () => unknown): void;
  /** A property of what a CommonJS file exports; undefined where reading it throws. */
  member(exports: unknown, name: string): unknown;
  /** The handle of one file. @param name under which its text reaches it */
  file(path: string, name: string): object;
  require(path: string): unknown;
  builtin(name: string): unknown;
}

/** Functions that the handle gives access to. */
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
