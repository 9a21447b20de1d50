/**
 * The operations of the border, and the one function that leads to them.
 */
import type { GivenRun, HostCallbacks, HostFailure, Operation, Operations, Rejection, Wrapper } from './border.ts';
import { define } from './define-globals.ts';
import type { DynamicImports } from './dynamic-imports.ts';
import { toError } from './host-error.ts';
import type { LaterCalls } from './later-calls.ts';
import type { Modules } from './modules.ts';
import type { Factory, PartLoader } from './part-loader.ts';
import type { StateCarrier } from './parts/state.ts';
import { bareArray } from './primordials.ts';
import type { RunHandle } from './run-handle.ts';
import type { RunState } from './run-state.ts';
import type { Steps } from './steps.ts';
import type { Timers } from './timers.ts';

/** Parts of the run on which the operations work. */
interface OperationNeeds {
  readonly parts: PartLoader;
  readonly later: LaterCalls;
  readonly timers: Timers;
  readonly modules: Modules;
  readonly imports: DynamicImports;
  readonly run: RunState;
  readonly steps: Steps;
  readonly handle: RunHandle;
  readonly runScript: HostCallbacks['runScript'];
  /** Takes what the run was handed. @param input JSON of the global `input` */
  give(given: GivenRun, input: string | null): void;
}

const { isArray } = Array;
const { keys } = Object;
const TypeErrorType = TypeError;
const parseJson = JSON.parse;

/** An operation as it comes in. There is no list of arguments, in whose gaps a patched prototype would be read. */
type Entrance = (name: keyof Operations, first?: unknown, second?: unknown) => unknown;

/**
 * Makes the one function through which the host enters the isolate. It is a `switch`, since a table of functions would
 * be made anew in every isolate.
 */
export function createEntrance(needs: OperationNeeds): (...operation: Operation) => unknown {
  const { parts, run, steps, later } = needs;
  const others = stateEntrance(needs, moduleEntrance(needs));
  const enter: Entrance = (name, first, second) => {
    switch (name) {
      case 'given':
        return needs.give(parseJson(first as string) as GivenRun, second as string | null);
      case 'load':
        parts.load(first as string);
        return undefined;
      case 'part':
        return parts.receive(first as string, second as Factory);
      case 'run':
        return begin(needs, first as Parameters<Operations['run']>[0]);
      case 'value':
        return run.finish(first);
      case 'step':
        return steps.step();
      case 'failure':
        return run.failure && [run.failure.text, run.failure.code];
      case 'result':
        return run.result();
      case 'forgives':
        return run.forgives(first as Rejection);
      case 'settle':
        return later.settle(first as number, second as Parameters<Operations['settle']>[1]);
      default:
        return others(name, first, second);
    }
  };
  return enter as unknown as (...operation: Operation) => unknown;
}

/** Runs the source up to its first wait. */
function begin({ run, runScript, timers }: OperationNeeds, program: Parameters<Operations['run']>[0]): void {
  try {
    if (program !== undefined) run.follow(program(), (value) => run.finish(value));
    else {
      const thrown = runScript();
      if (thrown !== undefined) run.failWith(run.reasonOf(thrown));
    }
    // Before the microtasks of what has just run, as after any callback.
    timers.runTicks();
  } catch (thrown) {
    run.failWith(thrown);
  }
}

function stateEntrance({ parts }: OperationNeeds, others: Entrance): Entrance {
  return (name, first, second) => {
    switch (name) {
      case 'restore':
        return parts.load('state').restore(first as string);
      case 'yield':
        return parts.load('state').yieldNames(first as string[]);
      case 'declare':
        return (first as (scope: StateCarrier) => void)(parts.load('state'));
      case 'capture': {
        const { text, leftOut, reason } = parts.load('state').capture(first as number, second as number);
        return [text, leftOut, reason];
      }
      default:
        return others(name, first, second);
    }
  };
}

function moduleEntrance(needs: OperationNeeds): Entrance {
  const { modules, imports, run, handle } = needs;
  return (name, first, second) => {
    switch (name) {
      case 'scope': {
        const scope = modules.scriptScope();
        for (const global in scope) define(global, scope[global]);
        return undefined;
      }
      case 'file':
        return handle.file(first as string, second as string);
      case 'handle':
        return handle;
      case 'names':
        return namesOf(modules.builtin(first as string));
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

/** Ends `import()`s with a failure each. */
function refuse({ run, imports }: OperationNeeds, refusals: Parameters<Operations['refuse']>[0]): void {
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
