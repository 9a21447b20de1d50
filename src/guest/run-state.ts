/**
 * Progress of the run: whether its source has ended, its value, or its failure.
 */
import type { Rejection } from './border.ts';
import type { Formatting } from './console.ts';
import type { PartLoader } from './part-loader.ts';
import { reasonOf } from './rejection.ts';
import { describeThrown, type Thrown, toJson } from './result.ts';
import { whenSettled } from './settled.ts';

const { apply } = Reflect;
const { reject: rejected } = Promise;
const PromiseType = Promise;
const nothing = () => undefined;
/** Awaits a value. For a promise of the language, `await` does not read `then`, which the guest may have replaced. */
const awaited = async (value: unknown): Promise<unknown> => await value;

export class RunState {
  readonly #parts: PartLoader;
  readonly #errorOf: (stack: string) => unknown;
  #failure: Thrown | null = null;
  #hasEnded = false;
  #value: unknown;

  /** @param errorOf finds the error that has a stack */
  constructor(parts: PartLoader, errorOf: (stack: string) => unknown) {
    this.#parts = parts;
    this.#errorOf = errorOf;
  }

  get failure(): Thrown | null {
    return this.#failure;
  }

  /** Returns whether the source has ended, with a value or an error. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Ends the source with its value. If the value is a promise, waits for it first. */
  finish(result: unknown): void {
    if ((typeof result !== 'object' && typeof result !== 'function') || result === null) this.#end(result);
    else this.follow(awaited(result), (value) => this.#end(value));
  }

  /** Waits for a promise that the runtime has made; if it is rejected, the source fails. */
  follow(promise: Promise<unknown>, then: (value: unknown) => void): void {
    whenSettled(promise, then, (thrown) => this.failWith(thrown));
  }

  /** Ends the source with a thrown value. */
  failWith(thrown: unknown): void {
    this.#hasEnded = true;
    this.report(thrown);
  }

  /**
   * Reports an uncaught exception to the guest's listeners. If there are none, or one of them throws, the run fails.
   */
  report(thrown: unknown): void {
    try {
      if (this.#parts.peek('events')?.dispatchError(thrown)) return;
      if (!this.#parts.peek('process')?.tells('uncaughtException', thrown, 'uncaughtException')) this.#fail(thrown);
    } catch (second) {
      this.#fail(second);
    }
  }

  /** Passes an unhandled rejection to the guest's listeners. @returns whether a listener handled it */
  forgives(rejection: Rejection): boolean {
    if (this.#failure !== null) return false;
    const events = this.#parts.peek('events');
    const hears = events?.hearsRejections() ?? false;
    if (!hears && !this.#parts.peek('process')?.hears('unhandledRejection')) return false;
    const reason = this.reasonOf(rejection);
    const promise = apply(rejected, PromiseType, [reason]) as Promise<unknown>;
    whenSettled(promise, nothing, nothing);
    try {
      if (hears && events?.dispatchRejection({ reason, promise })) return true;
      return this.#parts.peek('process')?.tells('unhandledRejection', reason, promise) ?? false;
    } catch (thrown) {
      this.report(thrown);
      return true;
    }
  }

  /** Returns the thrown value of which the host has a copy. */
  reasonOf(rejection: Rejection): unknown {
    return reasonOf(rejection, this.#errorOf);
  }

  /** Makes the JSON of the result. @returns false if that threw; the run then fails with the error */
  result(): [made: true, json: string] | [made: false] {
    try {
      return [true, toJson(this.#value)];
    } catch (thrown) {
      this.#fail(thrown);
      return [false];
    }
  }

  #end(value: unknown): void {
    this.#value = value;
    this.#hasEnded = true;
  }

  #fail(thrown: unknown): void {
    this.#failure ??= describeSafely(thrown, (part) =>
      (this.#parts.load('inspect') as { forConsole: Formatting }).forConsole.inspect(part),
    );
  }
}

function describeSafely(thrown: unknown, show: (value: unknown) => string): Thrown {
  try {
    return describeThrown(thrown, show);
  } catch {
    return { text: 'Uncaught object', code: null };
  }
}
