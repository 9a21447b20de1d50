/**
 * The border between the host and the code inside the isolate: the types and constants that both sides use.
 *
 * Both sides call each other synchronously, in about a microsecond. The host enters with an `Operation`; the guest side
 * calls the functions of `HostCallbacks`. Primitives cross as they are. The host copies everything else or hands it
 * over by reference; README.md has the table. The host never throws into the isolate, because a thrown error would
 * carry frames of the host. A failure is a value, and the guest side creates the error.
 */

/** Failure of a host call: the fields of the error to create inside the isolate. */
export interface HostFailure {
  /** The constructor's name: `Error`, `TypeError`, `RangeError`, `DOMException`, ... */
  readonly name: string;
  readonly message: string;
  /** Distinguishes a `DOMException` from an error of the language with the same name, such as `SyntaxError`. */
  readonly isDOMException?: true;
  readonly code?: string;
  readonly errno?: number;
  /** Further fields of an OpenSSL error. */
  readonly library?: string;
  readonly reason?: string;
  /** The stack of an error that guest code threw. */
  readonly stack?: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly dest?: string;
}

/** A value of a host call, copied on its way. A plain object is always a `HostFailure`. */
export type HostValue =
  | undefined
  | null
  | boolean
  | number
  | bigint
  | string
  | ArrayBufferView
  | ArrayBuffer
  | HostValue[];

/** A rejection or a thrown value as the host sees it: three texts of an error, or a primitive. */
export type Rejection = readonly [name: string, message: string, stack: string] | readonly [primitive: unknown];

/** A stream of output by its descriptor: stdout or stderr. */
export type Stream = 1 | 2;

/** Name of the host call that starts an asynchronous call. It gets the number, name and arguments of that call. */
export const LATER = 'later';

/**
 * Size of the header of the lent output memory. It contains the number of bytes of text that follow, as a 32-bit
 * integer.
 */
export const LENT_HEADER_BYTES = 8;

/** Results of `step`; a result of 0 or more is the number of ms until the next timer. */
export const PROGRESS = {
  /** A callback ran; there may be more. */
  again: -1,
  /** The source has ended and nothing keeps the run alive. */
  idle: -2,
  /** The run has failed; `failure` returns why. */
  failed: -3,
  /** The source is still waiting, and nothing is left that could end its wait. */
  stuck: -4,
} as const;

/** Input of a run besides its source, in one JSON text. */
export interface GivenRun {
  /** Absolute path of the source in the volume. */
  readonly main: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
}

/** The input of a run that was given none: its source is at the root of the volume. */
export const NOTHING_GIVEN: GivenRun = { main: '/main.ts', args: [], env: {}, stdin: '' };

/** Functions of a second context of the isolate. */
export interface Inside {
  evaluate(code: string): unknown;
  makeFunction(params: readonly string[], code: string): unknown;
  keys(): PropertyKey[];
  describe(key: PropertyKey): PropertyDescriptor | undefined;
  define(key: PropertyKey, property: PropertyDescriptor): boolean;
  remove(key: PropertyKey): boolean;
  /** Sets the object that represents the global object outside, and the proxy traps that look up globals in it. */
  stand(object: object, behind: ProxyHandler<object>): void;
}

/** V8's function that runs a garbage collection; `minor` collects only young objects. */
export type Collect = (options?: { readonly type: 'minor' | 'major' }) => void;

/** Wraps the text of a CommonJS file. */
export type Wrapper = (
  exports: unknown,
  require: unknown,
  module: object,
  filename: string,
  dirname: string,
) => unknown;

/** The handle of the run, which modules of the runtime import; see `RunHandle` of `run-handle.ts`. */
type Handle = object;

/** The operations by which the host enters the isolate, with their arguments and results. */
export interface Operations {
  /**
   * Sets the input of a run.
   * @param given JSON of a `GivenRun`, null for `NOTHING_GIVEN`
   * @param input JSON of the global `input`
   * @param isScript whether to define `require`, `module` and the other names of a script on the global object
   */
  given(given: string | null, input: string | null, isScript: boolean): void;
  /** Loads a part of the guest library. */
  load(part: string): void;
  /** Receives the factory of a part. The host calls this during the callback `load`. */
  part(name: string, factory: (internals: never) => unknown): void;
  /** Restores the state of an earlier run. */
  restore(state: string): void;
  /** Turns names of an earlier run into ordinary globals, so that a script can declare them. */
  yield(names: string[]): void;
  /** Receives the declarations of a script. @param tell calls `declare` of the state for each binding */
  declare(tell: (scope: never) => void): void;
  /** Writes the run's state. @param textMax maximum length, in characters @param ms maximum CPU time */
  capture(
    textMax: number,
    ms: number,
  ): [text: string | null, leftOut: readonly (readonly [name: string, why: string])[], reason: string | null];
  /**
   * Runs the source up to its first wait.
   * @param program the source; if absent, the callback `runScript` runs the script
   * @param handle argument of the program
   */
  run(program?: (handle?: object) => Promise<unknown>, handle?: object): void;
  /** Receives the value of the script that `runScript` ran. */
  value(value?: unknown): void;
  /** Runs the next callback that is due. @returns one of `PROGRESS`, or the ms until the next timer */
  step(): number;
  /** Returns why the run has failed; null if it has not. */
  failure(): [text: string, code: string | null] | null;
  /** Makes the JSON of the result. @returns false if that threw; `failure` then returns the error */
  result(): [made: true, json: string] | [made: false];
  /** Passes an unhandled rejection to the guest's listeners. @returns whether a listener handled it */
  forgives(rejection: Rejection): boolean;
  /** Ends the asynchronous host call numbered `id` with its result. */
  settle(id: number, answer: HostValue | HostFailure): void;
  /** Makes the handle of a file. @param name identifier by which the file's text refers to the handle */
  file(path: string, name: string): object;
  /** Makes the handle of a source that reaches no other files. @param name identifier by which the source refers to it */
  bindings(name: string): object;
  /** Returns the run's handle. */
  handle(): Handle;
  /** Lists the names under which the exports of a built-in module can be imported. */
  names(builtin: string): string[];
  /** Receives the wrapper of a CommonJS file. */
  wrapper(path: string, wrapper: Wrapper): void;
  /**
   * Returns how the evaluation of the module that `require` loads ended: completed, refused because of a cycle, or
   * thrown.
   */
  evaluated(): 'done' | 'cycle' | 'thrown';
  /** Returns whether the `import()` numbered `id` has ended; without a number, whether the source has. */
  ended(id?: number): boolean;
  /** Rejects `import()`s, all of them before any code that waits for one continues. */
  refuse(refusals: [id: number, reason: HostFailure | Rejection][]): void;
}

/** The name of an operation, then its arguments. */
export type Operation = {
  [Name in keyof Operations]: readonly [name: Name, ...args: Parameters<Operations[Name]>];
}[keyof Operations];

/**
 * The function that runs operations. It has no rest parameter: reading a missing element could reach a patched
 * prototype.
 */
export type Entrance = (name: keyof Operations, first?: unknown, second?: unknown, third?: unknown) => unknown;

/** How the results of these operations cross. The results of all others are primitives. */
export const ANSWERS = {
  capture: 'copy',
  failure: 'copy',
  result: 'copy',
  names: 'copy',
  file: 'reference',
  bindings: 'reference',
  handle: 'reference',
} as const satisfies Partial<Record<keyof Operations, 'copy' | 'reference'>>;

/** Answers of the host to requests of the guest's modules. */
export interface ModuleAnswers {
  /**
   * Resolves a specifier.
   * @param how what needs the target: `require`, `require.resolve` (`find`), `import`, `import.meta.resolve` (`meta`)
   *   or `import.source()`
   */
  resolve(
    specifier: string,
    from: string,
    how: 'require' | 'find' | 'import' | 'meta' | 'source',
    folders?: string[],
  ): [kind: 'builtin' | 'file' | 'url', target: string];
  /**
   * Reads a file for `require`. Before this returns, the host passes the wrapper of a CommonJS file to `wrapper`, or
   * the outcome of a module to the run's handle.
   * @param from the file that requires it; null if there is none
   * @param running CommonJS files that have started but not ended
   */
  load(
    path: string,
    from: string | null,
    running: string[],
  ): [kind: 'json', text: string] | [kind: 'commonjs' | 'module'];
  /** Finds the module of an `import`. @returns a failure if there is none, or if it has top-level `await` */
  importable(specifier: string, from: string): undefined;
  /** Evaluates a module without top-level `await`, and passes its namespace to the run's handle. */
  namespace(specifier: string, from: string): undefined;
  /**
   * Makes the namespace that `require` returns for a module with a default export, and passes it to the run's handle.
   */
  facade(path: string): undefined;
  /**
   * Starts an `import()`. It ends by a call of the run's handle or by the operation `refuse`.
   * @param attributes alternating keys and values
   */
  import(id: number, specifier: string, from: string, attributes: string[]): undefined;
  /** Edits a text so that its `import()` calls reach the run. */
  code(text: string): string;
  /** Maps a position in running code to its source. @returns null if no source contains it, undefined if unknown */
  position(file: string, line: number, column: number): [line: number, column: number] | null | undefined;
}

export type ModuleCalls = <Name extends keyof ModuleAnswers>(
  call: Name,
  ...args: Parameters<ModuleAnswers[Name]>
) => ReturnType<ModuleAnswers[Name]> | HostFailure;

/** The host's functions that the guest side calls. None of them throws. */
export interface HostCallbacks {
  /** File system calls on the mounted volume. */
  fs(call: string, ...args: HostValue[]): HostValue | HostFailure;
  /** Calls a native service of the host. */
  call(name: string, ...args: HostValue[]): HostValue | HostFailure;
  /** Milliseconds since the run began. */
  now(): number;
  write(text: string, stream: Stream): void;
  /** Ends the run immediately. */
  exit(code: number): never;
  /**
   * Evaluates a part, and passes its factory to the operation `part` before this returns.
   * @returns false if there is no part of this name
   */
  load(part: string): boolean | HostFailure;
  modules: ModuleCalls;
  /** Lends memory for output. */
  lend(): SharedArrayBuffer | undefined;
  /** Runs the run's script, and passes its value to the operation `value`. @returns the value that the script threw */
  runScript(): Rejection | undefined;
  /** Makes another context of the isolate, with only the globals of the language. */
  makeContext(): Inside;
  makeCollect(): Collect;
}

/** The order in which the boot function takes the callbacks. */
export const CALLBACKS = [
  'fs',
  'call',
  'now',
  'write',
  'exit',
  'load',
  'modules',
  'lend',
  'runScript',
  'makeContext',
  'makeCollect',
] as const satisfies readonly (keyof HostCallbacks)[];
