/**
 * `realpath`, both as Node itself implements it and as the system does.
 *
 * `fs.realpath` removes `.` and `..` from a path before it resolves any link. `fs.realpath.native` and the promise form
 * leave the whole path to the system.
 */
import type { FsContext, Operation } from './context.ts';
import { resolvePath, toPath } from './paths.ts';
import { StringOf, stringIndexOf, stringLastIndexOf, stringSlice, stringStartsWith } from './primordials.ts';
import { toOptions } from './validate.ts';

export interface RealpathOperations {
  /** Node's own implementation: resolves link by link. */
  readonly realpath: Operation;
  /** The system's implementation. */
  readonly native: Operation;
}

export function realpathOperations({ call, encodeName }: FsContext): RealpathOperations {
  const walk = (start: string): string => {
    let path = start;
    let end = 0;
    while (end < path.length) {
      const slash = stringIndexOf(path, '/', end + 1);
      end = slash < 0 ? path.length : slash;
      const at = stringSlice(path, 0, end);
      if (at === '' || call('kind', at) !== 'l') continue;
      call('stat', at);
      const target = call('readlink', at) as string;
      const folder = stringSlice(at, 0, stringLastIndexOf(at, '/'));
      const resolved = resolvePath(stringStartsWith(target, '/') ? target : `${folder}/${target}`);
      path = resolvePath(`${resolved}${stringSlice(path, end)}`);
      end = 0;
    }
    return path;
  };

  return {
    realpath: (path, options) => {
      const { encoding } = toOptions(options);
      // Node's own implementation accepts anything that can be converted to a string.
      const at = resolvePath(toPath(typeof path === 'object' && path !== null ? path : StringOf(path)));
      return () => encodeName(walk(at), encoding);
    },
    native: (path, options) => {
      const { encoding } = toOptions(options);
      const at = toPath(path);
      return () => encodeName(call('realpath', at) as string, encoding);
    },
  };
}
