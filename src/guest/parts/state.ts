/**
 * The part that carries state from one run to the next.
 *
 * It is loaded before guest code runs, and takes the functions of the language that it needs at that time.
 */
import { partOfGlobal } from '../globals.ts';
import type { Internals } from '../internals.ts';
import type { KnownProxies } from '../proxies.ts';
import { Capture, type Captured, capture } from '../state/capture.ts';
import { Functions } from '../state/functions.ts';
import { Intrinsics } from '../state/intrinsics.ts';
import { Restore } from '../state/restore.ts';
import { type Binding, Scope } from '../state/scope.ts';
import type { ModulesPart } from './modules.ts';

/** The state of a run. */
export interface StateCarrier {
  /** Restores the state of an earlier run. @throws Error for a text that no capture wrote */
  restore(text: string): void;
  /** Turns names of an earlier run into ordinary globals, because the source declares them itself. */
  yieldNames(names: readonly string[]): void;
  /** Adds a top-level binding of the running source. @param isGlobal whether it is a property of the global object */
  declare(name: string, binding: Binding, isGlobal: boolean): void;
  /** Makes an object with `declare` alone. @param name identifier by which the source refers to it */
  bindings(name: string): Pick<StateCarrier, 'declare'>;
  /** @param textMax maximum length, in characters @param ms maximum CPU time */
  capture(textMax: number, ms: number): Captured;
}

export default function create(internals: Internals): StateCarrier {
  const { detailsOf } = internals.load('proxies') as KnownProxies;
  // The formatters replace functions of the language. Load them first, so that the replacements are the known objects.
  internals.load('formatters');
  const isProxy = (value: object) => detailsOf(value) !== undefined;
  const functions = new Functions(internals.host);
  const intrinsics = new Intrinsics(internals);
  const isLibrary = (name: string, value: unknown) => {
    const part = partOfGlobal(name);
    if (part === undefined) return true;
    const exports = internals.peek(part) as Record<string, unknown> | undefined;
    return exports?.[name] === value;
  };
  const scope = new Scope(intrinsics, isLibrary);
  const declare: StateCarrier['declare'] = (name, binding, isGlobal) =>
    scope.declare(name, binding, isGlobal, internals.given().main);
  return {
    restore: (text) => {
      const saved = new Restore(functions, intrinsics, text, internals.runnable);
      scope.restore(saved.run());
      if (saved.imports.length > 0)
        scope.restoreImports(saved.imports, (internals.load('modules') as ModulesPart).again);
    },
    yieldNames: (names) => scope.yieldNames(names),
    declare,
    bindings: (name) => {
      internals.hideName(name);
      return { declare };
    },
    capture: (text, ms) => {
      const bounds = { text, ms, now: () => internals.host.call('state.work') as number };
      const isKnown = (name: string) => scope.isKnown(name);
      scope.settleImports(() => (internals.load('modules') as ModulesPart).again);
      const make = () => new Capture(functions, intrinsics, isProxy, isKnown, bounds);
      return capture(make, {
        bindings: scope.roots(),
        globals: scope.globals(),
        imports: scope.imports(),
        gone: scope.gone(),
      });
    },
  };
}
