/**
 * The operations of the border for files and modules.
 */
import type { Entrance, HostFailure, Operations, Rejection, Wrapper } from './border.ts';
import type { DynamicImports } from './dynamic-imports.ts';
import { toError } from './host-error.ts';
import type { RunEnding } from './internals.ts';
import { LANGUAGE } from './language.ts';
import type { Modules } from './modules.ts';
import { bareArray } from './primordials.ts';
import type { RunHandle } from './run-handle.ts';

/** Parts of the run that the operations use. */
interface Needs {
  readonly modules: Modules;
  readonly imports: DynamicImports;
  readonly run: RunEnding;
  readonly handle: RunHandle;
  builtin(name: string): unknown;
}

const { isArray, keys, TypeError: TypeErrorType } = LANGUAGE;

/** Makes the function that runs these operations. */
export function moduleEntrance(needs: Needs): Entrance {
  const { modules, imports, run, handle, builtin } = needs;
  return (name, first, second) => {
    switch (name) {
      case 'file':
        return handle.file(first as string, second as string);
      case 'handle':
        return handle;
      case 'names':
        return namesOf(builtin(first as string));
      case 'wrapper':
        return modules.receive(first as string, second as Wrapper);
      case 'evaluated':
        return modules.takeEvaluated();
      case 'ended':
        return first === undefined ? run.hasEnded : !imports.waits(first as number);
      case 'refuse':
        return refuse(needs, first as Parameters<Operations['refuse']>[0]);
      default:
        throw new TypeErrorType(`unknown operation ${name}`);
    }
  };
}

/** Rejects `import()`s, each with its own failure. */
function refuse({ run, imports }: Needs, refusals: Parameters<Operations['refuse']>[0]): void {
  for (let at = 0; at < refusals.length; at += 1) {
    const { 0: id, 1: failure } = refusals[at] as (typeof refusals)[number];
    const reason = isArray(failure) ? run.reasonOf(failure as Rejection) : toError(failure as HostFailure);
    imports.settle(id, undefined, { reason });
  }
}

/** Lists the names under which a built-in module's exports can be imported. */
function namesOf(exports: unknown): string[] {
  const found = keys(exports as object);
  const names: string[] = bareArray();
  for (let at = 0; at < found.length; at += 1) if (found[at] !== 'default') names[names.length] = found[at] as string;
  return names;
}
