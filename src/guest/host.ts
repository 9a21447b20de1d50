/**
 * What the host lends to the code inside the isolate.
 *
 * Every call is synchronous and costs about a microsecond. Arguments and results cross as structured clones. The host
 * never throws into the guest, since a thrown host error would carry host frames: a failure comes back as a plain
 * object, and no successful call answers with a plain object.
 */

/** How a host call fails: the fields of the error to build on this side. */
export interface HostFailure {
  /** The constructor's name: `Error`, `TypeError`, `RangeError`, `DOMException`, ... */
  readonly name: string;
  readonly message: string;
  /** Tells a `DOMException` of the name `SyntaxError` and its like from the language's own. */
  readonly isDOMException?: true;
  readonly code?: string;
  readonly errno?: number;
  /** What OpenSSL says beside its message. */
  readonly library?: string;
  readonly reason?: string;
  /** For an error that was the guest's before the host had it. */
  readonly stack?: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly dest?: string;
}

/** What crosses: primitives, typed arrays and buffers, arrays of these; a plain object is always a `HostFailure`. */
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

/** A stream of output by its descriptor: stdout or stderr. */
export type Stream = 1 | 2;

export interface Host {
  /** File system calls on the mounted volume, by the name of the call. */
  fs(call: string, ...args: HostValue[]): HostValue | HostFailure;
  /** Everything that the host does better natively: hashing, ciphers, compression, URL parsing, the clock. */
  call(name: string, ...args: HostValue[]): HostValue | HostFailure;
  /**
   * The same for what the host answers later; the run goes on until it has.
   * @returns never rejected: a failure is a value
   */
  later(name: string, ...args: HostValue[]): Promise<HostValue | HostFailure>;
  /** Milliseconds since the run's isolate was made, with fractions: a clock that never goes back. */
  now(): number;
  /** Appends text to one stream of the run's output, stdout unless told, as a line of its own or as it is. */
  write(text: string, isLine?: boolean, stream?: Stream): void;
  /** Ends the run at once, as `process.exit` does: nothing after this call runs. */
  exit(code: number): never;
  /**
   * Brings up a part of the guest library that is not loaded at start.
   * @returns the part's exports, made on this side
   */
  load(part: string): unknown;
}

/** The call that carries one to be answered later: its number, its name, its arguments. */
export const LATER = 'later';

const { isView } = ArrayBuffer;
const { hasOwn } = Object;

/** Whether a host call failed. */
export function failed(value: HostValue | HostFailure): value is HostFailure {
  return typeof value === 'object' && value !== null && !isView(value) && hasOwn(value, 'message');
}
