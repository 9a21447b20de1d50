/**
 * The host's functions, in the form in which the parts of the guest library call them.
 */
import type { HostFailure, HostValue, Stream } from './border.ts';
import { LANGUAGE } from './language.ts';

export interface Host {
  /** File system calls on the mounted volume, by the name of the call. */
  fs(call: string, ...args: HostValue[]): HostValue | HostFailure;
  /** Native services of the host: hashing, ciphers, compression, URL parsing, the clock. */
  call(name: string, ...args: HostValue[]): HostValue | HostFailure;
  /**
   * Calls a service that the host answers asynchronously. The run does not end before the answer.
   * @returns a promise that never rejects: a failure is a value
   */
  later(name: string, ...args: HostValue[]): Promise<HostValue | HostFailure>;
  /** Returns the ms since the run began, with fractions, by a monotonic clock. */
  now(): number;
  /** Appends text to one stream of the run's output, stdout by default, either as a line or unchanged. */
  write(text: string, isLine?: boolean, stream?: Stream): void;
  /** Ends the run immediately, as `process.exit` does: nothing after this call runs. */
  exit(code: number): never;
  /**
   * Loads a part of the guest library that is not loaded at start.
   * @returns the part's exports, made in the guest's realm
   */
  load(part: string): unknown;
}

const { hasOwn, isView } = LANGUAGE;

/** Returns whether a host call failed. @param value the result of the call */
export function failed(value: unknown): value is HostFailure {
  return typeof value === 'object' && value !== null && !isView(value) && hasOwn(value, 'message');
}
