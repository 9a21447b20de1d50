/**
 * An isolate with the booted guest library, the only function that enters it, and the errors with which a call can end.
 *
 * Guest code never holds an isolated-vm object. It calls functions of its own realm, made from `Callback`s, which copy
 * their arguments and results. Only references to values of the guest's own realm are returned without a copy.
 */
import { setFlagsFromString } from 'node:v8';
import ivm from 'isolated-vm';
import { ANSWERS, CALLBACKS, type HostCallbacks, type Operations } from '../../guest/border.ts';
import { Exited, OutOfMemory, toldOf, uncaught } from '../guest-failure.ts';
import type { LibraryCode } from './library-code.ts';

/** A value on its way to the guest: a primitive, a copy, or a value of the guest's own. */
type Sent<T> = T | ivm.Copy<T> | ivm.Dereference<T>;
type SentEach<Args extends unknown[]> = { [At in keyof Args]: Sent<Args[At]> };

/** Type of an operation's answer on the host's side. */
type Answer<Name extends keyof Operations> = Name extends keyof typeof ANSWERS
  ? (typeof ANSWERS)[Name] extends 'reference'
    ? ivm.Reference<ReturnType<Operations[Name]>>
    : ReturnType<Operations[Name]>
  : ReturnType<Operations[Name]>;

type Enter = (...operation: ivm.Transferable[]) => unknown;

/** The host's side of the callbacks. */
export type Callbacks = Pick<HostCallbacks, 'modules'> & {
  [Name in Exclude<keyof HostCallbacks, 'modules'>]: (
    ...args: Parameters<HostCallbacks[Name]>
  ) => Sent<ReturnType<HostCallbacks[Name]>> | undefined;
};

const TRANSFERS = { copy: { result: { copy: true } }, reference: { result: { reference: true } } } as const;

// Contexts that a run makes with `vm` belong to the same run, so one may evaluate code in another. Without this flag V8
// compares the contexts' security tokens, which isolated-vm can't set.
setFlagsFromString('--allow-unsafe-function-constructor');

export class GuestIsolate {
  readonly isolate: ivm.Isolate;
  readonly context: ivm.Context;
  readonly #enter: ivm.Reference<Enter>;
  #exitCode: number | undefined;
  /**
   * Called first with an unhandled rejection, to settle a rejection that belongs to the host.
   * @returns whether the rejection belonged to the host
   */
  settleRejection: (error: unknown) => boolean = () => false;
  /** The error that host code threw during a call by the guest. */
  #hostFailure: { readonly error: unknown } | undefined;

  /**
   * Makes an isolate and boots the guest library in it; about 2 ms.
   * @param heapMiB approximate limit of the V8 heap in MiB: allocation can exceed it before V8 notices
   * @param onCatastrophe called when V8 gives up on the isolate; must end the process
   */
  constructor(library: LibraryCode, heapMiB: number, onCatastrophe: (message: string) => void, callbacks: Callbacks) {
    this.isolate = new ivm.Isolate({ memoryLimit: heapMiB, onCatastrophicError: onCatastrophe });
    this.context = this.isolate.createContextSync();
    const boot = library.compile(this.isolate, 'boot').runSync(this.context, { reference: true });
    const functions = CALLBACKS.map((name) => this.#callback(callbacks[name] as (...args: unknown[]) => unknown));
    this.#enter = boot.applySync(undefined, functions, TRANSFERS.reference) as ivm.Reference<Enter>;
    boot.release();
  }

  get isDisposed(): boolean {
    return this.isolate.isDisposed;
  }

  /** Returns whether the guest has asked to exit, or the isolate is disposed of. */
  get isOver(): boolean {
    return this.#exitCode !== undefined || this.isDisposed;
  }

  /** Carries out an operation of the border. @throws the errors of isolated-vm */
  enter<Name extends keyof Operations>(operation: Name, ...args: SentEach<Parameters<Operations[Name]>>): Answer<Name> {
    const transfer = TRANSFERS[ANSWERS[operation as keyof typeof ANSWERS]];
    return this.#enter.applySync(undefined, [operation, ...args] as ivm.Transferable[], transfer) as Answer<Name>;
  }

  /** Ends guest execution permanently: nothing that the guest wrote, not even a `finally`, runs after this. */
  exit(code: number): void {
    this.#exitCode = code;
    this.isolate.dispose();
  }

  /** Frees the isolate. */
  dispose(): void {
    if (!this.isDisposed) this.isolate.dispose();
  }

  /** Runs a compilation; a `SyntaxError` of the guest's source passes through. */
  compile<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof SyntaxError) throw error;
      throw this.explain(error);
    }
  }

  /** Runs a function that enters the isolate. @throws OutOfMemory; Exited; Uncaught */
  guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.explain(error);
    }
  }

  /**
   * Runs a function that runs guest code, with the errors of `guard`. `otherwise` is the result when an unhandled
   * rejection was settled, or handled by the guest's own listeners.
   * @param isRejection whether the error is a rejection, and not a failure of the work itself
   */
  forgiving<T>(otherwise: T, work: () => T, isRejection: () => boolean = () => true): T {
    try {
      return work();
    } catch (error) {
      if (!this.isOver && this.settleRejection(error)) return otherwise;
      if (!this.isOver && isRejection() && this.#isForgiven(error)) return otherwise;
      throw this.explain(error);
    }
  }

  /** Distinguishes the ways in which entering the isolate can end. */
  explain(error: unknown): unknown {
    if (this.#hostFailure) return this.#hostFailure.error;
    if (this.#exitCode !== undefined) return new Exited(this.#exitCode);
    if (this.isDisposed) return new OutOfMemory();
    return uncaught(error);
  }

  #isForgiven(error: unknown): boolean {
    return this.guard(() => this.enter('forgives', copied(toldOf(error))));
  }

  /**
   * Makes a function for the guest. An error that it throws is a fault of treebox and would show host frames to the
   * guest, so it ends the isolate and becomes the run's failure.
   */
  #callback(work: (...args: unknown[]) => unknown): ivm.Callback {
    return new ivm.Callback((...args: unknown[]) => {
      try {
        return work(...args);
      } catch (error) {
        if (this.isDisposed) return undefined;
        this.#hostFailure = { error };
        this.isolate.dispose();
        return undefined;
      }
    });
  }
}

/** Copies a value for the guest. */
export function copied<T>(value: T): ivm.Copy<T> {
  return new ivm.ExternalCopy(value).copyInto({ release: true });
}
