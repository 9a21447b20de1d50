/**
 * Serves the guest's module requests during a run: `require` immediately, `import()` when the module is ready.
 */

import type { HostFailure, ModuleAnswers, ModuleCalls } from '../guest/border.ts';
import { SHARED_HANDLE } from '../guest/code-marks.ts';
import { EditedSource, type Position } from './edits.ts';
import { readImports } from './import-edits.ts';
import type { ModuleRunner } from './isolate/module-runner.ts';
import { InvalidSource } from './linkable-module.ts';
import type { ModuleGraph } from './module-graph.ts';
import { fileUrl } from './package-maps.ts';
import type { PendingWork } from './pending-work.ts';
import { cycleIn } from './require-cycles.ts';
import type { Resolved } from './resolve.ts';
import { ModuleNotFound, requiredInCycle, requireNotFound } from './resolve-errors.ts';

type Target = ReturnType<ModuleAnswers['resolve']>;
type Answers = {
  readonly [Name in keyof ModuleAnswers]: (...args: Parameters<ModuleAnswers[Name]>) => ReturnType<ModuleAnswers[Name]>;
};

export class ImportQueue {
  readonly #answers: Answers = {
    resolve: (specifier, from, how, folders) => this.#resolve(specifier, from, how, folders),
    load: (path, from, running) => this.#load(path, from, running),
    importable: (specifier, from) => void this.#graph.importNow(specifier, from),
    namespace: (specifier, from) => void this.#runner.load(this.#graph.importNow(specifier, from)),
    facade: (path) => void this.#runner.receive(this.#graph.facade(path)),
    import: (id, specifier, from, attributes) => void this.#begin(id, specifier, from, attributes),
    code: codeText,
    position: (file, line, column) => this.#position(file, { line, column }),
  };
  readonly #graph: ModuleGraph;
  readonly #runner: ModuleRunner;
  readonly #pending: PendingWork;
  /** Imports are served one after the other, so that two imports of one file get the same module. */
  #last: Promise<void> = Promise.resolve();

  constructor(graph: ModuleGraph, runner: ModuleRunner, pending: PendingWork) {
    this.#graph = graph;
    this.#runner = runner;
    this.#pending = pending;
  }

  /** Answers requests from the guest's modules. */
  readonly answer: ModuleCalls = (call, ...args) => {
    try {
      return this.#answers[call](...args);
    } catch (error) {
      return failureOf(error);
    }
  };

  #begin(id: number, specifier: string, from: string, attributes: readonly string[]): void {
    const work = this.#last.then(() => this.#import(id, specifier, from, attributes));
    this.#last = work.catch(() => undefined);
    void this.#pending.add(work);
  }

  #position(file: string, place: Position): [line: number, column: number] | null | undefined {
    const positions = this.#graph.positions.get(file);
    if (!positions) return undefined;
    const submitted = positions.toSubmitted(place);
    return submitted && submitted.line > 0 ? [submitted.line, submitted.column] : null;
  }

  #resolve(specifier: string, from: string, how: string, folders: string[] | undefined): Target {
    if (how === 'require') return targetOf(this.#graph.resolveRequire(specifier, from, folders));
    if (how === 'find') return this.#find(specifier, from, folders);
    if (how === 'import') return targetOf(this.#graph.resolve(specifier, from, 'loose'));
    if (/^(?!file:)[a-z][\w+.-]*:/i.test(specifier)) return ['url', specifier];
    try {
      return targetOf(this.#graph.resolve(specifier, from));
    } catch (error) {
      if (how === 'source') throw error;
      // `import.meta.resolve` does not check whether the file exists.
      if (!(error instanceof ModuleNotFound) || error.url === undefined) throw error;
      return ['url', error.url];
    }
  }

  /** Resolves for `require.resolve`. */
  #find(specifier: string, from: string, folders: readonly string[] | undefined): Target {
    try {
      return targetOf(this.#graph.resolveRequire(specifier, from, folders));
    } catch (error) {
      if (!(error instanceof ModuleNotFound) || error.code !== 'ERR_UNKNOWN_BUILTIN_MODULE') throw error;
      throw requireNotFound(specifier, from);
    }
  }

  #load(path: string, from: string | null, running: readonly string[]): ReturnType<ModuleAnswers['load']> {
    const required = this.#graph.require(path);
    if (required.kind === 'json') return ['json', required.text];
    if (required.kind === 'commonjs') this.#runner.provide(path, required.handle);
    else {
      const cycle = cycleIn(required, from, running);
      if (cycle?.isCommonJs || !this.#runner.load(required.module)) {
        this.#graph.forget(required.added);
        throw cycle?.refusal ?? requiredInCycle(path, from);
      }
    }
    return [required.kind];
  }

  #import(id: number, specifier: string, from: string, attributes: readonly string[]): void {
    try {
      const module = this.#graph.import(specifier, from, pairs(attributes));
      this.#runner.import(id, module);
    } catch (error) {
      if (!isGuestFailure(error)) throw error;
      this.#runner.refuseImports([[id, failureOf(error)]]);
    }
  }
}

/** Prepares a text that is evaluated outside any file. */
function codeText(text: string): string {
  if (text.includes(SHARED_HANDLE)) return text;
  return new EditedSource(text, readImports(text, SHARED_HANDLE).calls).text;
}

function targetOf(resolved: Resolved): Target {
  if (resolved.kind === 'builtin') return ['builtin', resolved.name];
  if (resolved.kind === 'data') return ['url', resolved.url];
  return resolved.suffix === '' ? ['file', resolved.path] : ['url', fileUrl(resolved.path).href + resolved.suffix];
}

function pairs(flat: readonly string[]): [string, string][] {
  return flat.flatMap((key, at) => (at % 2 === 0 ? [[key, flat[at + 1] ?? ''] as [string, string]] : []));
}

function isGuestFailure(error: unknown): boolean {
  return error instanceof ModuleNotFound || error instanceof InvalidSource || error instanceof SyntaxError;
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
