/**
 * Serves git's smart HTTP protocol with the system's own git. `src/http/git.ts` maps it to routes.
 *
 * Each request starts one git process with fixed arguments. The process is ended when the request is aborted, takes too long
 * or is too large. The repository's configuration decides which refs are visible and what a push may do. This module only
 * checks the names of pushed branches, because labels have more naming rules than git's branches.
 *
 * Concurrency: fetches and pushes each have a limited number of processes. Further requests wait, and are refused when too many
 * wait. A push takes its slot after its list of refs has been read. A process has limits on memory and CPU time, and is ended
 * when its client is too slow (`pace.ts`).
 * @see https://git-scm.com/docs/http-protocol and https://git-scm.com/docs/gitprotocol-v2
 */
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { TreeboxError } from '../../core/errors.ts';
import {
  FETCH_REQUEST_MAX_BYTES,
  FETCHES,
  GIT_CPU_SECS,
  GIT_MEMORY_BYTES,
  GIT_TIMEOUT_MS,
  PUSH_LIST_MS,
  PUSH_MAX_BYTES,
  PUSH_MEMORY_BYTES,
  PUSHES,
} from '../../core/limits.ts';
import type { ChildLocks, MayLock } from '../files/child-locks.ts';
import { syncFiles } from '../files/sync-path.ts';
import { type GitProcess, startGit } from '../git-process.ts';
import type { Repository } from '../repository.ts';
import { readInTime, sentInTime } from './pace.ts';
import { type BranchRule, encodeRefusal, FLUSH, packet, readPushCommands, refusalOf } from './push-commands.ts';
import { Slots } from './slots.ts';

export type GitServiceName = 'upload-pack' | 'receive-pack';

export interface GitRequest {
  readonly service: GitServiceName;
  /** The `Git-Protocol` header. Unknown values are ignored, as git does. */
  readonly protocol: string | undefined;
  /** The request body as sent by the client; undefined for `GET info/refs`. */
  readonly body: Readable | undefined;
  /** The `Content-Encoding` header. */
  readonly encoding: string | undefined;
  /** Aborted when the client has disconnected. */
  readonly signal: AbortSignal;
}

export interface GitResponse {
  readonly contentType: string;
  /** The response body. It is destroyed when git is killed after the response has begun. */
  readonly stream: Readable;
}

export interface SmartHttpHooks {
  /** Called after git has answered a push and ended, whether or not the push succeeded. */
  readonly onPush?: () => void;
  /** Called at the end of a request with its duration in ms, including waits for the client, and whether it succeeded. */
  readonly onServed?: (service: GitServiceName, ms: number, isServed: boolean) => void;
}

const ENCODINGS: ReadonlySet<string> = new Set(['identity', 'gzip', 'x-gzip']);
/** The `Git-Protocol` values that git gets. */
const PROTOCOL = /^version=[12]$/;
const MEMORY_BYTES = { 'upload-pack': GIT_MEMORY_BYTES, 'receive-pack': PUSH_MEMORY_BYTES } as const;
/** Last chunks of a push response that are held back until the push is on disk: git's report and the flush packet. */
const HELD_PIECES = 2;
const NOT_UNDERSTOOD = 'the body is not what git expects of this service';

export class SmartHttp {
  readonly #gitDir: string;
  readonly #childLocks: ChildLocks;
  readonly #rule: BranchRule;
  readonly #hooks: SmartHttpHooks;
  readonly #slots: Readonly<Record<GitServiceName, Slots>> = {
    'upload-pack': new Slots(FETCHES, 'git fetches'),
    'receive-pack': new Slots(PUSHES, 'git pushes'),
  };

  /**
   * @param repository the repository to serve
   * @param rule decides which names a pushed branch may have
   */
  constructor(repository: Pick<Repository, 'path' | 'childLocks'>, rule: BranchRule, hooks: SmartHttpHooks = {}) {
    this.#gitDir = repository.path;
    this.#childLocks = repository.childLocks;
    this.#rule = rule;
    this.#hooks = hooks;
  }

  /**
   * Serves one request. Returns as soon as the response begins.
   * @throws TreeboxError `bad_request`, `too_large`, `unsupported_media_type`, `request_timeout`; `busy` when too many
   *   requests wait
   */
  async serve(request: GitRequest): Promise<GitResponse> {
    const answer = Promise.withResolvers<GitResponse>();
    const from = performance.now();
    const ended = (isServed: boolean) => this.#hooks.onServed?.(request.service, performance.now() - from, isServed);
    this.#serve(request, answer.resolve).then(
      () => ended(true),
      (error: unknown) => {
        ended(false);
        answer.reject(error);
      },
    );
    return answer.promise;
  }

  /** Calls `respond` when the response begins. Returns when the process has ended. */
  async #serve(request: GitRequest, respond: (response: GitResponse) => void): Promise<void> {
    const { service, body } = request;
    let moves: MayLock | undefined;
    let input = body === undefined ? undefined : readBody(body, request);
    if (input !== undefined && service === 'receive-pack') {
      // Read the list before taking a slot: a client that sends nothing must not occupy a slot.
      const commands = await inTime(readPushCommands(input), PUSH_LIST_MS);
      if (Object.keys(commands.moves).some((ref) => refusalOf(ref, this.#rule) !== undefined)) {
        // Read the whole request: the client reads the response only after it has sent everything.
        for await (const _ of sentInTime(input));
        respond({ contentType: contentTypeOf(request), stream: Readable.from([encodeRefusal(commands, this.#rule)]) });
        return;
      }
      input = continued(commands.head, input);
      moves = commands.moves;
    }
    const release = await this.#slots[service].take(request.signal);
    try {
      await this.#run(request, moves, input && sentInTime(input), respond);
    } finally {
      release();
    }
  }

  async #run(
    request: GitRequest,
    moves: MayLock | undefined,
    input: AsyncGenerator<Buffer, void> | undefined,
    respond: (response: GitResponse) => void,
  ): Promise<void> {
    const git = moves ? this.#childLocks.guard(moves, () => this.#start(request)) : this.#start(request);
    const deadline = setTimeout(git.kill, GIT_TIMEOUT_MS);
    try {
      const written = readOutput(git, announcement(request));
      const output = moves ? heldBack(written, () => this.#syncPush(git, moves)) : written;
      // Wait until git writes output, or until reading the request fails.
      const first = await Promise.race([output.next(), failureOf(send(input, git))]);
      if (first.done === true && (await git.exit).code !== 0) throw new TreeboxError('bad_request', NOT_UNDERSTOOD);
      const stream = first.done === true ? Readable.from([]) : readInTime(continued(first.value, output));
      // End the process when the reader has disconnected or is too slow.
      stream.once('close', git.kill);
      respond({ contentType: contentTypeOf(request), stream });
      await git.exit;
      if (moves) this.#hooks.onPush?.();
    } finally {
      git.kill();
      clearTimeout(deadline);
    }
  }

  /** Syncs the files of a successful push. Git itself does not sync reflogs. */
  async #syncPush(git: GitProcess, moves: MayLock): Promise<void> {
    if ((await git.exit).code !== 0) return;
    const refs = Object.keys(moves);
    const logs = refs.map((ref) => join(this.#gitDir, 'logs', ref));
    const names = ['objects/pack/any', 'packed-refs', ...refs].map((file) => join(this.#gitDir, file));
    await syncFiles(logs, names);
  }

  #start(request: GitRequest): GitProcess {
    const advertise = request.body === undefined ? ['--advertise-refs'] : [];
    const protocol = protocolOf(request);
    return startGit(this.#gitDir, [request.service, '--stateless-rpc', ...advertise, this.#gitDir], {
      env: protocol === undefined ? {} : { GIT_PROTOCOL: protocol },
      signal: request.signal,
      bounds: { memoryBytes: MEMORY_BYTES[request.service], cpuSecs: GIT_CPU_SECS },
    });
  }
}

/** Returns the result of `work` if it comes within `ms`. @throws TreeboxError `request_timeout` */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TreeboxError('request_timeout', 'the request came too slowly')), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function contentTypeOf({ service, body }: GitRequest): string {
  return `application/x-git-${service}-${body === undefined ? 'advertisement' : 'result'}`;
}

/** Returns the value of GIT_PROTOCOL, or undefined for version 0. Pushes always use version 0. */
function protocolOf({ service, protocol = '' }: GitRequest): string | undefined {
  return service === 'upload-pack' && PROTOCOL.test(protocol) ? protocol : undefined;
}

/** Returns the packets before git's own output in a response to `GET info/refs`; none in version 2. */
function announcement(request: GitRequest): Buffer[] {
  if (request.body !== undefined || protocolOf(request) === 'version=2') return [];
  return [packet(`# service=git-${request.service}\n`), FLUSH];
}

/**
 * Yields the request body, inflated if it is gzipped.
 * Leaves the stream open when reading stops early, because the response uses the same connection.
 * @throws TreeboxError `unsupported_media_type`, `bad_request`, `too_large`
 */
async function* readBody(body: Readable, { service, encoding = 'identity' }: GitRequest): AsyncGenerator<Buffer, void> {
  if (!ENCODINGS.has(encoding)) {
    throw new TreeboxError(
      'unsupported_media_type',
      `Content-Encoding ${encoding}: only gzip and identity are accepted`,
    );
  }
  const limit = service === 'receive-pack' ? PUSH_MAX_BYTES : FETCH_REQUEST_MAX_BYTES;
  let total = 0;
  try {
    const source = encoding === 'identity' ? body : gunzip(body);
    for await (const chunk of source.iterator({ destroyOnReturn: false })) {
      total += chunk.length;
      if (total > limit) throw new TreeboxError('too_large', `the git request is larger than ${limit} bytes`);
      yield chunk;
    }
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
    throw new TreeboxError('bad_request', 'the body is not gzip, as its Content-Encoding says', { cause: error });
  }
}

function gunzip(body: Readable): Readable {
  const inflated = createGunzip();
  body.once('error', (error) => inflated.destroy(error));
  body.once('close', () => body.readableEnded || inflated.destroy(new Error('the request ended early')));
  return body.pipe(inflated);
}

/**
 * Yields git's output, but holds back the last `HELD_PIECES` chunks until `done` has returned. They report the result of a
 * push, which the client must not get before the push is on disk.
 */
async function* heldBack(pieces: AsyncIterable<Buffer>, done: () => Promise<void>): AsyncGenerator<Buffer, void> {
  const held: Buffer[] = [];
  for await (const piece of pieces) {
    held.push(piece);
    if (held.length > HELD_PIECES) yield held.shift() as Buffer;
  }
  await done();
  yield* held;
}

async function* continued(first: Buffer, rest: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  yield first;
  yield* rest;
}

/**
 * Passes the request body to git, and ends git when reading the body fails. Also reads input that git no longer needs, because
 * the client reads the response only after it has sent everything.
 */
async function send(input: AsyncGenerator<Buffer, void> | undefined, git: GitProcess): Promise<void> {
  try {
    for await (const chunk of input ?? []) await git.feed(chunk);
    git.stdin.end();
  } catch (error) {
    git.kill();
    throw error;
  }
}

/** Returns a promise that rejects when `work` rejects, and never resolves. */
function failureOf(work: Promise<void>): Promise<never> {
  return new Promise((_, reject) => work.catch(reject));
}

/**
 * Yields `start` and then git's stdout.
 * @throws Error at the end when git was killed, so that the client does not take an incomplete response for a complete one. A
 *   git that fails by itself reports this in the protocol.
 */
async function* readOutput(git: GitProcess, start: readonly Buffer[]): AsyncGenerator<Buffer, void> {
  yield* start;
  yield* git.stdout;
  const { code, stderr } = await git.exit;
  if (code === null) throw new Error(`git was ended before its answer was complete: ${stderr}`);
}
