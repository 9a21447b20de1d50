/**
 * The host's functions as the parts of the guest library call them.
 */
import type { HostFailure, HostValue, Stream } from './border.ts';

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

const { isView } = ArrayBuffer;
const { hasOwn } = Object;

/** Tells whether a host call failed. @param value its answer */
export function failed(value: unknown): value is HostFailure {
  return typeof value === 'object' && value !== null && !isView(value) && hasOwn(value, 'message');
}
