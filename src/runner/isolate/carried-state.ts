/**
 * State that is carried from run to run: it is restored before guest code runs, and captured when the run has ended.
 */
import { STATE_BOUNDS, type StateBounds } from '../../core/limits.ts';
import { OutOfMemory, Uncaught } from '../guest-failure.ts';
import { declaringScript, isGlobal, type RunnableSource } from '../source.ts';
import { copied, type GuestIsolate } from './guest-isolate.ts';
import { GUEST_LIBRARY_FILE } from './library-code.ts';

/** State that outlives a run. */
export interface LeftState {
  /** The state as text; null when there is nothing to keep. */
  readonly text: string | null;
  /** Values that could not be kept, with the reasons. */
  readonly leftOut: readonly (readonly [name: string, why: string])[];
  /** The reason why nothing could be kept; null when the state was kept. */
  readonly reason: string | null;
}

export class CarriedState {
  readonly #isolate: GuestIsolate;
  #isCarried = false;
  #isCapturing = false;
  /** The code that the guest wanted to exit with while the state was being read. */
  #exitCode: number | undefined;
  #bounds: StateBounds = STATE_BOUNDS.wanted;
  #left: LeftState | undefined;
  #source: RunnableSource | undefined;

  constructor(isolate: GuestIsolate) {
    this.#isolate = isolate;
  }

  /** Returns whether the state is being read, which may run getters of the guest. */
  get isCapturing(): boolean {
    return this.#isCapturing;
  }

  /** Gives up reading the state, because a getter of the guest exited. */
  abandon(code: number): void {
    this.#exitCode = code;
    this.#isolate.dispose();
  }

  /** Loads the part that carries state, and restores the state of an earlier run. */
  carry(state: string | null, bounds: StateBounds): void {
    this.#bounds = bounds;
    this.#isolate.guard(() => {
      this.#isolate.enter('load', 'state');
      if (state !== null) this.#isolate.enter('restore', state);
    });
    this.#isCarried = true;
  }

  /** Takes the script that the run starts with, and removes names of an earlier run that it declares as globals. */
  begin(source: RunnableSource): void {
    this.#source = source;
    if (!this.#isCarried || source.form !== 'script') return;
    const names = source.bindings.filter(({ kind }) => isGlobal(kind)).map(({ name }) => name);
    if (names.length > 0) this.#isolate.enter('yield', copied(names));
  }

  /** Captures the state now, as the state that the run leaves. */
  keep(): void {
    if (this.#isCarried) this.#left = this.#capture();
  }

  /** Returns the state that the run leaves; undefined when it was not carried. An error of the guest is not thrown. */
  left(): LeftState | undefined {
    return !this.#isCarried || this.#isolate.isDisposed ? this.#left : this.#capture();
  }

  #capture(): LeftState {
    const { text: textMax, ms } = this.#bounds;
    this.#isCapturing = true;
    try {
      this.#declareBindings();
      const [text, leftOut, reason] = this.#isolate.enter('capture', textMax, ms);
      return { text, leftOut, reason };
    } catch (error) {
      return { text: null, leftOut: [], reason: this.#reason(error) };
    } finally {
      this.#isCapturing = false;
    }
  }

  /** Returns why the state could not be read. @throws an error that is a fault of treebox itself */
  #reason(error: unknown): string {
    if (this.#exitCode !== undefined) return `reading it called process.exit(${this.#exitCode})`;
    const why = this.#isolate.explain(error);
    if (why instanceof OutOfMemory) return 'it took too much memory';
    if (why instanceof Uncaught) return `reading it failed: ${why.message}`;
    throw why;
  }

  /** Reports the script's declarations to the state: a script does not do that itself. */
  #declareBindings(): void {
    const bindings = this.#source?.form === 'script' ? this.#source.bindings : [];
    if (bindings.length === 0) return;
    const { isolate, context } = this.#isolate;
    const declare = isolate
      .compileScriptSync(declaringScript(bindings), { filename: `${GUEST_LIBRARY_FILE}bindings` })
      .runSync(context, { reference: true, release: true });
    this.#isolate.enter('declare', declare.derefInto({ release: true }));
  }
}
