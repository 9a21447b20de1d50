/**
 * The part that holds Node's `console` module: the global console, and the class of consoles that print to streams.
 * @see https://nodejs.org/api/console.html
 */
import { createConsole, type Formatting } from '../console.ts';
import type { Internals } from '../internals.ts';
import { refusals } from '../not-here.ts';
import { codedError } from '../web/errors.ts';

type Method = (...args: unknown[]) => unknown;
type Methods = Record<string, Method>;

interface Stream {
  write(text: string): unknown;
}

interface Options {
  readonly stdout?: Stream;
  readonly stderr?: Stream;
}

function isStream(value: unknown): value is Stream {
  return typeof (value as Stream | undefined)?.write === 'function';
}

function needStream(value: unknown, name: string): Stream {
  if (isStream(value)) return value;
  throw codedError(TypeError, 'ERR_CONSOLE_WRITABLE_STREAM', `Console expects a writable stream instance for ${name}`);
}

export default function create({ host, load }: Internals) {
  const globalConsole = (globalThis as unknown as { console: object }).console;
  const formatting = () => (load('inspect') as { forConsole: Formatting }).forConsole;

  /** Gives an object the methods of a console that prints to two streams. */
  function fill(target: Methods, stdout: Stream, stderr: Stream): void {
    const write = (text: string, isLine?: boolean, stream?: number) => {
      (stream === 2 ? stderr : stdout).write(isLine ? `${text}\n` : text);
    };
    Object.assign(
      target,
      createConsole({ ...host, write }, formatting, () => true),
    );
    target.trace = (...args) => {
      const { stack } = Object.assign(new Error(formatting().format(...args)), { name: 'Trace' });
      stderr.write(`${`${stack}`.replace(/^Error/, 'Trace')}\n`);
    };
  }

  const Console = function Console(this: Methods | undefined, first: Options | Stream, second?: Stream): unknown {
    if (!new.target) return Reflect.construct(Console, [first, second]);
    const options = isStream(first) ? { stdout: first, stderr: second } : ((first ?? {}) as Options);
    const stdout = needStream(options.stdout, 'stdout');
    fill(this as Methods, stdout, options.stderr === undefined ? stdout : needStream(options.stderr, 'stderr'));
    return undefined;
  };
  Object.defineProperty(Console, 'name', { value: 'Console', configurable: true });
  Object.assign(globalConsole, { Console, createTask, ...refusals('console') });
  return { console: globalConsole };
}

/** Makes a task of the console. Stacks do not continue across tasks, so `run` only calls the function. */
function createTask(name: unknown): { run(work: () => unknown): unknown } {
  if (typeof name !== 'string' || name === '') throw new Error('First argument must be a non-empty string.');
  return {
    run(work) {
      if (typeof work !== 'function') throw new Error('First argument must be a function.');
      return work();
    },
  };
}
