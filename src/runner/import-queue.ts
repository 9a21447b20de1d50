/**
 * What the guest asks of modules while it runs: `require` at once, `import()` when it is ready.
 */
import { SHARED_HANDLE } from '../guest/code-marks.ts';
import type { HostFailure, HostValue } from '../guest/host.ts';
import { EditedSource } from './edits.ts';
import { Uncaught } from './guest-failure.ts';
import { readImports } from './import-edits.ts';
import { InvalidSource, type ModuleGraph } from './module-graph.ts';
import { fileUrl } from './package-maps.ts';
import type { PendingWork } from './pending-work.ts';
import type { Resolved } from './resolve.ts';
import { ModuleNotFound, requireNotFound } from './resolve-errors.ts';
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
      if (call === 'resolve') return this.#resolve(args as [string, string, string, string[]?]);
      if (call === 'load') return this.#load(args[0] as string);
      if (call === 'facade') return void this.#sandbox.receive(this.#graph.facade(args[0] as string));
      if (call === 'code') return codeText(args[0] as string);
      if (call === 'position') {
        const [file, line, column] = args as [string, number, number];
        const positions = this.#graph.positions.get(file);
        if (!positions) return undefined;
        const place = positions.toSubmitted({ line, column });
        return place && place.line > 0 ? [place.line, place.column] : null;
      }
      const [id, specifier, from, attributes] = args as [number, string, string, string[]];
      const work = this.#last.then(() => this.#import(id, specifier, from, attributes));
      this.#last = work.catch(() => undefined);
      void this.#pending.add(work);
      return undefined;
    } catch (error) {
      return failureOf(error);
    }
  }

  #resolve([specifier, from, how, folders]: [string, string, string, string[]?]): HostValue {
    if (how === 'require') return targetOf(this.#graph.resolveRequire(specifier, from, folders));
    if (how === 'find') return this.#find(specifier, from, folders);
    if (/^(?!file:)[a-z][\w+.-]*:/i.test(specifier)) return ['url', specifier];
    try {
      return targetOf(this.#graph.resolve(specifier, from));
    } catch (error) {
      // `import.meta.resolve` does not ask whether the file is there.
      if (!(error instanceof ModuleNotFound) || error.url === undefined) throw error;
      return ['url', error.url];
    }
  }

  /** What `require.resolve` answers. */
  #find(specifier: string, from: string, folders: readonly string[] | undefined): HostValue {
    try {
      return targetOf(this.#graph.resolveRequire(specifier, from, folders));
    } catch (error) {
      if (!(error instanceof ModuleNotFound) || error.code !== 'ERR_UNKNOWN_BUILTIN_MODULE') throw error;
      throw requireNotFound(specifier, from);
    }
  }

  #load(path: string): HostValue {
    const required = this.#graph.require(path);
    if (required.kind === 'json') return ['json', required.text];
    if (required.kind === 'commonjs') this.#sandbox.provide(path, required.handle);
    else this.#sandbox.load(required.module);
    return [required.kind];
  }

  #import(id: number, specifier: string, from: string, attributes: readonly string[]): void {
    try {
      const module = this.#graph.import(specifier, from, pairs(attributes));
      this.#sandbox.import(id, module);
    } catch (error) {
      // A rejection that nothing handled, once the guest has the module, is no failure of the import but of the run.
      if (!isGuestFailure(error) || !this.#sandbox.refuseImport(id, reasonOf(error))) throw error;
    }
  }
}

/** What a text needs that is evaluated outside any file. */
function codeText(text: string): string {
  if (text.includes(SHARED_HANDLE)) return text;
  return new EditedSource(text, readImports(text, SHARED_HANDLE).calls).text;
}

function targetOf(resolved: Resolved): HostValue {
  if (resolved.kind === 'builtin') return ['builtin', resolved.name];
  if (resolved.kind === 'data') return ['url', resolved.url];
  return resolved.suffix === '' ? ['file', resolved.path] : ['url', fileUrl(resolved.path).href + resolved.suffix];
}

function pairs(flat: readonly string[]): [string, string][] {
  return flat.flatMap((key, at) => (at % 2 === 0 ? [[key, flat[at + 1] ?? ''] as [string, string]] : []));
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
  if (error instanceof ModuleNotFound) return { name: error.name, message: error.message, code: error.code };
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
