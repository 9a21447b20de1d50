/**
 * The global `console`. Layer 0, guest side.
 *
 * A call that prints strings costs one host call; anything else brings up the `inspect` part, which formats as Node does.
 */
import type { Host } from './host.ts';

/** What the `inspect` part gives the console. */
interface Formatting {
  /** Node's `util.format`, without colours. */
  format(...args: unknown[]): string;
}

const { defineProperty } = Object;

/**
 * Makes the console of a run.
 * @param load brings up the formatting part
 */
export function createConsole(host: Host, load: () => Formatting): Record<string, (...args: unknown[]) => void> {
  const print = (prefix: string, args: unknown[]) => {
    const plain = args.length === 1 && typeof args[0] === 'string';
    host.write(`${prefix}${plain ? args[0] : load().format(...args)}\n`);
  };
  const console = {};
  const methods = { log: '', debug: '', trace: '', info: '[INFO] ', warn: '[WARN] ', error: '[ERROR] ' };
  for (const name of Object.keys(methods) as (keyof typeof methods)[]) {
    const value = { [name]: (...args: unknown[]) => print(methods[name], args) }[name];
    defineProperty(console, name, { value, writable: true, enumerable: true, configurable: true });
  }
  return console;
}
