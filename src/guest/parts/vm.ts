/**
 * The part that holds Node's `vm`: scripts in the run's own context and in others of the same isolate.
 *
 * A script is evaluated like an indirect `eval`: its declarations with `let`, `const` and `class` end with it.
 * @see https://nodejs.org/api/vm.html
 */
import type { Internals } from '../internals.ts';
import { refusal, refusals } from '../not-here.ts';
import { Contexts } from '../vm/contexts.ts';
import { codedError, describe, invalidArgument } from '../web/errors.ts';

interface ScriptOptions {
  readonly filename?: unknown;
  readonly timeout?: unknown;
  readonly parsingContext?: object;
}

const { defineProperty } = Object;
/** `eval` under another name is an indirect `eval`, which sees only the global scope. */
// biome-ignore lint/security/noGlobalEval: the guest has it, and the text is the guest's
const evaluateHere = globalThis.eval as (code: string) => unknown;
const FunctionHere = Function;

const NO_CODE = 'compiled code stays with the engine';

const constants = {
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default'),
  DONT_CONTEXTIFY: Symbol('vm_context_no_contextify'),
};

/** Reads the options of a call; a string is the file name. */
function optionsOf(given: unknown): ScriptOptions {
  if (typeof given === 'string') return { filename: given };
  if (given === undefined) return {};
  if (given === null || typeof given !== 'object') throw invalidArgument('options', 'of type object', given);
  const { filename } = given as ScriptOptions;
  if (filename !== undefined && typeof filename !== 'string') {
    throw invalidArgument('options.filename', 'of type string', filename);
  }
  if ((given as ScriptOptions).timeout === undefined) return given as ScriptOptions;
  const message = "The option 'timeout' of vm is not available here: a script ends with the run's own time limit";
  throw codedError(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', message);
}

export default function create({ makeContext }: Internals) {
  const contexts = new Contexts(makeContext);

  const { Script, createContext, needContext } = createScript(contexts);

  function compileFunction(code: unknown, params: unknown = [], given?: ScriptOptions): unknown {
    if (typeof code !== 'string') throw invalidArgument('code', 'of type string', code);
    if (!Array.isArray(params)) throw invalidArgument('params', 'an instance of Array', params);
    const { parsingContext } = optionsOf(given);
    const names = params as string[];
    const made =
      parsingContext === undefined
        ? new FunctionHere(...names, code)
        : contexts.makeFunction(needContext(parsingContext), names, code);
    return defineProperty(made as () => unknown, 'name', { value: '', configurable: true });
  }

  const vm = {
    Script,
    createContext,
    createScript: (code: unknown, options?: unknown) => new Script(code, options),
    runInContext: (code: unknown, object: unknown, options?: unknown) => new Script(code, options).runInContext(object),
    runInNewContext: (code: unknown, object?: object, options?: unknown) =>
      new Script(code, options).runInNewContext(object),
    runInThisContext: (code: unknown, options?: unknown) => new Script(code, options).runInThisContext(),
    isContext: (object: unknown) => {
      if (object === null || typeof object !== 'object') throw invalidArgument('object', 'of type object', object);
      return contexts.has(object);
    },
    compileFunction,
    constants: Object.freeze(constants),
    ...refusals('vm'),
  };
  return { vm };
}

/** Makes the class `Script`, and the functions that check or make the object of a context. */
function createScript(contexts: Contexts) {
  const needContext = (object: unknown): object => {
    if (object === null || typeof object !== 'object')
      throw invalidArgument('contextifiedObject', 'of type object', object);
    if (contexts.has(object)) return object;
    const message = `The "contextifiedObject" argument must be an vm.Context. Received ${describe(object)}`;
    throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', message);
  };

  class Script {
    readonly #code: string;
    cachedDataRejected: boolean | undefined = undefined;
    sourceMapURL: string | undefined = undefined;

    constructor(code: unknown, given?: unknown) {
      const { filename = 'evalmachine.<anonymous>' } = optionsOf(given);
      const text = `${code as string}`;
      // Compile the text once, so that a syntax error is thrown here and not when the script runs.
      evaluateHere(`(async () => {${text}\n})`);
      this.#code = `${text}\n//# sourceURL=${filename as string}`;
      this.sourceMapURL = /\/\/[#@] sourceMappingURL=(\S+)\s*$/.exec(text)?.[1];
    }

    runInThisContext(given?: unknown): unknown {
      optionsOf(given);
      return evaluateHere(this.#code);
    }

    runInContext(object: unknown, given?: unknown): unknown {
      const context = needContext(object);
      optionsOf(given);
      return contexts.run(context, this.#code);
    }

    runInNewContext(object?: object, given?: unknown): unknown {
      return this.runInContext(createContext(object, given), given);
    }

    createCachedData(): never {
      return refusal('vm.Script.prototype', 'createCachedData', NO_CODE)();
    }
  }

  function createContext(object: unknown = {}, options?: unknown): object {
    if (object === constants.DONT_CONTEXTIFY) return createContext({}, options);
    if (object === null || typeof object !== 'object') {
      throw invalidArgument('contextObject', 'of type object', object);
    }
    optionsOf(options);
    contexts.add(object);
    return object;
  }

  defineProperty(Script, 'name', { value: 'Script', configurable: true });
  return { Script, createContext, needContext };
}
