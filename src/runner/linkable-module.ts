/**
 * Modules as they go to the engine: their texts, and what each of their specifiers leads to.
 */
import type { CompileFailure } from '../compiler/protocol.ts';
import { RUN_MODULE } from './source.ts';

/** The specifier of a module that hides those names from the module that imports them. */
export const HIDING_MODULE = 'treebox:hidden';

/** A module that can be linked: its text, and what each of its specifiers leads to. */
export interface LinkableModule {
  /** The name in stack frames. */
  readonly file: string;
  /** Text to compile with line offset -1; null for a built-in module, whose text depends on its exports. */
  readonly code: string | null;
  /** Specifier to module; filled while the graph is discovered. */
  readonly links: Map<string, LinkableModule>;
  /** Whether it waits at its top level. */
  readonly isAsync?: boolean;
}

/** A file of the volume that is no valid source. */
export class InvalidSource extends Error {
  readonly file: string;
  readonly failure: CompileFailure;

  constructor(file: string, failure: CompileFailure) {
    super(failure.message);
    this.file = file;
    this.failure = failure;
  }
}

/** What the graph asks of the engine. */
export interface Engine {
  /** Compiles the text of a module and keeps nothing. @throws SyntaxError */
  checkModule(file: string, text: string): void;
  /** Compiles a CommonJS file's wrapper and keeps it until it is provided. @throws SyntaxError */
  compileCommonJs(path: string, code: string): void;
  /** Compiles a module and keeps it. @throws SyntaxError */
  compileModule(module: LinkableModule): void;
}

/** A module that is what `require` of a file gives. */
export function requiringModule(path: string, names: readonly string[]): LinkableModule {
  return { file: path, code: exportingModule(`require(${JSON.stringify(path)})`, names), links: new Map() };
}

/**
 * The text of a module whose default export is a call on the run's handle, and whose named exports are its properties.
 * @param call the call, without the handle
 */
export function exportingModule(call: string, names: readonly string[]): string {
  const properties = names.filter((name) => name !== 'module.exports');
  const bindings = properties.map((name, at) => `const $${at}=run.member(exported,${JSON.stringify(name)});`);
  const exported = properties.map((name, at) => `$${at} as ${JSON.stringify(name)}`);
  if (properties.length < names.length) exported.push('exported as "module.exports"');
  return (
    `import run from '${RUN_MODULE}';\nconst exported=run.${call};export default exported;` +
    `${bindings.join('')}export{${exported.join(',')}};`
  );
}
