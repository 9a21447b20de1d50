/**
 * A request to run code: its form, and the part of it that is sent to the run.
 */
import { posix } from 'node:path';
import { TreeboxError } from '../core/errors.ts';
import { INPUT_MAX_BYTES } from '../core/limits.ts';
import type { Identity } from '../git/format/commit-codec.ts';
import type { Job } from '../pool/job.ts';
import { shown } from './handles.ts';
import type { PushOrderRequest } from './pushes.ts';

export type Tags = Readonly<Record<string, string>>;
type Given = NonNullable<Job['given']>;
type FileContents = NonNullable<Given['files']>;

/** A snapshot to mount read-only at a path. */
export interface MountRequest {
  readonly path: string;
  /** A handle. */
  readonly fs: string;
}

/** A request to run code; ranges have been checked. */
export interface ExecRequest {
  readonly code?: string | null;
  readonly file?: string | null;
  readonly input?: unknown;
  readonly args?: readonly string[] | null;
  readonly env?: Readonly<Record<string, string>> | null;
  readonly stdin?: string | null;
  readonly files?: FileContents | null;
  readonly fs?: string | null;
  readonly mounts?: readonly MountRequest[] | null;
  /** How long retention spares the record after its end, in ms. */
  readonly retainMs?: number;
  /** The key of a state to start from. */
  readonly state?: string | null;
  readonly session?: string | null;
  readonly timeoutMs?: number;
  readonly heapMiB?: number;
  readonly tags?: Tags | null;
  readonly push?: PushOrderRequest | null;
  readonly author?: Identity | null;
  readonly keepOnFailure?: boolean | null;
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
/** Characters that the name of an environment variable can't contain. */
const NOT_IN_NAME = /[=\0]/;

/**
 * Returns the inputs of a run other than its source.
 * @throws TreeboxError `bad_request`, `too_large`
 */
export function givenOf(request: ExecRequest): Given {
  const { code, file, input, args, env, stdin, files, keepOnFailure } = request;
  if ((code == null) === (file == null)) {
    const given = code == null ? 'neither "code" nor "file"' : 'both "code" and "file"';
    throw new TreeboxError('bad_request', `the request has ${given}: it must have exactly one of them`);
  }
  return {
    ...(file != null && { file: volumePath('file', file) }),
    ...(input != null && { input: inputText(input) }),
    ...(args && { args }),
    ...(env && { env: checkEnv(env) }),
    ...(stdin != null && { stdin }),
    ...(files && { files: checkFiles(files) }),
    ...(keepOnFailure && { keepTree: true }),
  };
}

/** Makes a path of the request absolute. A relative path starts at the root. */
function volumePath(field: string, path: string): string {
  if (path === '' || path.includes('\0') || path.endsWith('/')) {
    throw new TreeboxError('bad_request', `${field}: ${shown(path)} is not the path of a file`);
  }
  return posix.resolve('/', path);
}

/**
 * Returns the mounts of a request with absolute paths, each before the mounts below it.
 * @throws TreeboxError `bad_request`
 */
export function mountsOf({ mounts }: ExecRequest): MountRequest[] {
  const placed = (mounts ?? []).map(({ path, fs }) => {
    const place = posix.resolve('/', path);
    if (place !== '/' && !place.includes('\0')) return { path: place, fs };
    throw new TreeboxError('bad_request', `mounts: nothing can be mounted at ${shown(path)}: name a path below "/"`);
  });
  const paths = new Set(placed.map(({ path }) => path));
  if (paths.size < placed.length) throw new TreeboxError('bad_request', 'mounts: two mounts have the same path');
  return placed.sort((a, b) => a.path.length - b.path.length);
}

function inputText(input: unknown): string {
  const text = JSON.stringify(input);
  const bytes = Buffer.byteLength(text);
  if (bytes <= INPUT_MAX_BYTES) return text;
  throw new TreeboxError(
    'too_large',
    `input has ${bytes} bytes of JSON: at most ${INPUT_MAX_BYTES} are accepted; put large data into a file`,
  );
}

function checkEnv(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(env)) {
    if (name === '' || NOT_IN_NAME.test(name) || value.includes('\0')) {
      throw new TreeboxError(
        'bad_request',
        `env: ${shown(name)} is not a valid variable: a name can't contain "=", and neither name nor value can contain a NUL`,
      );
    }
  }
  return env;
}

function checkFiles(files: FileContents): FileContents {
  const checked = Object.entries(files).map(([path, content]) => {
    if (typeof content !== 'string' && !BASE64.test(content.base64)) {
      throw new TreeboxError('bad_request', `files: the content of ${shown(path)} is not base64`);
    }
    return [volumePath('files', path), content] as const;
  });
  return Object.fromEntries(checked);
}
