/**
 * The compiler process as seen from the server: asked, restarted when it dies, ended when it hangs. Layer 4.
 */
import { type ChildProcess, fork } from 'node:child_process';
import type { Compiled, CompileFailure, CompilerReply, CompilerRequest, GuestLibrary } from '../compiler/protocol.ts';

const MAIN = new URL('../compiler/main.ts', import.meta.url).pathname;

/** How long one request may take, in ms: a compile takes 1 to 3, and no run may last longer than this. */
const REQUEST_MAX_MS = 300_000;

type Answer = PromiseWithResolvers<CompilerReply>;

export class CompilerProcess {
  readonly #answers = new Map<number, Answer>();
  #process: ChildProcess | undefined;
  #ids = 0;

  /** The guest library, bundled from its sources. */
  async library(): Promise<GuestLibrary> {
    const reply = await this.#ask((id) => ({ id, kind: 'library' }));
    if (reply.kind !== 'library') throw new Error('the compiler process answered another question');
    return reply.library;
  }

  /** JavaScript from TypeScript or JSX. A compiler that dies of a source fails that source. */
  async compile(source: string, file: string): Promise<Compiled | CompileFailure> {
    try {
      const reply = await this.#ask((id) => ({ id, kind: 'source', source, file }));
      if (reply.kind !== 'source') throw new Error('the compiler process answered another question');
      return reply.compiled;
    } catch (error) {
      const message = `could not be compiled: ${(error as Error).message}`;
      return { ok: false, message, line: 1, column: 1, isTypeScript: true };
    }
  }

  close(): void {
    this.#process?.kill('SIGKILL');
  }

  async #ask(request: (id: number) => CompilerRequest): Promise<CompilerReply> {
    const child = this.#running();
    const id = ++this.#ids;
    const answer: Answer = Promise.withResolvers();
    this.#answers.set(id, answer);
    child.send(request(id));
    const deadline = setTimeout(() => child.kill('SIGKILL'), REQUEST_MAX_MS);
    try {
      return await answer.promise;
    } finally {
      clearTimeout(deadline);
      this.#answers.delete(id);
    }
  }

  #running(): ChildProcess {
    if (this.#process) return this.#process;
    const child = fork(MAIN, { env: {}, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#process = child;
    child.on('message', (reply: CompilerReply) => this.#answers.get(reply.id)?.resolve(reply));
    const ended = (how: string | number | null) => {
      this.#process = undefined;
      for (const answer of this.#answers.values()) answer.reject(new Error(`the compiler process ended (${how})`));
    };
    child.on('exit', (code, signal) => ended(signal ?? code));
    // It could not be started.
    child.on('error', (error) => ended(error.message));
    return child;
  }
}
