/**
 * Runs the operations by which the host enters the isolate.
 */
import {
  type Entrance,
  type GivenRun,
  type HostCallbacks,
  NOTHING_GIVEN,
  type Operation,
  type Operations,
  type Rejection,
} from './border.ts';
import { defineScriptScope } from './define-globals.ts';
import type { LaterCalls } from './later-calls.ts';
import type { Factory, PartLoader } from './part-loader.ts';
import type { StateCarrier } from './parts/state.ts';
import type { RunState } from './run-state.ts';
import type { Steps } from './steps.ts';
import type { Timers } from './timers.ts';

/** Parts of the run that the operations use. */
interface OperationNeeds {
  readonly parts: PartLoader;
  readonly later: LaterCalls;
  readonly timers: Timers;
  readonly run: RunState;
  readonly steps: Steps;
  readonly runScript: HostCallbacks['runScript'];
  /** Sets the input of the run. @param input JSON of the global `input` */
  give(given: GivenRun, input: string | null): void;
}

type Program = Parameters<Operations['run']>[0];

const parseJson = JSON.parse;

/**
 * Makes the one function through which the host enters the isolate. It is a `switch`, because a table of functions
 * would be rebuilt in every isolate.
 */
export function createEntrance(needs: OperationNeeds): (...operation: Operation) => unknown {
  const { parts, run, steps, later } = needs;
  const enter: Entrance = (name, first, second, third) => {
    switch (name) {
      case 'given':
        needs.give(first === null ? NOTHING_GIVEN : (parseJson(first as string) as GivenRun), second as string | null);
        if (third) defineScriptScope(parts);
        return undefined;
      case 'load':
        parts.load(first as string);
        return undefined;
      case 'part':
        return parts.receive(first as string, second as Factory);
      case 'run':
        return begin(needs, first as Program, second as object | undefined);
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
        return enterState(parts, name, first, second);
    }
  };
  return enter as unknown as (...operation: Operation) => unknown;
}

/** Runs the source up to its first wait. */
function begin({ run, runScript, timers }: OperationNeeds, program: Program, handle: object | undefined): void {
  try {
    if (program !== undefined) run.follow(program(handle), (value) => run.finish(value));
    else {
      const thrown = runScript();
      if (thrown !== undefined) run.failWith(run.reasonOf(thrown));
    }
    // Run the ticks before the microtasks, as after any callback.
    timers.runTicks();
  } catch (thrown) {
    run.failWith(thrown);
  }
}

function enterState(parts: PartLoader, name: keyof Operations, first: unknown, second: unknown): unknown {
  switch (name) {
    case 'restore':
      return parts.load('state').restore(first as string);
    case 'yield':
      return parts.load('state').yieldNames(first as string[]);
    case 'declare':
      return (first as (scope: StateCarrier) => void)(parts.load('state'));
    case 'bindings':
      return parts.load('state').bindings(first as string);
    case 'capture': {
      const { text, leftOut, reason } = parts.load('state').capture(first as number, second as number);
      return [text, leftOut, reason];
    }
    default:
      return parts.load('modules').enter(name, first, second);
  }
}
