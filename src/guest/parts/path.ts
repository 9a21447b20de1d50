/**
 * The part that holds Node's `path`. A volume has no drives, so `path` is the POSIX form; the host runs `path.win32`.
 */
import posixLibrary from 'path-browserify';
import type { Internals } from '../internals.ts';
import { checked } from '../path/checked.ts';
import { ask } from '../web/ask.ts';
import { adopt } from '../web/realm.ts';

type Functions = Record<string, (...args: never[]) => unknown>;

/** Functions of `path.win32` that the host runs with unchanged arguments. */
const HOST_FUNCTIONS = ['normalize', 'isAbsolute', 'join', 'dirname', 'basename', 'extname', 'format', 'parse'];

export default function create(internals: Internals) {
  adopt(internals);
  const matches = (platform: string) => (path: string, pattern: string) =>
    (internals.load('glob') as { matches(path: string, pattern: string, platform: string): boolean }).matches(
      path,
      pattern,
      platform,
    );
  const posix: Record<string, unknown> = checked({
    ...(posixLibrary as Functions),
    toNamespacedPath: (path: unknown) => path,
    matchesGlob: matches('linux'),
  });
  const onHost = (name: string, ...args: unknown[]): unknown =>
    JSON.parse(ask('path.win32', name, JSON.stringify(args)) as string);
  const functions: Functions = { matchesGlob: matches('win32') };
  for (const name of HOST_FUNCTIONS) functions[name] = (...args: unknown[]) => onHost(name, ...args);
  // Without a root, these would use the working directory of the host's process.
  functions.resolve = (...paths: unknown[]) => onHost('resolve', '/', ...paths);
  functions.relative = (from: unknown, to: unknown) =>
    onHost('relative', onHost('resolve', '/', from), onHost('resolve', '/', to));
  functions.toNamespacedPath = (path: unknown) =>
    typeof path === 'string' && path !== '' ? onHost('toNamespacedPath', onHost('resolve', '/', path)) : path;
  const win32: Record<string, unknown> = checked(functions);
  Object.assign(posix, { sep: '/', delimiter: ':' }, { win32, posix, _makeLong: posix.toNamespacedPath });
  Object.assign(win32, { sep: '\\', delimiter: ';' }, { win32, posix, _makeLong: win32.toNamespacedPath });
  return { path: posix, win32 };
}
