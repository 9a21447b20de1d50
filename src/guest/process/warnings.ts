/**
 * `process.emitWarning`.
 */
import type { Host } from '../host.ts';
import type { Timers } from '../timers.ts';
import { invalidArgument } from '../web/errors.ts';

/** The members of `process` that warnings use. */
export interface Warned {
  readonly pid?: unknown;
  readonly noDeprecation?: unknown;
  emit(name: string, error: Error): boolean;
}

/** Makes the function. @param warned returns the `process` that it belongs to */
export function warnings(warned: () => Warned, host: Host, timers: Timers) {
  return function emitWarning(warning: unknown, given?: unknown, code?: unknown): void {
    const options =
      typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : { type: given, code };
    const { type, detail } = options;
    let error: Error & { code?: unknown; detail?: unknown };
    if (warning instanceof Error) error = warning;
    else {
      if (typeof warning !== 'string')
        throw invalidArgument('warning', 'of type string or an instance of Error', warning);
      if (type !== undefined && typeof type !== 'function' && typeof type !== 'string') {
        throw invalidArgument('type', 'of type string', type);
      }
      error = new Error(warning);
      const name = typeof type === 'string' ? type : 'Warning';
      Object.defineProperty(error, 'name', { value: name, writable: true, configurable: true });
      if (typeof options.code === 'string') error.code = options.code;
      if (typeof detail === 'string') error.detail = detail;
    }
    if (error.name === 'DeprecationWarning' && warned().noDeprecation) return;
    timers.nextTick(() => {
      const prefix = error.code ? `[${String(error.code)}] ` : '';
      const shown = `(node:${String(warned().pid)}) ${prefix}${error.name}: ${error.message}`;
      host.write(error.detail ? `${shown}\n${String(error.detail)}` : shown, true, 2);
      warned().emit('warning', error);
    }, []);
  };
}
