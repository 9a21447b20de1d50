/**
 * The program that `treebox run` submits: code, a file, or a file in the folder around it.
 */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Schemas } from '../connection.ts';
import { EXIT, Failure } from '../failure.ts';
import { listFolder } from '../folder-archive.ts';
import { RUN_EXIT } from './status.ts';

/** Largest folder that is sent in the request itself, in bytes: a body holds 16 MiB, and files are base64 in it. */
const FILES_BYTES_MAX = 12_000_000;

export interface Program {
  /** The fields of the request that describe the program. */
  readonly request: Pick<Schemas['ExecRequest'], 'code' | 'file'>;
  /** Returns the source that a stack frame names, if it is on this machine. */
  readonly sourceOf: (path: string) => string | undefined;
}

export interface ProgramOptions {
  readonly eval?: string | undefined;
  readonly file?: string | undefined;
  readonly dir?: string | undefined;
}

/**
 * Finds the program.
 * @param path the operand FILE, `-` for stdin
 * @throws Failure when there is none, when there are several, or when it can't be read
 */
export async function programOf(path: string | undefined, options: ProgramOptions): Promise<Program> {
  const given = [path, options.eval, options.file].filter((one) => one !== undefined);
  if (given.length !== 1) {
    throw new Failure(
      EXIT.usage,
      given.length === 0
        ? 'nothing to run; give a FILE, - for stdin, -e CODE, or --file PATH of a file in the mounted tree'
        : 'a FILE, -e CODE and --file PATH each say what to run; give one of them',
    );
  }
  const { dir } = options;
  const inFolder = dir === undefined ? () => undefined : (frame: string) => sourceIn(dir, frame);
  if (options.file !== undefined) return { request: { file: options.file }, sourceOf: inFolder };
  if (path !== undefined && path !== '-' && dir !== undefined) {
    await readSource(path);
    return { request: { file: `/${pathIn(dir, path)}` }, sourceOf: inFolder };
  }
  const code = options.eval ?? (await readSource(path as string));
  return { request: { code }, sourceOf: (frame) => (/^main\.\w+$/.test(frame) ? code : inFolder(frame)) };
}

/**
 * Reads a folder for the request's `files`.
 * @throws Failure when it is too large, or contains something other than files
 */
export async function filesOf(dir: string): Promise<NonNullable<Schemas['ExecRequest']['files']>> {
  const found = await listFolder(dir);
  const total = found.reduce((sum, { size }) => sum + size, 0);
  if (total > FILES_BYTES_MAX) {
    throw new Failure(
      EXIT.usage,
      `${dir} has ${total} bytes; together with --fs at most ${FILES_BYTES_MAX} can be sent; ` +
        'leave out --fs, or import the folder with "treebox fs import"',
    );
  }
  const link = found.find(({ type }) => type === 'symlink');
  if (link) {
    throw new Failure(
      EXIT.usage,
      `${join(dir, link.path)} is a symbolic link, which can't be sent together with --fs; ` +
        'leave out --fs, or import the folder with "treebox fs import"',
    );
  }
  const entries = found.map(async ({ path }) => {
    const bytes = await readFile(join(dir, path));
    return [`/${path}`, isUtf8(bytes) ? bytes.toString() : { base64: bytes.toString('base64') }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Returns the path of a file relative to a folder that contains it, with slashes. */
function pathIn(dir: string, file: string): string {
  const path = relative(resolve(dir), resolve(file));
  if (path === '' || path.split(sep)[0] === '..' || isAbsolute(path)) {
    throw new Failure(EXIT.usage, `${file} is not in ${dir}; --dir names a folder around the file to run`);
  }
  return path.split(sep).join('/');
}

function sourceIn(dir: string, frame: string): string | undefined {
  const file = resolve(dir, `./${frame}`);
  if (relative(resolve(dir), file).startsWith('..')) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The frame belongs to a module that the run created or that the mounted tree contains.
    return undefined;
  }
}

async function readSource(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const status = code === 'ENOENT' ? RUN_EXIT.notFound : RUN_EXIT.unreadable;
    throw new Failure(status, `${file} can't be read: ${message}`, { cause });
  }
}
