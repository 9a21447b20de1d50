/**
 * What the guest asks of modules while it runs: `require` at once, `import()` when it is ready. Layer 3.
 */
import type { HostFailure, HostValue } from '../guest/host.ts';
import { Uncaught } from './guest-failure.ts';
import { InvalidSource, type ModuleGraph } from './module-graph.ts';
import type { PendingWork } from './pending-work.ts';
import { ModuleNotFound } from './resolve.ts';
import type { Sandbox } from './sandbox.ts';

export class ImportQueue {
  readonly #graph: ModuleGraph;
  readonly #sandbox: Sandbox;
  readonly #pending: PendingWork;
  /** One after the other, so that two imports of one file find one module. */
  #last: Promise<void> = Promise.resolve();

  constructor(graph: ModuleGraph, sandbox: Sandbox, pending: PendingWork) {
    this.#graph = graph;
    this.#sandbox = sandbox;
    this.#pending = pending;
  }

  /** Answers one of the guest's `ModuleCalls`. */
  answer(call: string, args: readonly HostValue[]): HostValue | HostFailure {
    try {
      if (call === 'resolve') {
        const [specifier, from, how] = args as [string, string, 'import' | 'require'];
        const resolved = this.#graph.resolve(specifier, from, how);
        return resolved.kind === 'builtin' ? ['builtin', resolved.name] : ['file', resolved.path];
      }
      if (call === 'load') {
        const [path] = args as [string];
        const { kind, text } = this.#graph.require(path);
        if (kind === 'json') return ['json', text];
        this.#sandbox.provide(path, text);
        return ['commonjs'];
      }
      if (call === 'position') {
        const [file, line, column] = args as [string, number, number];
        const positions = this.#graph.positions.get(file);
        if (!positions) return undefined;
        const place = positions.toSubmitted({ line, column });
        return place && place.line > 0 ? [place.line, place.column] : null;
      }
      const [id, specifier, from] = args as [number, string, string];
      const work = this.#last.then(() => this.#import(id, specifier, from));
      this.#last = work.catch(() => undefined);
      void this.#pending.add(work);
      return undefined;
    } catch (error) {
      return failureOf(error);
    }
  }

  async #import(id: number, specifier: string, from: string): Promise<void> {
    try {
      const module = await this.#graph.import(specifier, from);
      this.#sandbox.import(id, module);
    } catch (error) {
      // A rejection that nothing handled, once the guest has the module, is no failure of the import but of the run.
      if (!isGuestFailure(error) || !this.#sandbox.refuseImport(id, reasonOf(error))) throw error;
    }
  }
}

function isGuestFailure(error: unknown): boolean {
  return (
    error instanceof ModuleNotFound ||
    error instanceof InvalidSource ||
    error instanceof Uncaught ||
    error instanceof SyntaxError
  );
}

function failureOf(error: unknown): HostFailure {
  if (error instanceof ModuleNotFound) return { name: 'Error', message: error.message, code: error.code };
  if (error instanceof InvalidSource) {
    const { line, column, message } = error.failure;
    return { name: 'SyntaxError', message: `${message} (${error.file}:${line}:${column})` };
  }
  if (error instanceof SyntaxError) return { name: 'SyntaxError', message: error.message };
  return { name: 'Error', message: error instanceof Error ? error.message : String(error) };
}

/** What an `import()` is rejected with: what the module threw, or a failure of the host's. */
function reasonOf(error: unknown): HostFailure | readonly unknown[] {
  return error instanceof Uncaught ? error.told : failureOf(error);
}
