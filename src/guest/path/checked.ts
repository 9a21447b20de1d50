/**
 * Checks the arguments of the functions of `path`, as Node does.
 */
import { bareArray, uncurry } from '../primordials.ts';
import { invalidArgument } from '../web/errors.ts';

type Callable = (...args: never[]) => unknown;

/** Functions whose arguments are all strings, with the names of the arguments. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  normalize: ['path'],
  isAbsolute: ['path'],
  relative: ['from', 'to'],
  dirname: ['path'],
  basename: ['path', 'suffix'],
  extname: ['path'],
  parse: ['path'],
  matchesGlob: ['path', 'pattern'],
};
/** The only optional argument. */
const OPTIONAL = 'suffix';

const { apply, ownKeys } = Reflect;
const { assign } = Object;
const startsWith = uncurry(String.prototype.startsWith);

function checkString(value: unknown, name: string): void {
  if (typeof value !== 'string') throw invalidArgument(name, 'of type string', value);
}

/**
 * Adds the checks to the functions of `path.posix` or `path.win32`.
 * @param functions all functions that `ARGUMENTS` names, and `resolve`, `join`, `format` and `toNamespacedPath`
 */
export function checked(functions: Readonly<Record<string, Callable>>): Record<string, Callable> {
  const call = (name: string, args: unknown[]) => apply(functions[name] as Callable, undefined, args);
  const made: Record<string, Callable> = {
    resolve: (...paths: unknown[]) => {
      for (let at = 0; at < paths.length; at += 1) checkString(paths[at], `paths[${at}]`);
      return call('resolve', paths);
    },
    normalize: () => '',
    isAbsolute: () => false,
    join: (...paths: unknown[]) => {
      for (let at = 0; at < paths.length; at += 1) checkString(paths[at], 'path');
      return call('join', paths);
    },
    relative: () => '',
    toNamespacedPath: (path: unknown) => call('toNamespacedPath', [path]),
    dirname: () => '',
    basename: () => '',
    extname: () => '',
    format: (parts: unknown) => {
      if (parts === null || typeof parts !== 'object') throw invalidArgument('pathObject', 'of type object', parts);
      const { ext } = parts as { ext?: string };
      if (!ext || startsWith(ext, '.')) return call('format', [parts]);
      // Add a missing dot, as Node does.
      return call('format', [assign({ __proto__: null }, parts, { __proto__: null, ext: `.${ext}` })]);
    },
    parse: () => '',
    matchesGlob: () => false,
  };
  for (const [name, names] of Object.entries(ARGUMENTS)) {
    made[name] = (...args: unknown[]) => {
      const given: unknown[] = bareArray();
      for (let at = 0; at < names.length; at += 1) {
        const wanted = names[at] as string;
        if (wanted !== OPTIONAL || args[at] !== undefined) checkString(args[at], wanted);
        if (at < args.length) given[at] = args[at];
      }
      return call(name, given);
    };
  }
  for (const name of ownKeys(made) as string[]) {
    const length = ARGUMENTS[name]?.length ?? functions[name]?.length ?? 0;
    Object.defineProperties(made[name] as Callable, { name: { value: name }, length: { value: length } });
  }
  return made;
}
