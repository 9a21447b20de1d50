/**
 * Resolves a path, component by component, as Linux does.
 *
 * `..` applies after symbolic links are followed, a path that ends in a slash names a folder, and no path leads out of the
 * volume. Relative paths start at the root, which is the working folder.
 * @see path_resolution(7)
 */
import { NAME_MAX_BYTES, PATH_MAX_BYTES, SYMLINK_FOLLOWS_MAX } from '../src/core/limits.ts';
import { encodeName, isRefusedName } from '../src/git/format/entry-name.ts';
import type { Entry, Folder } from './entry.ts';
import { type Call, FsError } from './errno.ts';
import type { Store } from './store.ts';

/** The place of a path: the folder of its last component, and the entry there. */
export interface Place {
  readonly parent: Folder;
  /** The last component. */
  readonly name: string;
  /** The entry of this name; undefined when there is none. */
  readonly entry: Entry | undefined;
  /** `name` for an ordinary last component; `root` for a path of slashes only. */
  readonly last: 'name' | '.' | '..' | 'root';
  /** True when the path ends in a slash, so that it names a folder. */
  readonly slash: boolean;
  /** True when the last component is longer than any name can be; then there is no entry. */
  readonly tooLong?: boolean;
}

/**
 * Treatment of a symbolic link in the last component. `follow` follows it. `keep` does not follow it, unless a slash comes
 * after it. `name` never follows it, for calls that make, move or remove the name itself.
 */
export type LastLink = 'follow' | 'keep' | 'name';

/** Longest string, in characters, whose UTF-8 form always fits. */
const NAME_SAFE_LENGTH = Math.floor(NAME_MAX_BYTES / 3);
const PATH_SAFE_LENGTH = Math.floor(PATH_MAX_BYTES / 3);

/**
 * Resolves a path up to its last component, and treats a link there as `lastLink` says. With `name`, the result reports a last
 * component that is too long, because some calls check other things first.
 * @param makes whether the call makes the name; then a missing folder on the way whose name git refuses fails with EINVAL
 * @throws FsError ENOENT, EINVAL, ENOTDIR, ELOOP, ENAMETOOLONG, or an error of reading a folder
 */
export function locate(store: Store, path: string, lastLink: LastLink, call: Call, makes = false): Place {
  if (path === '') throw new FsError('ENOENT', call);
  if (isTooLong(path, PATH_SAFE_LENGTH, PATH_MAX_BYTES)) throw new FsError('ENAMETOOLONG', call);
  const { root } = store;
  let slash = path.endsWith('/');
  /** The components that remain, in reverse order. */
  const pending: string[] = [];
  pushComponents(pending, path);
  let at: Folder = root;
  let follows = 0;
  if (pending.length === 0) return { parent: root, name: '/', entry: root, last: 'root', slash };
  for (;;) {
    const name = pending.pop() as string;
    const isLast = pending.length === 0;
    if (name === '.' || name === '..') {
      const next: Folder = name === '.' ? at : (at.parent ?? at);
      if (isLast) return { parent: at.parent ?? at, name, entry: next, last: name, slash };
      at = next;
      continue;
    }
    if (isTooLong(name, NAME_SAFE_LENGTH, NAME_MAX_BYTES)) {
      if (isLast && lastLink === 'name')
        return { parent: at, name, entry: undefined, last: 'name', slash, tooLong: true };
      throw new FsError('ENAMETOOLONG', call);
    }
    // The path names a folder, so a call that makes a file follows no link here.
    if (isLast && slash && makes && lastLink === 'follow')
      return { parent: at, name, entry: undefined, last: 'name', slash };
    const entry = at.lookup(name, call);
    if (entry?.node.kind === 'symlink' && (!isLast || lastLink === 'follow' || (slash && lastLink === 'keep'))) {
      follows += 1;
      if (follows > SYMLINK_FOLLOWS_MAX) throw new FsError('ELOOP', call);
      const target = store.targetOf(entry);
      if (target === '') throw new FsError('ENOENT', call);
      if (isTooLong(target, PATH_SAFE_LENGTH, PATH_MAX_BYTES)) throw new FsError('ENAMETOOLONG', call);
      if (target.startsWith('/')) at = root;
      if (isLast && target.endsWith('/')) slash = true;
      pushComponents(pending, target);
      if (pending.length === 0) return { parent: root, name: '/', entry: root, last: 'root', slash };
      continue;
    }
    if (isLast) {
      if (slash && lastLink !== 'name' && entry !== undefined && !entry.isFolder()) throw new FsError('ENOTDIR', call);
      return { parent: at, name, entry, last: 'name', slash };
    }
    if (entry === undefined) throw new FsError(makes && isRefusedName(name, 'folder') ? 'EINVAL' : 'ENOENT', call);
    if (!entry.isFolder()) throw new FsError('ENOTDIR', call);
    at = entry;
  }
}

/**
 * Returns the place of a path without following a link in the last component, for calls that make or remove the name.
 * @param makes see `locate`
 * @throws FsError as `locate`
 */
export function locateName(store: Store, path: string, call: Call, makes = false): Place {
  const place = locate(store, path, 'name', call, makes);
  if (place.tooLong) throw new FsError('ENAMETOOLONG', call);
  return place;
}

/**
 * Resolves a path.
 * @throws FsError as `locate`, and ENOENT when nothing exists there
 */
export function resolve(store: Store, path: string, lastLink: 'follow' | 'keep', call: Call): Entry {
  const { entry } = locate(store, path, lastLink, call);
  if (entry === undefined) throw new FsError('ENOENT', call);
  return entry;
}

function pushComponents(pending: string[], path: string): void {
  const components = path.split('/');
  for (let index = components.length - 1; index >= 0; index -= 1) {
    const component = components[index] as string;
    if (component !== '') pending.push(component);
  }
}

function isTooLong(text: string, safeLength: number, maxBytes: number): boolean {
  return text.length > safeLength && encodeName(text).length > maxBytes;
}
