/**
 * Programs of `fs` calls in a real sandbox, on a volume.
 */
import { drive } from '../../src/runner/drive.ts';
import { createHostCalls } from '../../src/runner/host-calls.ts';
import { createHostFs } from '../../src/runner/host-fs.ts';
import type { LibraryCode } from '../../src/runner/isolate/library-code.ts';
import { Sandbox } from '../../src/runner/isolate/sandbox.ts';
import { PendingWork } from '../../src/runner/pending-work.ts';
import { readSource } from '../../src/runner/source.ts';
import type { Volume } from '../../vfs/volume.ts';
import { interpretFs } from '../fixtures/interpret-fs.js';
import type { FsStep, Outcome } from './fs-programs.ts';
import { libraryCode } from './library.ts';

const HEAP_MIB = 256;
/** A sandbox serves one run; this many small programs do not wear one out. */
const PROGRAMS_PER_SANDBOX = 200;

export class SandboxFs {
  readonly #library: LibraryCode;
  #sandbox: Sandbox | undefined;
  #programs = 0;

  private constructor(library: LibraryCode) {
    this.#library = library;
  }

  static async create(): Promise<SandboxFs> {
    return new SandboxFs(await libraryCode());
  }

  /** What each step of a program came to. @param skipped steps that are left out */
  async run(volume: Volume, steps: readonly FsStep[], skipped: ReadonlySet<FsStep>): Promise<Outcome[]> {
    const marked = steps.map((step) => ({ ...step, skipped: skipped.has(step) }));
    if (this.#programs % PROGRAMS_PER_SANDBOX === 0) this.dispose();
    this.#programs += 1;
    if (!this.#sandbox) await this.evaluate(volume, `globalThis.interpret = ${interpretFs}; null`);
    const program = JSON.stringify(marked);
    const source = `interpret(fs, (hex) => Buffer.from(hex, 'hex'), ${program}, (step) => !step.skipped)`;
    return (await this.evaluate(volume, source)) as Outcome[];
  }

  /** The value of a source, run to its end. */
  async evaluate(volume: Volume, code: string): Promise<unknown> {
    const source = readSource(code, '/main.ts');
    if (!source) throw new SyntaxError('the program is not plain JavaScript');
    this.#sandbox ??= new Sandbox(this.#library, HEAP_MIB, (message) => {
      throw new Error(message);
    });
    const sandbox = this.#sandbox;
    const pending = new PendingWork();
    const { call } = createHostCalls(pending, (id, answer) => sandbox.settle(id, answer));
    sandbox.connect({
      fs: createHostFs(volume),
      call,
      write: () => undefined,
      modules: () => ({ name: 'Error', message: 'no modules' }),
    });
    sandbox.prepare(source.names, source.mayChangeLanguage);
    sandbox.start(source, '/main.ts');
    const end = await drive(sandbox, pending);
    if (end.state !== 'idle') throw new Error(end.state === 'failed' ? end.failure.text : end.state);
    const result = sandbox.result();
    if (result === undefined) throw new Error(sandbox.failure().text);
    return JSON.parse(result);
  }

  dispose(): void {
    this.#sandbox?.dispose();
    this.#sandbox = undefined;
  }
}
