/**
 * Arguments of `path`'s functions, checked as Node does. Layer 0, guest side.
 */
import { invalidArgument } from '../web/errors.ts';

type Callable = (...args: never[]) => unknown;

/** Functions on strings, with the names of their arguments; an optional one ends in a question mark. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  normalize: ['path'],
  isAbsolute: ['path'],
  relative: ['from', 'to'],
  dirname: ['path'],
  basename: ['path', 'suffix?'],
  extname: ['path'],
  parse: ['path'],
  matchesGlob: ['path', 'pattern'],
};

function checkString(value: unknown, name: string): void {
  if (typeof value !== 'string') throw invalidArgument(name, 'of type string', value);
}

/**
 * Puts the checks in front of a flavour's functions.
 * @param functions at least those that Node's `path` has and this file names; `resolve`, `join` and `format` besides
 */
export function checked(functions: Readonly<Record<string, Callable>>): Record<string, Callable> {
  const call = (name: string, args: unknown[]) => (functions[name] as (...given: unknown[]) => unknown)(...args);
  const made: Record<string, Callable> = {
    resolve: (...paths: unknown[]) => {
      for (const [at, path] of paths.entries()) checkString(path, `paths[${at}]`);
      return call('resolve', paths);
    },
    normalize: () => '',
    isAbsolute: () => false,
    join: (...paths: unknown[]) => {
      for (const path of paths) checkString(path, 'path');
      return call('join', paths);
    },
    relative: () => '',
    toNamespacedPath: (path: unknown) => call('toNamespacedPath', [path]),
    dirname: () => '',
    basename: () => '',
    extname: () => '',
    format: (parts: unknown) => {
      if (parts === null || typeof parts !== 'object') throw invalidArgument('pathObject', 'of type object', parts);
      const { ext, ...rest } = parts as { ext?: string };
      // A missing dot is Node's to add.
      return call('format', [ext ? { ...rest, ext: ext.startsWith('.') ? ext : `.${ext}` } : parts]);
    },
    parse: () => '',
    matchesGlob: () => false,
  };
  for (const [name, names] of Object.entries(ARGUMENTS)) {
    made[name] = (...args: unknown[]) => {
      for (const [at, wanted] of names.entries()) {
        const optional = wanted.endsWith('?');
        if (!optional || args[at] !== undefined) checkString(args[at], optional ? wanted.slice(0, -1) : wanted);
      }
      return call(name, args.slice(0, names.length));
    };
  }
  for (const [name, form] of Object.entries(made)) {
    const length = (functions[name]?.length ?? 0) as number;
    Object.defineProperties(form, { name: { value: name }, length: { value: ARGUMENTS[name]?.length ?? length } });
  }
  return made;
}
