/**
 * Loads the parts of the guest library. The host evaluates a part at its first use.
 */
import type { Entrance, HostCallbacks } from './border.ts';
import { failed } from './host.ts';
import type { Internals } from './internals.ts';
import type { StateCarrier } from './parts/state.ts';
import type { GlobalHandler } from './web/global-scope.ts';

/** The exports of the part `events` that the run itself uses. */
interface EventsPart {
  readonly globalHandlers: Readonly<Record<string, GlobalHandler>>;
  dispatchError(thrown: unknown): boolean;
  hearsRejections(): boolean;
  dispatchRejection(rejection: { readonly reason: unknown; readonly promise: Promise<unknown> }): boolean;
}

/** The exports of the part `process` that the run itself uses. */
interface ProcessPart {
  /** Called when the run has nothing left to do. @returns whether its listeners may have added work */
  ending(worked: boolean): boolean;
  hears(event: string): boolean;
  /** Emits an event. @returns whether there were listeners */
  tells(event: string, ...args: unknown[]): boolean;
}

/** The exports of the part `modules` that the run itself uses. */
interface ModulesPart {
  readonly imports: {
    readonly count: number;
    begin(from: string, specifier: unknown, options?: unknown): Promise<unknown>;
  };
  readonly handles: { source(from: string, specifier: unknown): Promise<never> };
  readonly enter: Entrance;
}

/** The parts that the run itself uses. */
interface KnownParts {
  events: EventsPart;
  process: ProcessPart;
  state: StateCarrier;
  modules: ModulesPart;
}

/** Makes a part. */
export type Factory = (internals: Internals) => unknown;

const { apply } = Reflect;
const { get, set, has } = Map.prototype;
const TypeErrorType = TypeError;
const RangeErrorType = RangeError;

export class PartLoader {
  readonly #evaluate: HostCallbacks['load'];
  readonly #factories = new Map<string, Factory>();
  readonly #exports = new Map<string, unknown>();
  /** Given to every factory. */
  internals: Internals | undefined;

  /** @param evaluate evaluates a part and passes its factory to `receive` */
  constructor(evaluate: HostCallbacks['load']) {
    this.#evaluate = evaluate;
  }

  /** Returns the exports of a part; loads the part if needed. */
  load<Name extends string>(part: Name): Name extends keyof KnownParts ? KnownParts[Name] : unknown;
  load(part: string): unknown {
    if (apply(has, this.#exports, [part])) return apply(get, this.#exports, [part]);
    const evaluate = this.#evaluate;
    const loaded = evaluate(part);
    if (failed(loaded)) throw new RangeErrorType(loaded.message);
    if (!loaded) throw new TypeErrorType(`The guest library has no part "${part}".`);
    const value = (apply(get, this.#factories, [part]) as Factory)(this.internals as Internals);
    apply(set, this.#exports, [part, value]);
    return value;
  }

  /** Returns the exports of a part if it has been loaded. */
  peek<Name extends string>(part: Name): (Name extends keyof KnownParts ? KnownParts[Name] : unknown) | undefined;
  peek(part: string): unknown {
    return apply(get, this.#exports, [part]);
  }

  receive(part: string, factory: Factory): void {
    apply(set, this.#factories, [part, factory]);
  }
}
