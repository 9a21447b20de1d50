/**
 * Keeps programs that run on the real file system within one folder.
 */
import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import type { FsStep } from './fs-programs.ts';

/** More links than this are as good as a way out. */
const LINKS_MAX = 60;

/** Listings that follow links when they are recursive. */
const FOLLOWING: ReadonlySet<string> = new Set(['readdir', 'opendir']);

/**
 * Whether every path of a step stays below `root` whatever links it meets. A symbolic link's target counts as a path from
 * where the link is made.
 */
export function staysBelow(root: string, { call, args: given }: FsStep): boolean {
  const args = given.map(withoutForm);
  const [target, path] = args as readonly string[];
  if (call === 'symlink' && target !== undefined && path !== undefined) {
    const folder = path.slice(0, path.replace(/\/+$/, '').lastIndexOf('/'));
    return isBelow(root, path) && isBelow(root, target.startsWith('/') ? target : `${folder}/${target}`);
  }
  if (!pathsIn(args).every((each) => isBelow(root, each))) return false;
  // On Linux a failed copy of a folder onto a file removes the file.
  if (call === 'copyFile' && isFolder(args[0] as string)) return false;
  if (call === 'rm') return isPlain(args[0] as string);
  // Links in a circle make what follows them as long as forty turns of it, which ones being a matter of the order of entries.
  const { recursive, dereference } = Object(args[call === 'cp' ? 2 : 1]) as Record<string, unknown>;
  const follows = call === 'cp' ? dereference === true : FOLLOWING.has(call) && recursive === true;
  if (follows && hasCircle(root)) return false;
  if (call !== 'cp') return true;
  // Node copies a folder into one below it that is not there yet, again and again until the path is too long.
  const copied = follows ? foldersFrom(args[0] as string) : [end(args[0] as string)];
  return !copied.some((folder) => isBelow(folder, args[1] as string));
}

/** A path as text, whatever form it is to be given in. */
function withoutForm(arg: unknown): unknown {
  return typeof arg === 'string' ? arg.replace(/^as \w+:/, '') : arg;
}

/** Whether some way down from a folder, links followed, comes back to a folder that it came through. */
function hasCircle(folder: string, through: readonly string[] = []): boolean {
  if (!isFolder(folder)) return false;
  const real = realpathSync(folder);
  if (through.includes(real)) return true;
  return readdirSync(folder).some((name) => hasCircle(`${folder}/${name}`, [...through, real]));
}

/**
 * Every folder that a path leads to, or an entry of such a folder, links followed; there must be no circle. What a link
 * leads to may be a folder as soon as the folders above a copy are made.
 */
function foldersFrom(path: string): string[] {
  if (!isFolder(path)) return existsSync(path) ? [] : [end(path)];
  return [realpathSync(path), ...readdirSync(path).flatMap((name) => foldersFrom(`${path}/${name}`))];
}

/** Whether rmSync of Node removes no more than rm(1) would: not what dots, or a link with a slash, lead to. */
function isPlain(path: string): boolean {
  return !/\/\.\.?\/*$/.test(path) && !(path.endsWith('/') && linkAt(path.replace(/\/+$/, '')) !== undefined);
}

function pathsIn(args: readonly unknown[]): string[] {
  return args.flatMap((arg) => {
    if (typeof arg === 'string') return arg.startsWith('/') ? [arg] : [];
    return typeof arg === 'object' && arg !== null && 'cwd' in arg ? [arg.cwd as string] : [];
  });
}

/** Where a path leads, links followed as far as there are any. */
function end(path: string): string {
  return walk(path, () => true) ?? path;
}

function isBelow(root: string, path: string): boolean {
  const last = walk(path, (at) => at === root || at.startsWith(`${root}/`) || root.startsWith(at));
  return last === root || last?.startsWith(`${root}/`) === true;
}

/** @param allows asked at every step; undefined is answered when it refuses one */
function walk(path: string, allows: (at: string) => boolean): string | undefined {
  const pending = path.split('/').reverse();
  const at: string[] = [];
  for (let links = 0; pending.length > 0; ) {
    const name = pending.pop() as string;
    if (name === '' || name === '.') continue;
    if (name === '..') at.pop();
    else at.push(name);
    const target = name === '..' ? undefined : linkAt(`/${at.join('/')}`);
    if (target !== undefined) {
      links += 1;
      if (links > LINKS_MAX) break;
      if (target.startsWith('/')) at.length = 0;
      else at.pop();
      pending.push(...target.split('/').reverse());
    } else if (!allows(`/${at.join('/')}`)) {
      return undefined;
    }
  }
  return `/${at.join('/')}`;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function linkAt(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}
