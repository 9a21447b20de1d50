/**
 * The operations of the border, and the one function that leads to them.
 */
import type { GivenRun, HostCallbacks, HostFailure, Operation, Operations, Rejection } from './border.ts';
import { define } from './define-globals.ts';
import type { DynamicImports } from './dynamic-imports.ts';
import { toError } from './host-error.ts';
import type { LaterCalls } from './later-calls.ts';
import type { Modules } from './modules.ts';
import type { Factory, PartLoader } from './part-loader.ts';
import type { HeapState } from './parts/heap.ts';
import { bareArray } from './primordials.ts';
import type { RunHandle } from './run-handle.ts';
import type { RunState } from './run-state.ts';
import type { Steps } from './steps.ts';
import type { Timers } from './timers.ts';

/** What the operations work on. */
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

const { apply } = Reflect;
const { isArray } = Array;
const { assign, keys } = Object;
const TypeErrorType = TypeError;
const parseJson = JSON.parse;

/** Makes the one function through which the host enters the isolate. */
export function createEntrance(needs: OperationNeeds): (...operation: Operation) => unknown {
  const operations = { __proto__: null } as unknown as Operations;
  assign(operations, runOperations(needs), stateOperations(needs), moduleOperations(needs));
  return (...operation) => {
    const work = operations[operation[0]];
    if (work === undefined) throw new TypeErrorType(`unknown operation ${operation[0]}`);
    const args = bareArray();
    for (let at = 1; at < operation.length; at += 1) args[at - 1] = operation[at];
    return apply(work, undefined, args) as unknown;
  };
}

type RunOperations =
  | 'given'
  | 'load'
  | 'part'
  | 'run'
  | 'value'
  | 'step'
  | 'failure'
  | 'result'
  | 'forgives'
  | 'settle';
type StateOperations = 'restore' | 'yield' | 'declare' | 'capture';

function runOperations(needs: OperationNeeds): Pick<Operations, RunOperations> {
  const { parts, run, steps, later, timers } = needs;
  return {
    given: (given, input) => needs.give(parseJson(given) as GivenRun, input),
    load: (part) => void parts.load(part),
    part: (name, factory) => parts.receive(name, factory as Factory),
    run: (program) => {
      try {
        if (program !== undefined) run.follow(program(), (value) => run.finish(value));
        else {
          const thrown = needs.runScript();
          if (thrown !== undefined) run.failWith(run.reasonOf(thrown));
        }
        // Before the microtasks of what has just run, as after any callback.
        timers.runTicks();
      } catch (thrown) {
        run.failWith(thrown);
      }
    },
    value: (value) => run.finish(value),
    step: () => steps.step(),
    failure: () => run.failure && [run.failure.text, run.failure.code],
    result: () => run.result(),
    forgives: (rejection) => run.forgives(rejection),
    settle: (id, answer) => later.settle(id, answer),
  };
}

function stateOperations({ parts }: OperationNeeds): Pick<Operations, StateOperations> {
  const heap = () => parts.load('heap');
  return {
    restore: (state) => heap().restore(state),
    yield: (names) => heap().yieldNames(names),
    declare: (tell) => (tell as (scope: HeapState) => void)(heap()),
    capture: (textMax, ms) => {
      const { text, leftOut, reason } = heap().capture(textMax, ms);
      return [text, leftOut, reason];
    },
  };
}

function moduleOperations({
  modules,
  imports,
  run,
  handle,
}: OperationNeeds): Omit<Operations, RunOperations | StateOperations> {
  return {
    scope: () => {
      const scope = modules.scriptScope();
      for (const name in scope) define(name, scope[name]);
    },
    file: (path, name) => handle.file(path, name),
    handle: () => handle,
    names: (builtin) => namesOf(modules.builtin(builtin)),
    wrapper: (path, wrapper) => modules.receive(path, wrapper),
    evaluated: () => modules.takeEvaluated(),
    ended: (id) => (id === undefined ? run.hasEnded : !imports.waits(id)),
    refuse: (refusals) => {
      for (let at = 0; at < refusals.length; at += 1) {
        const { 0: id, 1: failure } = refusals[at] as (typeof refusals)[number];
        const reason = isArray(failure) ? run.reasonOf(failure as Rejection) : toError(failure as HostFailure);
        imports.settle(id, undefined, { reason });
      }
    },
  };
}

/** Lists the names under which a built-in module's exports can be imported. */
function namesOf(exports: unknown): string[] {
  const found = keys(exports as object);
  const names: string[] = bareArray();
  for (let at = 0; at < found.length; at += 1) if (found[at] !== 'default') names[names.length] = found[at] as string;
  return names;
}
