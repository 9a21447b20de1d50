/**
 * Modules as the engine gets them: their texts, and the target of each specifier.
 */
import type { CompileFailure } from '../compiler/protocol.ts';
import { RUN_MODULE } from './source.ts';

/** Specifier of the module that hides a script's names, such as `require`, from the module that imports them. */
export const HIDING_MODULE = 'treebox:hidden';

/** A module that can be linked: its text, and the target of each specifier. */
export interface LinkableModule {
  /** The name in stack frames. */
  readonly file: string;
  /** Text to compile with line offset -1; null for a built-in module, whose text depends on its exports. */
  readonly code: string | null;
  /** Specifier to module; filled while the graph is discovered. */
  readonly links: Map<string, LinkableModule>;
  /** True when it has a top-level `await`. */
  readonly isAsync?: boolean;
}

/** Thrown for a file of the volume that is not a valid source. */
export class InvalidSource extends Error {
  readonly file: string;
  readonly failure: CompileFailure;

  constructor(file: string, failure: CompileFailure) {
    super(failure.message);
    this.file = file;
    this.failure = failure;
  }
}

/** Services of the engine that the graph uses. */
export interface Engine {
  /** Compiles the text of a module and keeps nothing. @throws SyntaxError */
  checkModule(file: string, text: string): void;
  /** Compiles a CommonJS file's wrapper and keeps it until it is provided. @throws SyntaxError */
  compileCommonJs(path: string, code: string): void;
  /** Compiles a module and keeps it. @throws SyntaxError */
  compileModule(module: LinkableModule): void;
}

/** Makes a module that stands for the result of `require` for a file. */
export function requiringModule(path: string, names: readonly string[]): LinkableModule {
  return { file: path, code: exportingModule(`require(${JSON.stringify(path)})`, names), links: new Map() };
}

/**
 * Returns the text of a module whose default export is the result of a call on the run's handle, and whose named
 * exports are that result's properties.
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
