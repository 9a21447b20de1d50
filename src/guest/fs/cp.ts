/**
 * `fs.cp`: copies files and whole folders.
 *
 * The walk is one generator for all forms. It yields the filter's result, so that the promise form can wait for it.
 * Copying a file copies no bytes while the source is unchanged: source and copy are the same git object.
 * @see https://nodejs.org/api/fs.html#fspromisescpsrc-dest-options
 */
import type { FsContext } from './context.ts';
import { fsRefusal, typeError } from './errors.ts';
import { listFolder } from './listing.ts';
import { dirName, joinPath, resolvePath, toPath } from './paths.ts';
import { push, stringStartsWith } from './primordials.ts';
import type { StatFields } from './stats.ts';
import { checkBoolean, checkFunction, checkInteger, checkObject } from './validate.ts';

const EEXIST = 17;
const ENOTDIR = 20;
const EISDIR = 21;
const EINVAL = 22;
const COPY_MODE_MAX = 7;
const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;
const S_IFLNK = 0o120000;

type Filter = (source: string, dest: string) => unknown;

interface CopyOptions {
  readonly dereference: boolean;
  readonly errorOnExist: boolean;
  readonly filter: Filter | undefined;
  readonly force: boolean;
  readonly mode: number;
  readonly preserveTimestamps: boolean;
  readonly recursive: boolean;
  readonly verbatimSymlinks: boolean;
}

/** A folder that is being filled. */
interface CopiedFolder {
  readonly source: string;
  readonly dest: string;
  readonly mode: number;
  readonly isNew: boolean;
  readonly names: readonly string[];
  next: number;
}

/** A walk: it yields the result of the filter, and receives the settled value. */
export type CopyWalk = Generator<unknown, void, unknown>;

/** @returns a function that checks the arguments and returns the walk */
export function createCopy(context: FsContext) {
  /** @param isLater true for the asynchronous forms: they create the parent of `dest` before they refuse a folder */
  return (isLater: boolean, src: unknown, dest: unknown, given?: unknown): CopyWalk => {
    const options = toCopyOptions(given);
    return new Copier(context).walk(isLater, toPath(src, 'src'), toPath(dest, 'dest'), options);
  };
}

/** Copies a file, folder or link to another path. */
class Copier {
  readonly #context: FsContext;
  readonly #call: FsContext['call'];

  constructor(context: FsContext) {
    this.#context = context;
    this.#call = context.call;
  }

  *walk(isLater: boolean, source: string, dest: string, options: CopyOptions): CopyWalk {
    if (options.filter && !(yield options.filter(source, dest))) return;
    this.#check(source, dest, options);
    const from = this.#lstat(source, options.dereference);
    if (!isLater && kindOf(from) === S_IFDIR) this.#checkRecursive(source, options.recursive);
    this.#checkParents(source, from, dest);
    const parent = dirName(dest);
    if (!this.#call('exists', parent)) this.#call('mkdirRecursive', parent, 0o777);
    yield* this.#copy(source, dest, options);
  }

  #check(source: string, dest: string, { dereference }: CopyOptions): void {
    const from = this.#lstat(source, dereference);
    const to = this.#lstatIfAny(dest, dereference);
    const isFolder = kindOf(from) === S_IFDIR;
    if (to) {
      if (isSame(from, to)) throw refuse('EINVAL', EINVAL, 'src and dest cannot be the same', dest);
      if (isFolder && kindOf(to) !== S_IFDIR) {
        throw refuse('DIR_TO_NON_DIR', EISDIR, `cannot overwrite non-directory ${dest} with directory ${source}`, dest);
      }
      if (!isFolder && kindOf(to) === S_IFDIR) {
        throw refuse(
          'NON_DIR_TO_DIR',
          ENOTDIR,
          `cannot overwrite directory ${dest} with non-directory ${source}`,
          dest,
        );
      }
    }
    if (isFolder && isBelow(source, dest)) {
      throw refuse('EINVAL', EINVAL, `cannot copy ${source} to a subdirectory of self ${dest}`, dest);
    }
  }

  #checkRecursive(source: string, recursive: boolean): void {
    if (recursive) return;
    const message = `${source} is a directory (not copied)`;
    const info = { message, path: source, syscall: 'cp', errno: EISDIR, code: 'EISDIR' };
    throw fsRefusal('ERR_FS_EISDIR', 'Path is a directory', info);
  }

  /** Throws if a folder above `dest` is the source itself, even if `dest` reaches it through links. */
  #checkParents(source: string, from: StatFields, dest: string): void {
    const sourceParent = resolvePath(dirName(source));
    let below = dest;
    for (let at = resolvePath(dirName(dest)); at !== sourceParent && at !== '/'; at = dirName(at)) {
      const parent = this.#lstatIfAny(at, true);
      if (parent !== null && isSame(from, parent)) {
        throw refuse('EINVAL', EINVAL, `cannot copy ${source} to a subdirectory of self ${below}`, below);
      }
      below = at;
    }
  }

  /** Copies in a loop, because folders may be nested more deeply than the call stack allows. */
  *#copy(source: string, dest: string, options: CopyOptions): CopyWalk {
    const folders: CopiedFolder[] = [];
    this.#begin(source, dest, options, folders);
    while (folders.length > 0) {
      const folder = folders[folders.length - 1] as CopiedFolder;
      if (folder.next === folder.names.length) {
        folders.length -= 1;
        if (options.preserveTimestamps) this.#copyTimes(folder.source, folder.dest);
        if (folder.isNew) this.#call('chmod', folder.dest, folder.mode);
        continue;
      }
      const name = folder.names[folder.next] as string;
      folder.next += 1;
      const below = joinPath(folder.source, name);
      const target = joinPath(folder.dest, name);
      if (options.filter && !(yield options.filter(below, target))) continue;
      this.#check(below, target, options);
      this.#begin(below, target, options, folders);
    }
  }

  /** Copies a file or a link. Creates a folder, and adds it to the folders to fill. */
  #begin(source: string, dest: string, options: CopyOptions, folders: CopiedFolder[]): void {
    const from = this.#lstat(source, options.dereference);
    const to = this.#lstatIfAny(dest, options.dereference);
    if (kindOf(from) === S_IFDIR) push(folders, this.#beginFolder(source, from, dest, to, options));
    else if (kindOf(from) === S_IFLNK) this.#copyLink(source, dest, to, options.verbatimSymlinks);
    else this.#copyFile(source, from, dest, to, options);
  }

  #beginFolder(
    source: string,
    from: StatFields,
    dest: string,
    to: StatFields | null,
    options: CopyOptions,
  ): CopiedFolder {
    this.#checkRecursive(source, options.recursive);
    if (!to) this.#call('mkdir', dest, 0o777);
    else if (options.errorOnExist && !options.force) throw exists(dest);
    const { names } = listFolder(this.#context, source, 'opendir');
    return { source, dest, mode: from[1] as number, isNew: !to, names, next: 0 };
  }

  #copyFile(source: string, from: StatFields, dest: string, to: StatFields | null, options: CopyOptions): void {
    if (to) {
      if (!options.force) {
        if (options.errorOnExist) throw exists(dest);
        return;
      }
      this.#call('unlink', dest);
    }
    this.#call('copyFile', source, dest, (options.mode & 1) !== 0);
    if (options.preserveTimestamps) this.#copyTimes(source, dest);
    this.#call('chmod', dest, from[1] as number);
  }

  #copyLink(source: string, dest: string, to: StatFields | null, verbatim: boolean): void {
    const target = this.#call('readlink', source) as string;
    const resolved =
      verbatim || stringStartsWith(target, '/') ? target : resolvePath(joinPath(dirName(source), target));
    if (!to || kindOf(to) !== S_IFLNK) {
      this.#call('symlink', resolved, dest);
      return;
    }
    const old = this.#call('readlink', dest) as string;
    const oldResolved = stringStartsWith(old, '/') ? old : resolvePath(joinPath(dirName(dest), old));
    const isFolder = this.#call('isFolder', source) as boolean;
    if (isFolder && isBelow(resolved, oldResolved)) {
      throw refuse('EINVAL', EINVAL, `cannot copy ${resolved} to a subdirectory of self ${oldResolved}`, dest);
    }
    if (kindOf(this.#lstat(source, true)) === S_IFDIR && isBelow(oldResolved, resolved)) {
      throw refuse('SYMLINK_TO_SUBDIRECTORY', EINVAL, `cannot overwrite ${oldResolved} with ${resolved}`, dest);
    }
    this.#call('unlink', dest);
    this.#call('symlink', resolved, dest);
  }

  #copyTimes(source: string, dest: string): void {
    const fields = this.#lstat(source, true);
    this.#call('utimes', dest, fields[10] as number, fields[11] as number);
  }

  #lstat(path: string, follow: boolean): StatFields {
    return this.#call(follow ? 'stat' : 'lstat', path) as StatFields;
  }

  #lstatIfAny(path: string, follow: boolean): StatFields | null {
    try {
      return this.#lstat(path, follow);
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ENOENT') return null;
      throw error;
    }
  }
}

/** Runs a walk to its end. @throws TypeError if a filter returns a promise */
export function runCopy(walk: CopyWalk): void {
  for (let step = walk.next(); !step.done; step = walk.next(step.value)) {
    const { value } = step;
    if (typeof value === 'object' && value !== null && 'then' in value) {
      throw typeError(
        'ERR_INVALID_RETURN_VALUE',
        'Expected boolean to be returned from the "filter" function but got an instance of Promise.',
      );
    }
  }
}

/** Runs a walk to its end, and waits for the filter's promises. */
export async function runCopyAsync(walk: CopyWalk): Promise<void> {
  for (let step = walk.next(); !step.done; ) step = walk.next(await step.value);
}

const REASONS = {
  __proto__: null,
  EINVAL: 'Invalid src or dest',
  DIR_TO_NON_DIR: 'Cannot overwrite non-directory with directory',
  NON_DIR_TO_DIR: 'Cannot overwrite directory with non-directory',
  SYMLINK_TO_SUBDIRECTORY: 'Cannot overwrite symlink in subdirectory of self',
} as const;

const CODES = { __proto__: null, [EINVAL]: 'EINVAL', [EISDIR]: 'EISDIR', [ENOTDIR]: 'ENOTDIR' } as unknown as Record<
  number,
  string
>;

function refuse(
  reason: Exclude<keyof typeof REASONS, '__proto__'>,
  errno: number,
  message: string,
  path: string,
): Error {
  const info = { message, path, syscall: 'cp', errno, code: CODES[errno] as string };
  return fsRefusal(`ERR_FS_CP_${reason}`, REASONS[reason], info);
}

function exists(path: string): Error {
  const info = { message: `${path} already exists`, path, syscall: 'cp', errno: EEXIST, code: 'EEXIST' };
  return fsRefusal('ERR_FS_CP_EEXIST', 'Target already exists', info);
}

function kindOf(fields: StatFields): number {
  return (fields[1] as number) & S_IFMT;
}

function isSame(a: StatFields, b: StatFields): boolean {
  return a[7] === b[7];
}

/** Returns whether `path` is `folder` or below it, by name. */
function isBelow(folder: string, path: string): boolean {
  const base = resolvePath(folder);
  const full = resolvePath(path);
  return full === base || base === '/' || stringStartsWith(full, `${base}/`);
}

function toCopyOptions(given: unknown): CopyOptions {
  const options = given === undefined ? {} : checkObject(given, 'options');
  const { filter, mode } = options;
  const flag = (name: string, otherwise: boolean) => checkBoolean(options[name] ?? otherwise, `options.${name}`);
  const checked: CopyOptions = {
    dereference: flag('dereference', false),
    errorOnExist: flag('errorOnExist', false),
    force: flag('force', true),
    preserveTimestamps: flag('preserveTimestamps', false),
    recursive: flag('recursive', false),
    verbatimSymlinks: flag('verbatimSymlinks', false),
    mode: mode === undefined || mode === null ? 0 : checkInteger(mode, 'mode', 0, COPY_MODE_MAX),
    filter: filter === undefined ? undefined : (checkFunction(filter, 'options.filter') as Filter),
  };
  if (checked.dereference && checked.verbatimSymlinks) {
    throw typeError(
      'ERR_INCOMPATIBLE_OPTION_PAIR',
      'Option "dereference" cannot be used in combination with option "verbatimSymlinks"',
    );
  }
  return checked;
}
