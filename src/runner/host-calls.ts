/**
 * What the host does for the guest library because it does it better natively. Layer 3.
 *
 * A call never throws: its failure is a value, with the name, message and code of the error and nothing of its stack.
 */
import type { HostFailure, HostValue } from '../guest/host.ts';

/** One native service; it may throw. */
export type HostCall = (...args: HostValue[]) => HostValue;

/** The services of one run. */
export interface HostCalls {
  readonly call: (name: string, ...args: HostValue[]) => HostValue | HostFailure;
  /** Frees what the run's calls hold. */
  close(): void;
}

/** Makes the services of one run. */
export function createHostCalls(): HostCalls {
  const calls = new Map<string, HostCall>();
  return {
    call(name, ...args) {
      const call = calls.get(name);
      if (!call) return { name: 'Error', message: `the host has no call "${name}"` };
      try {
        return call(...args);
      } catch (error) {
        return failureOf(error);
      }
    },
    close: () => calls.clear(),
  };
}

function failureOf(error: unknown): HostFailure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message } = error;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? { name, message, code } : { name, message };
}
