/**
 * `addAbortListener` of Node's `events`.
 */
import type { Internals } from '../../internals.ts';

declare const internals: Internals;

interface Events {
  addAbortListener(signal: unknown, listener: unknown): Disposable;
}

export function addAbortListener(signal: unknown, listener: unknown): Disposable {
  return (internals.builtin('events') as Events).addAbortListener(signal, listener);
}
