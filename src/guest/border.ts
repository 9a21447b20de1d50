/**
 * The border between the host and the code inside the isolate: the types and constants that both sides use.
 *
 * Both sides call each other synchronously, in about a microsecond. The host enters with an `Operation`; the guest side
 * calls out through `HostCallbacks`. Primitives cross as they are. Everything else is copied or handed over by
 * reference, always by the host; README.md has the table. The host never throws into the isolate, since a thrown error
 * would carry frames of the host: a failure is a value, and the error is made in the guest's realm.
 */

/** How a host call fails: the fields of the error to build inside. */
export interface HostFailure {
  /** The constructor's name: `Error`, `TypeError`, `RangeError`, `DOMException`, ... */
  readonly name: string;
  readonly message: string;
  /** Tells a `DOMException` of the name `SyntaxError` and its like from the language's own. */
  readonly isDOMException?: true;
  readonly code?: string;
  readonly errno?: number;
  /** Further fields of an OpenSSL error. */
  readonly library?: string;
  readonly reason?: string;
  /** For an error that was the guest's before the host had it. */
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

/** A rejection or a thrown value, as the host sees it: an error by three texts, or a primitive alone. */
export type Rejection = readonly [name: string, message: string, stack: string] | readonly [primitive: unknown];

/** A stream of output by its descriptor: stdout or stderr. */
export type Stream = 1 | 2;

/** The call that carries one to be answered later: its number, its name, its arguments. */
export const LATER = 'later';

/** Bytes at the start of the lent output memory that hold, as one 32-bit integer, how many bytes of text follow. */
export const LENT_HEADER_BYTES = 8;

/** Answers of `step`, besides a number of ms to wait until the next timer. */
export const PROGRESS = {
  /** Something ran; there may be more. */
  again: -1,
  /** The source has ended and nothing keeps the run alive. */
  idle: -2,
  /** The run has failed; `failure` tells why. */
  failed: -3,
  /** The source still waits, and nothing that is left could end its wait. */
  stuck: -4,
} as const;

/** Input of a run beside its source, in one JSON text. */
export interface GivenRun {
  /** Absolute path of the source in the volume. */
  readonly main: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
}

/** A run that was handed nothing: its source stands at the root of the volume. */
export const NOTHING_GIVEN: GivenRun = { main: '/main.ts', args: [], env: {}, stdin: '' };

/** A context of the isolate as it is seen from inside it. */
export interface Inside {
  evaluate(code: string): unknown;
  makeFunction(params: readonly string[], code: string): unknown;
  keys(): PropertyKey[];
  describe(key: PropertyKey): PropertyDescriptor | undefined;
  define(key: PropertyKey, property: PropertyDescriptor): boolean;
  remove(key: PropertyKey): boolean;
  /** Takes what stands for the global object outside, and the traps that answer for globals that are not its own. */
  stand(object: object, behind: ProxyHandler<object>): void;
}

/** V8's own function for a collection; `minor` looks at young objects only. */
export type Collect = (options?: { readonly type: 'minor' | 'major' }) => void;

/** Wraps the text of a CommonJS file. */
export type Wrapper = (
  exports: unknown,
  require: unknown,
  module: object,
  filename: string,
  dirname: string,
) => unknown;

/** The handle of the run that modules of ours import; see `RunHandle` of `run-handle.ts`. */
type Handle = object;

/** The operations by which the host enters the isolate, with their arguments and answers. */
export interface Operations {
  /**
   * Gives a run what was handed to it.
   * @param given JSON of a `GivenRun`, null for `NOTHING_GIVEN`
   * @param input JSON of the global `input`
   * @param isScript whether `require`, `module` and what else a script has are on the global object
   */
  given(given: string | null, input: string | null, isScript: boolean): void;
  /** Loads a part of the guest library. */
  load(part: string): void;
  /** Takes the factory of a part that the host has evaluated, within the callback `load`. */
  part(name: string, factory: (internals: never) => unknown): void;
  /** Makes the saved state of an earlier run again. */
  restore(state: string): void;
  /** Has names that an earlier run left make way for globals that a script declares. */
  yield(names: string[]): void;
  /** Takes what a script has declared. @param tell calls `declare` of the state for each binding */
  declare(tell: (scope: never) => void): void;
  /** Writes the state that the run leaves. @param textMax in characters @param ms how long it may take */
  capture(
    textMax: number,
    ms: number,
  ): [text: string | null, leftOut: readonly (readonly [name: string, why: string])[], reason: string | null];
  /** Runs the source up to its first wait: the function given, else the script behind the callback `runScript`. */
  run(program?: () => Promise<unknown>): void;
  /** Takes the value of the script that `runScript` has run. */
  value(value?: unknown): void;
  /** Runs the next callback that is due. @returns one of `PROGRESS`, or the ms until the next timer */
  step(): number;
  /** Tells why the run has failed. */
  failure(): [text: string, code: string | null] | null;
  /** Makes the JSON of the result. @returns false where that threw, which `failure` then tells */
  result(): [made: true, json: string] | [made: false];
  /** Lets the guest's listeners deal with a rejection that nothing handled. @returns whether one did */
  forgives(rejection: Rejection): boolean;
  /** Gives the answer to the host call numbered `id`. */
  settle(id: number, answer: HostValue | HostFailure): void;
  /** Makes the handle of a file. @param name under which its text reaches it */
  file(path: string, name: string): object;
  /** Hands out the run's handle. */
  handle(): Handle;
  /** Lists the names under which the exports of a built-in module can be imported. */
  names(builtin: string): string[];
  /** Takes the wrapper of a CommonJS file. */
  wrapper(path: string, wrapper: Wrapper): void;
  /** Tells how the module that `require` asked for was evaluated: to its end, not at all in a cycle, or it threw. */
  evaluated(): 'done' | 'cycle' | 'thrown';
  /** Tells whether the `import()` numbered `id` has ended; without a number, whether the source has. */
  ended(id?: number): boolean;
  /** Ends `import()`s with a failure each, all before anything that waits for one of them goes on. */
  refuse(refusals: [id: number, reason: HostFailure | Rejection][]): void;
}

/** One way into the isolate: the name of an operation, then its arguments. */
export type Operation = {
  [Name in keyof Operations]: readonly [name: Name, ...args: Parameters<Operations[Name]>];
}[keyof Operations];

/** An operation as it comes in. There is no list of arguments, in whose gaps a patched prototype would be read. */
export type Entrance = (name: keyof Operations, first?: unknown, second?: unknown, third?: unknown) => unknown;

/** How answers cross that are not primitives. The others cross as they are. */
export const ANSWERS = {
  capture: 'copy',
  failure: 'copy',
  result: 'copy',
  names: 'copy',
  file: 'reference',
  handle: 'reference',
} as const satisfies Partial<Record<keyof Operations, 'copy' | 'reference'>>;

/** Answers of the host to requests of the guest's modules. */
export interface ModuleAnswers {
  /**
   * Finds what a specifier leads to.
   * @param how for `require`, for `require.resolve` (`find`), for `import`, for `import.meta.resolve` (`meta`) or for
   *   `import.source()`
   */
  resolve(
    specifier: string,
    from: string,
    how: 'require' | 'find' | 'import' | 'meta' | 'source',
    folders?: string[],
  ): [kind: 'builtin' | 'file' | 'url', target: string];
  /**
   * Reads a file for `require`. A CommonJS file's wrapper comes through `wrapper` before this returns, and the outcome
   * of a module through the run's handle.
   * @param from the file that requires it, null where none does
   * @param running CommonJS files that have begun and not ended
   */
  load(
    path: string,
    from: string | null,
    running: string[],
  ): [kind: 'json', text: string] | [kind: 'commonjs' | 'module'];
  /** Finds what an `import` names. @returns a failure where it is not there, or waits at its top level */
  importable(specifier: string, from: string): undefined;
  /** Evaluates what an `import` names, which waits for nothing; its namespace comes through the run's handle. */
  namespace(specifier: string, from: string): undefined;
  /** Makes the namespace that `require` gives for a module with a default export; it comes through the run's handle. */
  facade(path: string): undefined;
  /**
   * Begins an `import()`, which ends through the run's handle or `refuse`.
   * @param attributes keys and values in turn
   */
  import(id: number, specifier: string, from: string, attributes: string[]): undefined;
  /** Gives a text in which `import()` is led to the run. */
  code(text: string): string;
  /** Gives the place in its source of a place in what runs; null for one that no source has, undefined when unknown. */
  position(file: string, line: number, column: number): [line: number, column: number] | null | undefined;
}

export type ModuleCalls = <Name extends keyof ModuleAnswers>(
  call: Name,
  ...args: Parameters<ModuleAnswers[Name]>
) => ReturnType<ModuleAnswers[Name]> | HostFailure;

/** The functions through which the guest side calls out. None of them throws. */
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
   * Evaluates a part, whose factory comes through `part` before this returns.
   * @returns false when there is none of the name
   */
  load(part: string): boolean | HostFailure;
  modules: ModuleCalls;
  /** Lends memory for output. */
  lend(): SharedArrayBuffer | undefined;
  /** Runs the script of the run, whose value comes through `value`. @returns what it threw */
  runScript(): Rejection | undefined;
  /** Makes another context of the isolate, which has the language and nothing else. */
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
