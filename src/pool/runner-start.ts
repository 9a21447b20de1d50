/**
 * The program and the guest library that runner processes start with. Both are made for the first start and reused for the
 * later ones.
 */
import type { Compilers } from './compilers.ts';
import { encodeLibrary } from './runner-process.ts';

export class RunnerStart {
  readonly #compilers: Compilers;
  readonly #main: string | undefined;
  #library: Promise<Buffer> | undefined;
  #program: Promise<string> | undefined;

  /** @param main path of another program, for tests */
  constructor(compilers: Compilers, main: string | undefined) {
    this.#compilers = compilers;
    this.#main = main;
  }

  /** The absolute path of the runners' program. Rejects with ProcessDied. */
  get program(): Promise<string> {
    this.#program ??= this.#main === undefined ? this.#compilers.runner() : Promise.resolve(this.#main);
    return this.#program;
  }

  /** The message that gives a runner the guest library. Rejects with ProcessDied. */
  get library(): Promise<Buffer> {
    this.#library ??= this.#compilers.library().then(encodeLibrary);
    return this.#library;
  }

  /** Makes both again at the next start, because the last start failed. */
  forget(): void {
    this.#library = undefined;
    this.#program = undefined;
  }
}
